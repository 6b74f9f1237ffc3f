/**
 * Hands several messages in, one after the other, until it is cancelled: what was handed in by then stays so. What is no message is left out
 * and named. Knows no editor; a disk that can't be written is the caller's error.
 */
import { readHeaders } from '../engine/message/headers';

export interface Handed {
  /** Of its file, for Pickup and for people. */
  readonly name: string;
  readonly bytes: () => Promise<Uint8Array>;
  /** Told the name of the Pickup file. */
  readonly followed?: (pickupFile: string) => void;
}

export interface Hands {
  /** Writes it into Pickup; resolves to the name of the file there. */
  readonly submit: (name: string, bytes: Uint8Array) => Promise<string>;
  readonly report: (done: number, of: number) => void;
  readonly isCancelled: () => boolean;
}

/** Where they would go, looked at before the first is handed in. */
export interface Foresight<T> {
  /** What there is to say of one, if anything. */
  readonly foresee: (bytes: Uint8Array) => Promise<T | undefined>;
  readonly isCancelled: () => boolean;
}

/** What was foreseen of each message; what is handed in several times is looked at once. Undefined when it was cancelled. */
export async function foreseeAll<T>(
  all: readonly Handed[],
  { foresee, isCancelled }: Foresight<T>,
): Promise<readonly T[] | undefined> {
  const found = new Map<Handed, T | undefined>();
  for (const one of new Set(all)) {
    if (isCancelled()) return undefined;
    const bytes = await one.bytes();
    found.set(one, readHeaders(bytes).fields.length === 0 ? undefined : await foresee(bytes));
  }
  return all.flatMap((one) => found.get(one) ?? []);
}

export interface HandedIn {
  readonly done: number;
  readonly of: number;
  /** Files that are no messages, by name. */
  readonly noMessages: readonly string[];
  readonly cancelled: boolean;
}

export async function handIn(all: readonly Handed[], { submit, report, isCancelled }: Hands): Promise<HandedIn> {
  const noMessages: string[] = [];
  let done = 0;
  for (const { name, bytes, followed } of all) {
    if (isCancelled()) return { done, of: all.length, noMessages, cancelled: true };
    const content = await bytes();
    if (readHeaders(content).fields.length === 0) noMessages.push(name);
    else {
      const pickupFile = await submit(name, content);
      done++;
      followed?.(pickupFile);
    }
    report(done, all.length);
  }
  return { done, of: all.length, noMessages, cancelled: false };
}

/** What came of it, where that is not simply all; undefined when it is. */
export function whatCame({ done, of, noMessages, cancelled }: HandedIn): string | undefined {
  const out =
    noMessages.length === 0
      ? ''
      : ` ${list(noMessages)} ${noMessages.length === 1 ? 'is no message' : 'are no messages'}.`;
  if (cancelled) return `Cancelled: ${done} of ${of} messages were handed in, the others were not.${out}`;
  return noMessages.length === 0 ? undefined : `${done} of ${of} files were handed in.${out}`;
}

function list(names: readonly string[]): string {
  const [first = '', ...more] = names;
  return more.length === 0 ? first : `${first} and ${more.length} more`;
}
