/**
 * Whether a Pickup file was written dot-stuffed (RFC 5321 §4.5.2), and taking the dots off. It can't be known: .NET Framework stuffs, .NET
 * does not, and the file does not say. So it is decided here, by the setting or by a guess, and the decision comes with its reason.
 */
import { readEnvelopeBlock } from './envelopeBlock';
import { headerValue, readHeaders } from './headers';

/** `mailroot.pickup.dotStuffed` */
export type DotSetting = 'auto' | 'always' | 'never';

export interface DotDecision {
  readonly stuffed: boolean;
  /** What was found, what was decided and why, in a sentence. */
  readonly why: string;
}

/** Undefined when no line of the body begins with a dot: there is nothing to decide. */
export function decideDots(bytes: Uint8Array, setting: DotSetting): DotDecision | undefined {
  if (!hasDottedLine(bytes)) return undefined;
  const { sender, end } = readEnvelopeBlock(bytes);
  const block = readHeaders(bytes, end);
  const lines = dottedLines(bytes.subarray(block.bodyAt));
  if (lines.all === 0) return undefined;
  const clue = setting === 'auto' ? guess(lines, { sender, block }) : { stuffed: setting === 'always', because: '' };
  const { stuffed, because } = clue;
  const found = `${lines.all} line${lines.all === 1 ? ' begins' : 's begin'} with a dot${because}`;
  const done = stuffed ? `dot-stuffed, one dot is taken off where there are two` : `not dot-stuffed, they stay`;
  return { stuffed, why: `${found}: taken as ${done} (mailroot.pickup.dotStuffed is ${setting})` };
}

interface DottedLines {
  readonly all: number;
  /** Those that begin with two. */
  readonly doubled: number;
}

function dottedLines(body: Uint8Array): DottedLines {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  return { all: text.match(/^\./gm)?.length ?? 0, doubled: text.match(/^\.\./gm)?.length ?? 0 };
}
const dot = 0x2e;

/** Most have none, which is seen without knowing where the body begins. */
function hasDottedLine(part: Uint8Array): boolean {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
  return bytes.includes('\n.') || bytes.includes('\r.') || bytes[0] === dot;
}

interface Clues {
  readonly sender: unknown;
  readonly block: Parameters<typeof headerValue>[0];
}

/** Stuffed is what has an X-Sender line, as .NET Framework and CDO write it, is no Drop file, and has two dots wherever there is one. */
function guess({ all, doubled }: DottedLines, { sender, block }: Clues): { stuffed: boolean; because: string } {
  if (doubled < all) return { stuffed: false, because: ', not all of them with two' };
  const each = ', each with two';
  if (sender === undefined) return { stuffed: false, because: `${each}, but there is no X-Sender line on top` };
  if (headerValue(block, 'Return-Path') !== undefined)
    return { stuffed: false, because: `${each}, but a Return-Path says that it was delivered before` };
  return { stuffed: true, because: `${each}, below an X-Sender line` };
}

/** One dot less on every line that begins with two. A line with one alone stays: IIS would have lost it, and all that follows. */
export function unstuff(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return Buffer.from(text.replace(/^\.(?=\.)/gm, ''), 'latin1');
}
