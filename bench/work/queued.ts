/** Fills the Queue of a MailRoot before its engine starts, without fsync: the filling is not what is measured. */
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeEnvelope } from '../../src/engine/mailroot/envelope';
import { familyPath, mailRootAt } from '../../src/engine/mailroot/layout';
import { prepareMailRoot } from '../../src/engine/mailroot/store';

export interface Filling {
  readonly folder: string;
  readonly count: number;
  /** When it is looked at again, as the state and the mtime say it. Epoch ms. */
  readonly dueAt: number;
  /** Numbers of messages go on from here. */
  readonly from?: number;
}

const body = 'A line of some text that makes up the body of a message.\r\n'.repeat(70);
const atOnce = 64;
const hour = 3_600_000;

/** Messages that were deferred an hour ago, each of a whole family of files. */
export async function fillQueue({ folder, count, dueAt, from = 0 }: Filling): Promise<void> {
  const mailRoot = mailRootAt(folder);
  await mkdir(join(folder), { recursive: true });
  await prepareMailRoot(mailRoot);
  let next = from;
  const fill = async (): Promise<void> => {
    for (let i = next++; i < from + count; i = next++) await one(i);
  };
  await Promise.all(Array.from({ length: atOnce }, fill));

  async function one(i: number): Promise<void> {
    const id = `20261123T115001Z-0${i.toString(16).padStart(6, '0')}`;
    const [path, state] = [
      familyPath(mailRoot, 'Queue', { id, part: '.eml' }),
      familyPath(mailRoot, 'Queue', { id, part: '.envelope.json' }),
    ];
    await writeFile(path, messageOf(i));
    await writeFile(state, encodeEnvelope(stateOf(id, i, dueAt)));
    await utimes(path, dueAt / 1000, dueAt / 1000);
  }
}

export function messageOf(i: number): string {
  const head = `From: a@here.test\r\nTo: b${i}@there.test\r\nSubject: ${i}\r\nDate: Mon, 23 Nov 2026 11:50:01 +0000\r\n`;
  return `${head}Message-ID: <${i}@here.test>\r\n\r\n${body}`;
}

export function stateOf(id: string, i: number, dueAt: number): Parameters<typeof encodeEnvelope>[0] {
  const then = Date.now() - hour;
  const down = { stage: 'connect', category: 'network', status: '4.4.1', text: 'down' } as const;
  return {
    version: 1,
    id,
    arrivedAt: then,
    source: { kind: 'pickup', file: `${i}.eml` },
    why: 'bench',
    reversePath: 'a@here.test',
    recipients: [{ address: `b${i}@there.test`, state: { action: 'delayed', at: then, ...down } }],
    attempts: 1,
    nextAttemptAt: dueAt,
  };
}
