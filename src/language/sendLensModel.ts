/** What stands above the first line of an .eml: Send, then the live stages, then the outcome with its reply and duration. Pure. */
import type { Outcome, Progress } from '../engine/protocol';

export interface LensButton {
  readonly title: string;
  /** Without `mailroot.`; none: the lens only tells. */
  readonly command?:
    'sendCurrentFile' | 'showStory' | 'showTranscript' | 'openMessage' | 'retryNow' | 'startEngine' | 'createFolder';
  readonly tooltip?: string;
}

export interface LensFacts {
  /** Whether the window has a MailRoot, and may send. */
  readonly hasFolder: boolean;
  readonly sending?:
    | { readonly kind: 'waiting'; readonly engineRuns: boolean }
    | { readonly kind: 'underway'; readonly progress: Progress }
    | { readonly kind: 'ended'; readonly outcome: Outcome }
    | undefined;
  /** The document lies in the MailRoot: sending it means sending it again. */
  readonly inMailRoot: boolean;
}

/** Words for a stage and a duration come from the views, so that every place says the same. */
export interface LensWords {
  readonly stage: (progress: Progress) => string;
  readonly took: (ms: number) => string;
}

export function lensButtons(facts: LensFacts, words: LensWords): LensButton[] {
  const { sending } = facts;
  const send: LensButton = {
    title: facts.inMailRoot || sending !== undefined ? '$(send) Send Again' : '$(send) Send',
    command: 'sendCurrentFile',
    tooltip: 'Hands this file, as it stands in the editor, to Pickup (Ctrl+Alt+M, Cmd+Alt+M)',
  };
  if (!facts.hasFolder) return [send, { title: 'Create MailRoot Folder', command: 'createFolder' }];
  switch (sending?.kind) {
    case undefined:
      return [send];
    case 'waiting':
      return sending.engineRuns
        ? [{ title: '$(sync~spin) waits in Pickup' }]
        : [
            { title: '$(watch) waits in Pickup: the engine is stopped' },
            { title: 'Start Engine', command: 'startEngine' },
          ];
    case 'underway':
      return [{ title: `$(sync~spin) ${words.stage(sending.progress)}` }];
    case 'ended':
      return [send, outcomeButton(sending.outcome, words), ...nextSteps(sending.outcome)];
  }
}

function outcomeButton(outcome: Outcome, { took }: LensWords): LensButton {
  const icon = { Drop: '$(pass)', Sent: '$(pass)', Queue: '$(history)', BadMail: '$(error)' }[outcome.folder];
  const mark = failed(outcome) ? '$(error)' : icon;
  const sentence = outcome.sentence.length > 140 ? `${outcome.sentence.slice(0, 139)}…` : outcome.sentence;
  return { title: `${mark} ${sentence} · ${took(outcome.durationMs)}` };
}

function nextSteps(outcome: Outcome): LensButton[] {
  switch (outcome.folder) {
    case 'Drop':
      return [
        { title: 'Open in Drop', command: 'openMessage' },
        { title: 'Show Story', command: 'showStory' },
      ];
    case 'Queue':
      return [
        { title: 'Show Story', command: 'showStory' },
        { title: 'Show Transcript', command: 'showTranscript' },
        { title: 'Retry Now', command: 'retryNow' },
      ];
    case 'Sent':
    case 'BadMail':
      return [
        { title: 'Show Story', command: 'showStory' },
        { title: 'Show Transcript', command: 'showTranscript' },
      ];
  }
}

/** Whether somebody did not get it, and it will not be tried again for them. */
export function failed({ folder, recipients }: Outcome): boolean {
  return folder === 'BadMail' || recipients.some(({ state }) => state.action === 'failed');
}
