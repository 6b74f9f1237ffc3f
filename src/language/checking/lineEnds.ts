/** How the lines of a file end, which an editor does not show: it has one line end for all. Pure; takes octets. */

export interface LineEnds {
  readonly crlf: number;
  readonly lf: number;
  readonly cr: number;
  /** The first line (from 0) whose end is not that of most; none when all are alike. */
  readonly firstOdd?: number;
}

type End = 'crlf' | 'lf' | 'cr';

export function countLineEnds(bytes: Uint8Array): LineEnds {
  const counts = { crlf: 0, lf: 0, cr: 0 };
  const first: Partial<Record<End, number>> = {};
  let line = 0;
  for (let at = 0; at < bytes.length; at++) {
    const end = endAt(bytes, at);
    if (end === undefined) continue;
    counts[end]++;
    first[end] ??= line;
    line++;
    if (end === 'crlf') at++;
  }
  const odd = firstOdd(counts, first);
  return { ...counts, ...(odd !== undefined && { firstOdd: odd }) };
}

function endAt(bytes: Uint8Array, at: number): End | undefined {
  if (bytes[at] === 10) return 'lf';
  if (bytes[at] !== 13) return undefined;
  return bytes[at + 1] === 10 ? 'crlf' : 'cr';
}

/** Of a tie, CRLF is right: it is what mail has on the wire. A bare CR is always odd. */
function firstOdd(counts: Readonly<Record<End, number>>, first: Partial<Record<End, number>>): number | undefined {
  const usual: End = counts.lf > counts.crlf ? 'lf' : 'crlf';
  const others = (['crlf', 'lf', 'cr'] as const).filter((end) => end !== usual);
  const lines = others.flatMap((end) => first[end] ?? []);
  return lines.length === 0 ? undefined : Math.min(...lines);
}
