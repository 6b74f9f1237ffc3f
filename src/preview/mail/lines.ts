/** On which line of the file offsets are, as the editor counts lines: LF, CRLF, and CR alone. One pass for all of them. Pure. */
import type { Mail } from './mail';

/** `offsets` of the message's text ascend; the answer is from 0. */
export function linesAt(
  { message: { text }, pieces }: { readonly message: Pick<Mail['message'], 'text'>; readonly pieces: Mail['pieces'] },
  offsets: readonly number[],
): number[] {
  let at = 0;
  let line = 0;
  let next = 0;
  return offsets.map((offset) => {
    for (let piece = pieces[next]; piece !== undefined && piece.at <= offset; piece = pieces[++next]) {
      at = piece.at;
      line = piece.line;
    }
    for (; at < offset; at++) {
      const code = text.charCodeAt(at);
      if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) line++;
    }
    return line;
  });
}

/** A part and the lines it is on, from 0. Those inside of it come after it. */
export interface Place {
  readonly part: string;
  readonly from: number;
  /** Its last line. */
  readonly to: number;
}

export interface Places {
  readonly parts: readonly Place[];
  /** The last line of the header of the message. */
  readonly headTo: number;
}

const mostPlaces = 1_000;

/** The lines of each part that is listed. */
export function placesOf(mail: Mail): Places {
  const { parts, root } = mail.message;
  const listed = parts.slice(0, mostPlaces);
  const offsets = [...listed.flatMap(({ start, end }) => [start, end]), Math.max(root.head.start, root.head.end - 1)];
  const ascending = [...new Set(offsets)].sort((a, b) => a - b);
  const lines = new Map(linesAt(mail, ascending).map((line, i) => [ascending[i], line]));
  const at = (offset: number): number => lines.get(offset) ?? 0;
  return {
    parts: listed.map(({ path, start, end }) => ({ part: path, from: at(start), to: at(end) })),
    headTo: root.fields.length === 0 ? -1 : at(Math.max(root.head.start, root.head.end - 1)),
  };
}
