/** `550 5.1.1 User unknown`: a reply of a remote host on one line. */
import type { Reply } from './envelope';

export function replyLine(value: Reply): string {
  const text = value.text.replace(/\s*\n\s*/g, ' / ');
  return [String(value.code), value.enhanced, text].filter((word) => word !== undefined && word !== '').join(' ');
}
