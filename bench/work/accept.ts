/**
 * Messages a second that a server accepts with 250 from smtp-source, over 1, 8 and 32 sessions: many messages over a connection, or a
 * connection for each. `limit` is the same number of durable files, written in Node by as many writers as there are sessions, without SMTP.
 */
import { paced, type Pace } from '../pace';
import { ours } from '../results';
import type { Contender, Work } from '../runner';
import { folderOf, load, startNode, type Load, type Site } from '../site';
import type { Peer } from '../peers/peer';

export type Amount = Omit<Load, 'port' | 'count'> & { readonly most: number };

const kibibytes4 = 4096;
const megabyte = 1_048_576;

function amounts(): readonly (Amount & { readonly name: string })[] {
  const small = { octets: kibibytes4, perConnection: 'many' } as const;
  const single = { octets: kibibytes4, perConnection: 'one' } as const;
  return [
    { name: 'accept 4 KiB, 1 session', ...small, sessions: 1, most: 2_000 },
    { name: 'accept 4 KiB, 8 sessions', ...small, sessions: 8, most: 5_000 },
    { name: 'accept 4 KiB, 32 sessions', ...small, sessions: 32, most: 8_000 },
    { name: 'accept 4 KiB, 1 session, a connection each', ...single, sessions: 1, most: 2_000 },
    { name: 'accept 4 KiB, 8 sessions, a connection each', ...single, sessions: 8, most: 5_000 },
    { name: 'accept 1 MB, 4 sessions', sessions: 4, octets: megabyte, most: 200, perConnection: 'many' },
  ];
}

export function acceptWorks(site: Site, peers: readonly Peer[]): Work[] {
  return amounts().map(({ name, ...amount }) => ({
    name,
    unit: 'msg/s',
    contenders: [...peers.map((peer) => accepting(site, peer, amount)), storing(site, amount)],
  }));
}

export function accepting(site: Site, peer: Peer, amount: Amount): Contender {
  const { port, settle, name } = peer;
  return {
    name,
    once: paced(paceOf(site, amount), async (count) => {
      const rate = await load(site, { ...amount, count, port });
      await settle();
      return rate;
    }),
  };
}

function paceOf({ quick }: Site, { sessions, most, perConnection, octets }: Amount): Pace {
  const few = perConnection === 'one' || octets > 100_000;
  return { least: (few ? 3 : 10) * sessions, most, seconds: quick ? 0.5 : 2 };
}

/** The limit of whoever is durable: everybody is told against it. */
function storing(site: Site, amount: Amount): Contender {
  return {
    name: 'limit',
    once: paced(paceOf(site, amount), async (count) => {
      const args = [folderOf(site, 'limit'), count, amount.sessions, amount.octets].map(String);
      const running = startNode(site, [site.program('storeLoop'), ...args]);
      await running.ended;
      return Number(running.said());
    }),
  };
}

/** Whether a queue of many messages makes accepting slower: the same work beside 1 000 and beside many. */
export function acceptingBeside(site: Site, engines: readonly { queued: number; port: number }[]): Work {
  const amount: Amount = { sessions: 8, most: 5_000, octets: kibibytes4, perConnection: 'many' };
  return {
    name: 'accept 4 KiB, 8 sessions, beside a queue',
    unit: 'msg/s',
    contenders: engines.map(({ queued, port }) =>
      accepting(site, { name: `${ours}, ${queued} queued`, port, settle: () => Promise.resolve() }, amount),
    ),
  };
}
