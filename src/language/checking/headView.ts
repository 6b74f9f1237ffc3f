/**
 * The head of a message as the engine reads it: envelope lines, sender, recipients. What `pickup` makes of a file is decided by the same
 * functions of engine/message; a test holds both equal.
 */
import { isAddress, mailboxes } from '../../engine/message/address';
import { readEnvelopeBlock } from '../../engine/message/envelopeBlock';
import { headerValues, readHeaders } from '../../engine/message/headers';
import type { Message } from '../model/part';

export interface HeadView {
  /** None: the message goes to BadMail. `''` is the null reverse-path. */
  readonly sender?: string;
  /** As written, before the default domain is put behind a bare name. */
  readonly recipients: readonly string[];
  /** X-Receiver lines decide, and the fields do not. */
  readonly byEnvelopeLines: boolean;
}

export function readHeadView({ text, root }: Message): HeadView {
  const bytes = Buffer.from(text.slice(root.start, root.head.end), 'utf8');
  const top = readEnvelopeBlock(bytes);
  const headers = readHeaders(bytes, top.end);
  const boxes = (...names: readonly string[]): string[] =>
    names.flatMap((name) => mailboxes(...headerValues(headers, name)).map(({ address }) => address));
  const byEnvelopeLines = top.receivers.length > 0 || top.broken.some((line) => /^x-receiver/i.test(line));
  const sender = top.sender?.address ?? boxes('Sender', 'From').find(isAddress);
  const recipients = byEnvelopeLines
    ? top.receivers.map(({ address }) => address)
    : boxes('To', 'Cc', 'Bcc').filter(isAddress);
  return { ...(sender !== undefined && { sender }), recipients, byEnvelopeLines };
}
