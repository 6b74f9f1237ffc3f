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
import { answer, succeeded } from './answer';
import { report, type Report } from './report';
import type { ReportKind } from './statusPart';

export interface AnswerPorts {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly story: Story;
  readonly fqdn: string;
  /** What went wrong is explained with them. */
  readonly settings: Report['settings'];
  /** Epoch ms at which delivery is given up. */
  readonly retryUntil: number;
  /** A larger original is returned as its header alone. */
  readonly maxOriginalOctets: number;
  /** Gets a copy of each failure DSN; `''` is nobody. */
  readonly copyTo: string;
  readonly onEnqueued: (id: string) => void;
}

/** What there may be to tell. */
export interface News {
  /** The message before the attempt, and as it stands now. */
  readonly before: Envelope;
  readonly envelope: Envelope;
  /** Who failed just now. */
  readonly failed: readonly Recipient[];
  /** For whom a delay notification is owed. */
  readonly delayed?: readonly Recipient[];
}

/** `original` makes the message as it goes on the wire. */
export async function answerSender(news: News, original: () => Promise<Uint8Array>, ports: AnswerPorts): Promise<void> {
  const { envelope, delayed = [] } = news;
  const failure = answer(envelope, news.failed, 'FAILURE');
  if (failure.kind === 'nobody') ports.story.note('dsn', `none: the reverse-path is null. ${failure.text}`);
  const told = [
    { kind: 'failure', verdict: failure },
    { kind: 'delay', verdict: answer(envelope, delayed, 'DELAY') },
    { kind: 'success', verdict: answer(envelope, succeeded(news.before, envelope), 'SUCCESS') },
  ] as const;
  for (const { kind, verdict } of told)
    if (verdict.kind === 'dsn')
      await sendDsn({ kind, envelope, recipients: verdict.recipients, original: await original() }, ports);
}

interface Telling {
  readonly kind: ReportKind;
  readonly envelope: Envelope;
  readonly recipients: readonly Recipient[];
  readonly original: Uint8Array;
}

async function sendDsn(telling: Telling, ports: AnswerPorts): Promise<void> {
  const { kind, envelope } = telling;
  const { reversePath } = envelope;
  const { fqdn, settings, retryUntil, maxOriginalOctets, copyTo } = ports;
  const id = dsnId(envelope.id, kind, envelope.noticed ?? envelope.attempts);
  const about = {
    ...telling,
    id,
    fqdn,
    settings,
    now: ports.clock.now(),
    retryUntil,
    maxOriginalOctets,
  };
  await put(id, await report(about), ports);
  ports.story.note('dsn', `${kind} notification ${id} queued for ${asPath(reversePath)}`);
  if (kind !== 'failure' || copyTo === '' || copyTo.toLowerCase() === reversePath.toLowerCase()) return;
  const copyId = dsnId(envelope.id, 'copy', envelope.noticed ?? envelope.attempts);
  await put(copyId, await report(about, copyTo), ports);
  ports.story.note('dsn', `copy ${copyId} of it queued for ${asPath(copyTo)}: mailroot.dsn.copyTo`);
}

async function put(id: string, dsn: Buffer, { mailRoot, onEnqueued }: AnswerPorts): Promise<void> {
  await enqueue(mailRoot, id, [dsn]);
  onEnqueued(id);
}
