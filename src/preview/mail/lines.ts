/** On which line of the file offsets are, as the editor counts lines: LF, CRLF, and CR alone. One pass for all of them. Pure. */
import type { Mail } from './mail';

/** `offsets` of the message's text ascend; the answer is from 0. */
export function linesAt(
  { message: { text }, pieces }: Pick<Mail, 'message' | 'pieces'>,
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
