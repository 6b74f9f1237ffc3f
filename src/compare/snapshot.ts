/** What of a message is committed as its snapshot: the mail as it was sent, without what MailRoot put on top when it delivered it. Pure. */
import { envelopeLength } from '../engine/message/envelopeBlock';
import { readHeaders } from '../engine/message/headers';

/** Written by the host that delivers (RFC 5321 §4.4). */
const traces = new Set(['return-path', 'received']);

export function asSent(bytes: Buffer): Buffer {
  const { fields } = readHeaders(bytes);
  let own = envelopeLength(fields.map(({ name }) => name));
  while (traces.has(fields[own]?.name.toLowerCase() ?? '')) own++;
  return bytes.subarray(fields[own - 1]?.end ?? 0);
}
