/** Who has what, after an engine came back and nothing waits any more: lost, found, and come twice. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FolderName, MailRoot } from '../../src/engine/mailroot/layout';
import type { Sent } from './load';
import type { RemoteHost } from './remoteHost';

export interface Account {
  /** The engine's by its own word, and nowhere. */
  readonly lost: readonly string[];
  /** Messages that stand more often than they were handed over. */
  readonly doubled: readonly string[];
  /** Recipients that a host served more than once, and how often that was its own missing reply. */
  readonly repeats: number;
  readonly unanswered: number;
  /** Served twice by one and the same engine, though the host had answered: no reply was lost. */
  readonly withoutCause: readonly string[];
}

/** Whole messages by their names: how many stand where. */
export function standing(mailRoot: MailRoot, sent: ReadonlyMap<string, Sent>): Map<string, number> {
  const found = new Map<string, number>();
  for (const folder of ['Queue', 'Drop', 'Sent', 'BadMail', 'Pickup'] as const satisfies readonly FolderName[]) {
    for (const file of readdirSync(mailRoot[folder])) {
      if (!/\.(eml|bad)$/.test(file) || /-[a-z]\d+\.(eml|bad)$/.test(file)) continue;
      const text = readFileSync(join(mailRoot[folder], file), 'latin1');
      const name = /^Subject: (\w+)\r$/m.exec(text)?.[1] ?? '';
      if (sent.get(name)?.text !== undefined && text.endsWith(sent.get(name)?.text ?? '?'))
        found.set(name, (found.get(name) ?? 0) + 1);
    }
  }
  return found;
}

export function account(mailRoot: MailRoot, sent: ReadonlyMap<string, Sent>, host: RemoteHost): Account {
  const found = standing(mailRoot, sent);
  const ours = [...sent.values()].filter(({ state }) => state === 'ours');
  const lost = ours.filter((each) => !found.has(each.name)).map(({ name }) => name);
  const doubled = [...sent.values()].filter((each) => (found.get(each.name) ?? 0) > each.times).map(({ name }) => name);
  let repeats = 0;
  let unanswered = 0;
  const withoutCause: string[] = [];
  for (const [address, truth] of host.truths) {
    const times = sent.get(/\.(\w+)@/.exec(address)?.[1] ?? '')?.times ?? 1;
    repeats += Math.max(0, truth.taken - times);
    unanswered += truth.unanswered;
    const engines = new Set(host.deliveries.filter((each) => each.address === address).map(({ engine }) => engine));
    // Handed over again by its client it is another message; served by another engine it may be a note that was lost.
    if (truth.taken > engines.size + truth.unanswered + times - 1) withoutCause.push(address);
  }
  return { lost, doubled, repeats, unanswered, withoutCause };
}
