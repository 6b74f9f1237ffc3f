/** What of a message is committed as its snapshot: the mail as it was sent, without what MailRoot put on top when it delivered it. Pure. */
import { readHeaders } from '../engine/message/headers';
import { topLength } from '../engine/message/top';

export function asSent(bytes: Buffer): Buffer {
  const { fields } = readHeaders(bytes);
  const top = topLength(fields.map(({ name }) => name));
  return bytes.subarray(fields[top - 1]?.end ?? 0);
}
