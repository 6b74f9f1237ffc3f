/** The line end that a message uses, for text that is put into it. */
import type { Message } from './part';

export function lineEndOf({ text }: Message): '\r\n' | '\n' {
  const lf = text.indexOf('\n');
  return lf < 0 || text[lf - 1] === '\r' ? '\r\n' : '\n';
}
