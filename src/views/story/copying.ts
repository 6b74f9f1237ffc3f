/** What is put into the clipboard of a story: its link, or an attempt as text or as a command line. Pure. */
import { attemptText } from '../../engine/story/asText';
import { curlCommand, swaksCommand } from '../../engine/story/commandLine';
import type { StorySources } from '../../engine/story/sources';
import type { Story } from '../../engine/story/story';
import type { Copied } from './requests';

export interface Copyable {
  readonly story: Story;
  readonly sources: StorySources;
  /** Opens this story. */
  readonly link: string;
}

/** Undefined when there is no such attempt. */
export function textOf(copied: Copied, { story, sources, link }: Copyable): string | undefined {
  if (copied.what === 'link') return link;
  const attempt = story.attempts.find(({ number }) => number === copied.attempt);
  if (attempt === undefined) return undefined;
  if (copied.what === 'text') return attemptText(story.id, attempt);
  const session = attempt.sessions.find((each) => each.session === copied.session);
  if (session === undefined) return undefined;
  const facts = { session, file: sources.files.message?.path ?? `${story.id}.eml` };
  return copied.what === 'swaks' ? swaksCommand(facts) : curlCommand(facts);
}
