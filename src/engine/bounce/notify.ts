/**
 * Tells the sender what became of a message: decides with answer, writes with report, and puts the DSN into the Queue under an id
 * derived from the original's, so that a repeat after a crash replaces it. Call it before the original's fate is written.
 * In trouble it throws the disk's error: nothing was told, and the original stays where it was.
 */
import { asPath, type Envelope, type Recipient } from '../mailroot/envelope';
import { dsnId, type MailRoot } from '../mailroot/layout';
import { enqueue } from '../mailroot/store';
import type { Story } from '../mailroot/story';
import type { Clock } from '../ports';
import { answer } from './answer';
import { report } from './report';

export interface AnswerPorts {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly story: Story;
  readonly fqdn: string;
  /** Epoch ms at which delivery is given up. */
  readonly retryUntil: number;
  readonly onEnqueued: (id: string) => void;
}

/** What there may be to tell: the message as it stands now, who failed just now, and for whom a delay notification is owed. */
export interface News {
  readonly envelope: Envelope;
  readonly failed: readonly Recipient[];
  readonly delayed?: readonly Recipient[];
}

/** `original` is the message as it stands in the Queue. */
export async function answerSender(news: News, original: Uint8Array, ports: AnswerPorts): Promise<void> {
  const { envelope, failed, delayed = [] } = news;
  const failure = answer(envelope, failed, 'FAILURE');
  if (failure.kind === 'dsn')
    await sendDsn({ kind: 'failure', envelope, recipients: failure.recipients, original }, ports);
  if (failure.kind === 'nobody') ports.story.note('dsn', `none: the reverse-path is null. ${failure.text}`);
  const late = answer(envelope, delayed, 'DELAY');
  if (late.kind === 'dsn') await sendDsn({ kind: 'delay', envelope, recipients: late.recipients, original }, ports);
}

interface Telling {
  readonly kind: 'failure' | 'delay';
  readonly envelope: Envelope;
  readonly recipients: readonly Recipient[];
  readonly original: Uint8Array;
}

async function sendDsn(telling: Telling, ports: AnswerPorts): Promise<void> {
  const { kind, envelope } = telling;
  const id = dsnId(envelope.id, kind, envelope.attempts);
  const { fqdn, retryUntil, clock } = ports;
  const dsn = await report({ ...telling, id, fqdn, now: clock.now(), retryUntil });
  await enqueue(ports.mailRoot, id, [dsn]);
  ports.story.note('dsn', `${kind} notification ${id} queued for ${asPath(envelope.reversePath)}`);
  ports.onEnqueued(id);
}
