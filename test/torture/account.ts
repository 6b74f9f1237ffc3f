/** Who has what, after an engine came back and nothing waits any more: lost, found, and come twice. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { decodeEnvelope } from '../../src/engine/mailroot/envelope';
import type { FolderName, MailRoot } from '../../src/engine/mailroot/layout';
import type { Engine } from './engines';
import type { Load, Sent } from './load';
import type { Delivery, RemoteHost } from './remoteHost';

export interface Account {
  /** The engine's by its own word, and nowhere. */
  readonly lost: readonly string[];
  /** Messages that stand more often than they were handed over. */
  readonly doubled: readonly string[];
  /** Recipients that a host served more than once, and how often that was its own missing reply. */
  readonly repeats: number;
  readonly unanswered: number;
  /** Served again though the host had answered, and no note of it was lost: queue id and recipient. */
  readonly withoutCause: readonly string[];
}

/** Of a folder that may have been taken away. */
export function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** The name of a message of the load. */
export function subjectIn(text: string): string {
  return /^Subject: (\w+)\r$/m.exec(text)?.[1] ?? '';
}

const places = ['Queue', 'Drop', 'Sent', 'BadMail', 'Pickup'] as const satisfies readonly FolderName[];

/**
 * Whole messages by their names: how many stand in the folders of a MailRoot, and in those that were set aside. One and the same message is
 * in Drop and in Sent when it had recipients of both kinds.
 */
export function standing(
  mailRoot: MailRoot,
  sent: ReadonlyMap<string, Sent>,
  aside: readonly string[] = [],
): Map<string, number> {
  const found = new Map<string, Set<string>>();
  for (const folder of [...places.map((name) => mailRoot[name]), ...aside]) {
    for (const file of namesIn(folder)) {
      if (!/\.(eml|bad)$/.test(file) || /-[a-z]\d+\.(eml|bad)$/.test(file)) continue;
      const text = readFileSync(join(folder, file), 'latin1');
      const name = subjectIn(text);
      if (!text.endsWith(sent.get(name)?.text ?? '?')) continue;
      found.set(name, (found.get(name) ?? new Set()).add(file.replace(/\..*/, '')));
    }
  }
  return new Map([...found].map(([name, ids]) => [name, ids.size]));
}

export interface Truths {
  readonly host: RemoteHost;
  readonly notes?: Notes;
  /** Folders that were taken away from the MailRoot, with what was in them. */
  readonly aside?: readonly string[];
}

export function account(
  mailRoot: MailRoot,
  sent: ReadonlyMap<string, Sent>,
  { host, notes = new Map(), aside = [] }: Truths,
): Account {
  const found = standing(mailRoot, sent, aside);
  const ours = [...sent.values()].filter(({ state }) => state === 'ours');
  const lost = ours.filter((each) => !found.has(each.name)).map(({ name }) => name);
  const doubled = [...sent.values()].filter((each) => (found.get(each.name) ?? 0) > each.times).map(({ name }) => name);
  let repeats = 0;
  let unanswered = 0;
  for (const [address, truth] of host.truths) {
    const times = sent.get(/\.(\w+)@/.exec(address)?.[1] ?? '')?.times ?? 1;
    repeats += Math.max(0, truth.taken - times);
    unanswered += truth.unanswered;
  }
  return { lost, doubled, repeats, unanswered, withoutCause: servedWithoutCause(host.deliveries, notes) };
}

/** By queue id and address: the number of engines that had run when its state on disk was first seen to say that the recipient has it. */
export type Notes = Map<string, number>;

const keyOf = (id: string, address: string): string => `${id} ${address}`;

/** Kills an engine under load: nothing is heard of it any more, and its notes are taken. The `engines`th that ran. */
export async function killed(engine: Engine, { mailRoot, host, load, notes }: Killing, engines: number): Promise<void> {
  engine.process.kill('SIGKILL');
  await engine.ended;
  host.cutOff();
  await load.stop();
  load.missing(mailRoot);
  takeNotes(mailRoot, engines, notes);
}

interface Killing {
  readonly mailRoot: MailRoot;
  readonly host: RemoteHost;
  readonly load: Load;
  readonly notes: Notes;
}

/** Takes down which recipients have it by the state on disk, after so many engines. */
export function takeNotes(mailRoot: MailRoot, engines: number, notes: Notes): void {
  for (const folder of ['Queue', 'Sent'] as const) {
    for (const file of namesIn(mailRoot[folder]).filter((name) => name.endsWith('.envelope.json'))) {
      const decoded = decodeEnvelope(readFileSync(join(mailRoot[folder], file), 'utf8'));
      if (decoded.kind === 'damaged') continue;
      const { id, recipients } = decoded.envelope;
      for (const { address, state } of recipients)
        if (state.action === 'relayed' && !notes.has(keyOf(id, address))) notes.set(keyOf(id, address), engines);
    }
  }
}

/**
 * A recipient of one message is served again with cause when the host did not say 250, or when the engine that heard it was killed before
 * its note was on disk. So: once by one and the same engine that heard 250, and by none that came after the note.
 */
export function servedWithoutCause(deliveries: readonly Delivery[], notes: ReadonlyMap<string, number>): string[] {
  const heard = new Set<string>();
  const found: string[] = [];
  for (const { address, id, engine, isAnswered } of deliveries) {
    const key = keyOf(id, address);
    const noted = notes.get(key);
    if (heard.has(`${key} ${engine}`) || (noted !== undefined && engine > noted)) found.push(key);
    if (isAnswered) heard.add(`${key} ${engine}`);
  }
  return found;
}
