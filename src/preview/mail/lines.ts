/** On which line of the file offsets are, as the editor counts lines: LF, CRLF, and CR alone. One pass for all of them. Pure. */

/** `offsets` ascend; the answer is from 0. */
export function linesAt(text: string, offsets: readonly number[]): number[] {
  let at = 0;
  let line = 0;
  return offsets.map((offset) => {
    for (; at < offset; at++) {
      const code = text.charCodeAt(at);
      if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) line++;
    }
    return line;
  });
}
