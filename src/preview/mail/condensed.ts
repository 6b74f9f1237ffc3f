/**
 * A message of any size as a text that is small enough to be taken apart: heads, delimiters and the beginning of each body are kept, the
 * rest of a long body is left in the file. A parser of MIME takes it apart just as it would the whole, since in a body only lines that
 * begin with `--` mean anything to it. Each offset of the text can be said as an offset, and as a line, of the file.
 */
import { inSteps, type Octets } from './octets';

export interface CondenseLimits {
  /** Octets kept behind each line that begins with `--`; and at the very top, where the head of the message is. */
  readonly run: number;
  readonly top: number;
  readonly together: number;
  /** Octets of a file that are looked at. */
  readonly scanned: number;
}

export const condenseLimits: CondenseLimits = {
  run: 32_000,
  top: 1_000_000,
  together: 32_000_000,
  scanned: 2_000_000_000,
};

/** From here on the text is that of the file, until the next piece. */
export interface Piece {
  /** Offset in the text. */
  readonly at: number;
  /** Offset in the file. */
  readonly from: number;
  /** The line of the file, from 0. */
  readonly line: number;
}

export interface Condensed {
  /** Latin-1: a character for each octet. */
  readonly text: string;
  readonly pieces: readonly Piece[];
  /** Octets of the file that were looked at: what stands behind is not known. */
  readonly scanned: number;
}

interface Kept {
  readonly from: number;
  readonly line: number;
  to: number;
}

export function condensed(octets: Octets, limits = condenseLimits): Condensed {
  const { kept, scanned, line } = scan(octets, limits);
  const texts: string[] = [];
  const pieces: Piece[] = [];
  let at = 0;
  for (const { from, to, line: first } of kept) {
    const end = Math.min(to, scanned);
    const text = octets.read(from, end < scanned ? withoutReturns(octets, end) : end).toString('latin1');
    pieces.push({ at, from, line: first });
    texts.push(text);
    at += text.length;
  }
  // Where the end of the text is in the file.
  if ((kept.at(-1)?.to ?? 0) < scanned) pieces.push({ at, from: scanned, line });
  return { text: texts.join(''), pieces, scanned };
}

interface Scanned {
  /** In order, and apart from one another. */
  readonly kept: Kept[];
  readonly scanned: number;
  /** Line ends up to there. */
  readonly line: number;
}

function scan(octets: Octets, limits: CondenseLimits): Scanned {
  const end = Math.min(octets.size, limits.scanned);
  const lines = new LineCount();
  let last: Kept = { from: 0, to: Math.min(limits.top, end), line: 0 };
  const kept = [last];
  let room = limits.together;
  let at = 0;
  for (const piece of inSteps(octets, { end })) {
    // What is behind the edge decides what stands at it.
    const seen = Buffer.concat([piece, octets.read(at + piece.length, at + piece.length + 2)]);
    for (const found of delimiters(seen, piece.length)) {
      const from = withoutReturns(octets, at + found);
      const to = Math.min(end, from + limits.run);
      room -= Math.max(0, to - Math.max(from, last.to));
      if (room < 0) return { kept, scanned: from, line: lines.upTo(seen, from - at) };
      if (from > last.to) kept.push((last = { from, to, line: lines.upTo(seen, from - at) }));
      else last.to = Math.max(last.to, to);
    }
    lines.upTo(seen, piece.length);
    lines.next(piece.length);
    at += piece.length;
  }
  return { kept, scanned: at, line: lines.count };
}

/** Line feeds that a line which may be a delimiter follows. */
function* delimiters(bytes: Buffer, end: number): Generator<number, undefined> {
  for (let at = bytes.indexOf('\n--'); at >= 0 && at < end; at = bytes.indexOf('\n--', at + 3)) yield at;
}

const mostReturns = 16;

/**
 * Carriage returns in front of a line feed are part of the line end, and that is the delimiter's (RFC 2046 §5.1.1): what is kept begins with
 * them, and none is left at the end of what is kept in front.
 */
function withoutReturns(octets: Octets, end: number): number {
  const before = octets.read(Math.max(0, end - mostReturns), end);
  let returns = 0;
  while (before[before.length - 1 - returns] === 13) returns++;
  return end - returns;
}

/** Lines as the editor counts them: LF, CRLF, and CR alone. Goes forward only. */
class LineCount {
  count = 0;
  #at = 0;

  upTo(bytes: Buffer, end: number): number {
    for (; this.#at < end; this.#at++) {
      const code = bytes[this.#at];
      if (code === 10 || (code === 13 && bytes[this.#at + 1] !== 10)) this.count++;
    }
    return this.count;
  }

  /** The next piece begins that much further on. */
  next(length: number): void {
    this.#at -= length;
  }
}
