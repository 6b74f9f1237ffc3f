/** The envelope of a message that has no state, as far as its bytes tell it: it was not attempted yet, or was dropped and nothing else. Pure. */
import { dsnSubject, arrivalOf, isQueueId, type FolderName } from '../mailroot/layout';
import type { Envelope, RecipientState, Source } from '../mailroot/envelope';
import { mailboxes } from '../message/address';
import { readEnvelopeBlock } from '../message/envelopeBlock';
import { headerValues, readHeaders } from '../message/headers';

export interface Stateless {
  readonly id: string;
  readonly folder: FolderName | undefined;
  readonly bytes: Uint8Array;
  /** Epoch ms: what counts for its arrival where its id does not tell it. */
  readonly now: number;
  /** The client of its inbound session, if it was handed in over SMTP. */
  readonly client?: string;
}

export function derivedEnvelope({ id, folder, bytes, now, client }: Stateless): Envelope {
  const { sender, receivers, end } = readEnvelopeBlock(bytes);
  const headers = readHeaders(bytes, end);
  const named = mailboxes(...['To', 'Cc', 'Bcc'].flatMap((name) => headerValues(headers, name)));
  const from = mailboxes(...['Sender', 'From'].flatMap((name) => headerValues(headers, name)))[0];
  const arrivedAt = isQueueId(id) ? arrivalOf(id) : now;
  const state: RecipientState =
    folder === 'Drop' ? { action: 'delivered', at: arrivedAt, file: `${id}.eml` } : { action: 'pending' };
  return {
    version: 1,
    id,
    arrivedAt,
    source: sourceOf(id, client),
    why: receivers.length > 0 ? 'told by the lines on top of the file' : 'as its headers say',
    reversePath: sender?.address ?? from?.address ?? '',
    recipients: (receivers.length > 0 ? receivers : named).map(({ address }) => ({ address, state })),
    attempts: 0,
  };
}

function sourceOf(id: string, client: string | undefined): Source {
  const of = dsnSubject(id);
  if (of !== undefined) return { kind: 'dsn', of };
  return client === undefined ? { kind: 'pickup', file: id } : { kind: 'smtp', client };
}
