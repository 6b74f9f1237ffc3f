/** What of a message is committed as its snapshot: the mail as it was sent, without what MailRoot put on top when it delivered it. Pure. */
import { readHeaders } from '../engine/message/headers';
import { topEnd } from '../engine/message/top';

export function asSent(bytes: Buffer): Buffer {
  return bytes.subarray(topEnd(readHeaders(bytes).fields));
}
