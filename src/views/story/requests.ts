/** What a story page may ask of the editor beyond what a transcript page may: each wish is checked before anything is done. Pure. */
import type { Place, StoryFile } from '../../engine/story/places';
import { wishIn } from '../pages/wish';
import { isPageRequest, type PageRequest } from '../transcript/requests';

/** Commands that are carried out on the message of the story. */
export const storyCommands = [
  'retryNow',
  'holdMessage',
  'releaseMessage',
  'expireNow',
  'removeFromQueue',
  'requeueMessage',
  'editAndSendAgain',
  'advanceClock',
  'putBackInPickup',
  'sendAgain',
  'openMessage',
  'showTranscript',
  'saveCaseBundle',
] as const;
export type StoryCommand = (typeof storyCommands)[number];

export type StoryRequest =
  | Exclude<PageRequest, { readonly do: string }>
  | { readonly run: StoryCommand }
  | { readonly open: Place }
  /** A cure by the numbers of its recipient and of itself, from 0. */
  | { readonly cure: readonly [recipient: number, cure: number] }
  | { readonly copy: Copied }
  | { readonly compare: Compared };

export type Copied =
  | { readonly what: 'link' }
  | { readonly what: 'text'; readonly attempt: number }
  | { readonly what: 'swaks' | 'curl'; readonly attempt: number; readonly session: number };

/** One side of a comparison: an attempt, for all recipients or for the one with that number. */
export interface Side {
  readonly attempt: number;
  readonly recipient?: number;
}
/** Undefined: nothing is compared any more. */
export type Compared = { readonly left: Side; readonly right: Side } | undefined;

/** Undefined for what is no wish of the page. */
export function storyRequest(value: unknown): StoryRequest | undefined {
  const [kind = '', wish] = wishIn(value) ?? [];
  if (typeof wish === 'string' && Object.hasOwn(readers, kind)) return readers[kind as keyof typeof readers](wish);
  return isPageRequest(value) && !('do' in value) ? value : undefined;
}

const readers = {
  run: (wish: string): StoryRequest | undefined => {
    const run = storyCommands.find((each) => each === wish);
    return run && { run };
  },
  open: (wish: string): StoryRequest | undefined => {
    const [, file, line] = /^(message|state|ltr|rtr|itr|bdr):(\d{1,9})$/.exec(wish) ?? [];
    return file === undefined ? undefined : { open: { file: file as StoryFile, line: Number(line) } };
  },
  cure: (wish: string): StoryRequest | undefined => {
    const [, recipient, cure] = /^(\d{1,6}):(\d{1,3})$/.exec(wish) ?? [];
    return recipient === undefined ? undefined : { cure: [Number(recipient), Number(cure)] };
  },
  copy: (wish: string): StoryRequest | undefined => {
    if (wish === 'link') return { copy: { what: 'link' } };
    const [, what, attempt, session] = /^(text|swaks|curl):(\d{1,9})(?::(\d{1,9}))?$/.exec(wish) ?? [];
    if (what === 'text') return { copy: { what, attempt: Number(attempt) } };
    if ((what !== 'swaks' && what !== 'curl') || session === undefined) return undefined;
    return { copy: { what, attempt: Number(attempt), session: Number(session) } };
  },
  compare: (wish: string): StoryRequest | undefined => {
    if (wish === 'nothing') return { compare: undefined };
    const [left, right, more] = wish.split('~').map(readSide);
    return left === undefined || right === undefined || more !== undefined ? undefined : { compare: { left, right } };
  },
};

export function sideText({ attempt, recipient }: Side): string {
  return recipient === undefined ? String(attempt) : `${attempt}:${recipient}`;
}

export function readSide(text: string): Side | undefined {
  const [, attempt, recipient] = /^(\d{1,9})(?::(\d{1,6}))?$/.exec(text) ?? [];
  if (attempt === undefined) return undefined;
  return { attempt: Number(attempt), ...(recipient !== undefined && { recipient: Number(recipient) }) };
}
