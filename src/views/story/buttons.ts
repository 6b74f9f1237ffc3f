/** What can be done with the message of a story, by where it is. The most useful first. Pure. */
import type { Story } from '../../engine/story/story';
import { html, type Markup } from '../transcript/html';
import type { StoryCommand } from './requests';

const labels: Readonly<Record<StoryCommand, string>> = {
  retryNow: 'Retry Now',
  holdMessage: 'Hold',
  releaseMessage: 'Release',
  expireNow: 'Expire Now',
  removeFromQueue: 'Take Out',
  requeueMessage: 'Requeue...',
  editAndSendAgain: 'Edit and Send Again',
  advanceClock: 'Advance Clock...',
  putBackInPickup: 'Put Back in Pickup',
  sendAgain: 'Send Again',
  openMessage: 'Open Message',
  showTranscript: 'Transcript',
  saveCaseBundle: 'Save Case Bundle...',
};

export function commandsFor({
  folder,
  envelope,
  attempts,
}: Pick<Story, 'folder' | 'envelope' | 'attempts'>): StoryCommand[] {
  const transcript: StoryCommand[] = attempts.length > 0 ? ['showTranscript'] : [];
  if (folder === undefined) return transcript;
  switch (folder) {
    case 'Queue': {
      const steer: StoryCommand[] = envelope.held === undefined ? ['retryNow', 'holdMessage'] : ['releaseMessage'];
      const more: StoryCommand[] = ['advanceClock', 'editAndSendAgain', 'requeueMessage', 'putBackInPickup'];
      return [...steer, ...more, 'expireNow', 'removeFromQueue', 'openMessage', ...transcript];
    }
    case 'BadMail':
      return ['editAndSendAgain', 'requeueMessage', 'putBackInPickup', 'openMessage', ...transcript];
    case 'Sent':
      return ['editAndSendAgain', 'requeueMessage', 'sendAgain', 'openMessage', ...transcript];
    case 'Drop':
      return ['openMessage', 'sendAgain', ...transcript];
    case 'Pickup':
      return ['openMessage'];
  }
}

export function storyButtons(story: Story): Markup[] {
  const buttons = [...commandsFor(story), 'saveCaseBundle' as const].map(
    (name) => html`<button data-run="${name}">${labels[name]}</button> `,
  );
  return [
    ...buttons,
    html`<button data-copy="link" title="A link that opens this story in VS Code">Copy Link</button>`,
  ];
}
