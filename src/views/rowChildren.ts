/** The rows below a message: recipients, their attempts, the transcripts of those, and the one of its arrival. Reads transcripts; one that is gone has no rows. */
import { access, readFile } from 'node:fs/promises';
import { companionParts, familyPath, type MailRoot } from '../engine/mailroot/layout';
import type { FactsCache } from './factsCache';
import { attemptsFor, sessionLine } from './rowStory';
import type { AttemptRow, EntryRow, RecipientRow, Row, TranscriptRow } from './treeRows';

export async function childRows(row: Row, mailRoot: MailRoot | undefined, cache: FactsCache): Promise<Row[]> {
  switch (row.kind) {
    case 'entry':
      return [...(await recipientRows(row, cache)), ...(await inboundRows(row, mailRoot))];
    case 'recipient':
      return attemptRows(row, await transcriptText(mailRoot, { message: row.message, part: '.ltr' }));
    case 'attempt':
      return transcriptRows(row, await transcriptText(mailRoot, { message: row.message, part: '.rtr' }));
    case 'group':
    case 'more':
    case 'new':
    case 'transcript':
      return [];
  }
}

async function recipientRows(row: EntryRow, cache: FactsCache): Promise<RecipientRow[]> {
  const { envelope } = await cache.of(row.entry);
  return (envelope?.recipients ?? []).map((recipient, i) => {
    return { kind: 'recipient', id: `${row.id}/${i}`, message: row, recipient };
  });
}

/** Below the recipients: the session in which it was handed in, if it was over SMTP. */
async function inboundRows(message: EntryRow, mailRoot: MailRoot | undefined): Promise<TranscriptRow[]> {
  if (message.entry.kind !== 'message' || mailRoot === undefined) return [];
  if (!companionParts(message.entry.folder).includes('.itr')) return [];
  const path = transcriptPath(mailRoot, { message, part: '.itr' });
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return isThere ? [{ kind: 'transcript', id: `${message.id}/.itr`, message, part: '.itr', line: 0 }] : [];
}

function attemptRows({ id, message, recipient }: RecipientRow, ltr: string): AttemptRow[] {
  return attemptsFor(recipient, ltr).map((attempt) => {
    return { kind: 'attempt', id: `${id}/${attempt.number}`, message, attempt };
  });
}

/** An attempt that opened no connection has no remote transcript; one whose transcript was deleted has none. */
function transcriptRows({ id, message, attempt }: AttemptRow, rtr: string): TranscriptRow[] {
  const session = sessionLine(rtr, attempt.number);
  const parts = [
    { part: '.ltr', line: attempt.line },
    { part: '.rtr', line: session },
  ] as const;
  return parts.flatMap(({ part, line }) =>
    line === undefined ? [] : [{ kind: 'transcript', id: `${id}/${part}`, message, part, line }],
  );
}

type TranscriptOf = Pick<TranscriptRow, 'message' | 'part'>;

export function transcriptPath(mailRoot: MailRoot | undefined, { message, part }: TranscriptOf): string {
  const { folder, id } = message.entry;
  return mailRoot === undefined ? '' : familyPath(mailRoot, folder, { id, part });
}

async function transcriptText(mailRoot: MailRoot | undefined, of: TranscriptOf): Promise<string> {
  return readFile(transcriptPath(mailRoot, of), 'utf8').catch(() => '');
}
