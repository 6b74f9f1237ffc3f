/**
 * What is below a row: its recipients with their own states, under each the attempts made for it, under those the transcripts. Pure:
 * takes the envelope and the text of the local transcript. What only one of the two still knows is told all the same.
 */
import type { AttemptRecord, Recipient } from '../engine/mailroot/envelope';
import { replyLine } from '../engine/mailroot/replyLine';
import { decodeLtr, type LtrEntry } from '../engine/mailroot/transcript';
import { oneLine } from './text';

export interface AttemptFacts {
  readonly number: number;
  /** Epoch ms. */
  readonly at: number;
  readonly action: AttemptRecord['action'];
  readonly text: string;
  /** Line of the `.ltr`, from 0, where the attempt begins; undefined when it is not in there. */
  readonly line?: number;
}

const ends = ['delivered', 'relayed', 'delayed', 'failed'] as const;

/** The attempts made for a recipient, newest first. */
export function attemptsFor(
  { address, history = [] }: Pick<Recipient, 'address' | 'history'>,
  ltr: string,
): AttemptFacts[] {
  const told = toldAttempts(address, ltr);
  const kept = history.filter(({ attempt }) => !told.some(({ number }) => number === attempt)).map(keptAttempt);
  return [...told, ...kept].sort((a, b) => b.number - a.number);
}

function keptAttempt({ attempt, at, action, text = '', reply }: AttemptRecord): AttemptFacts {
  return { number: attempt, at, action, text: oneLine(reply === undefined ? text : replyLine(reply)) };
}

function toldAttempts(address: string, ltr: string): AttemptFacts[] {
  const attempts: AttemptFacts[] = [];
  let begun = { number: 0, line: 0 };
  for (const { entry, line } of numbered(ltr)) {
    if (entry.kind === 'attempt') begun = { number: attemptNumber(entry) ?? begun.number + 1, line };
    const action = ends.find((kind) => kind === entry.kind);
    if (action === undefined || entry.recipient !== address) continue;
    attempts.push({ ...begun, at: entry.at, action, text: oneLine(entry.text) });
  }
  return attempts;
}

function attemptNumber({ text }: LtrEntry): number | undefined {
  const found = /^number (\d+)/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

function numbered(ltr: string): { entry: LtrEntry; line: number }[] {
  return ltr.split(/\r?\n/).flatMap((text, line) => {
    const [entry] = text.startsWith('  ') ? [] : decodeLtr(text);
    return entry === undefined || entry.kind === 'text' ? [] : [{ entry, line }];
  });
}

/** The line of an `.rtr`, from 0, where the first session of an attempt begins; undefined when it opened no connection. */
export function sessionLine(rtr: string, attempt: number): number | undefined {
  const at = rtr.split(/\r?\n/).findIndex((line) => line.startsWith(`== attempt ${attempt}, `));
  return at < 0 ? undefined : at;
}
