/**
 * A queue of deferred messages to smtp-sink over 8 connections, messages a second until the last has left the Queue. MailRoot from the
 * greeting of its engine, Postfix from the flush of its queue; `limit` sends the same files over raw sockets and keeps no state.
 */
import { readdirSync, rmSync } from 'node:fs';
import { flushQueue, isEmpty, type Postfix } from '../peers/postfix';
import { startEngine } from '../peers/mailRoot';
import { ours } from '../results';
import type { Work } from '../runner';
import { folderOf, load, start, startNode, until, untilGreets, type Running, type Site } from '../site';
import { fillQueue } from './queued';

interface Drain {
  readonly postfix: Postfix;
  readonly sinkPort: number;
  readonly connections: number;
}

export function drainWork(site: Site, drain: Drain): Work {
  const count = site.quick ? 300 : 2_000;
  return {
    name: `drain ${count} deferred messages, ${drain.connections} connections`,
    unit: 'msg/s',
    contenders: [
      { name: ours, once: () => withSink(site, drain, () => drainMailRoot(site, drain, count)) },
      { name: 'Postfix', once: () => drainPostfix(site, drain, count) },
      { name: 'limit', once: () => withSink(site, drain, () => drainRaw(site, drain, count)) },
    ],
  };
}

async function withSink<T>(site: Site, { sinkPort }: Drain, work: () => Promise<T>): Promise<T> {
  const sink = await startSink(site, sinkPort);
  try {
    return await work();
  } finally {
    await sink.end();
  }
}

export async function startSink(site: Site, port: number): Promise<Running> {
  const env = { LD_LIBRARY_PATH: '/usr/lib/postfix' };
  // It refuses to be root.
  const command = [
    'chroot',
    site.house ?? '/',
    '/usr/sbin/smtp-sink',
    '-u',
    'nobody',
    '-c',
    `127.0.0.1:${port}`,
    '1000',
  ];
  const sink = start(site, command, env);
  await untilGreets(port, sink);
  return sink;
}

let runs = 0;

async function drainMailRoot(site: Site, { sinkPort, connections }: Drain, count: number): Promise<number> {
  const name = `drain-${runs++}`;
  const folder = folderOf(site, name);
  await fillQueue({ folder, count, dueAt: Date.now() - 1_000 });
  const engine = await startEngine(site, name, {
    'smtp.enabled': false,
    localDomains: ['none.test'],
    remoteDomains: { 'there.test': `127.0.0.1:${sinkPort}` },
    'delivery.connectionsPerHop': connections,
  });
  const startedAt = performance.now();
  const left = (): boolean => readdirSync(engine.mailRoot.Queue).some((each) => each.endsWith('.eml'));
  await until(() => !left(), "MailRoot's queue");
  const seconds = (performance.now() - startedAt) / 1000;
  await engine.end();
  rmSync(folder, { recursive: true, force: true });
  return count / seconds;
}

/** While the sink is away everything is deferred; then it is there, and the queue is flushed. */
async function drainPostfix(site: Site, drain: Drain, count: number): Promise<number> {
  const { postfix } = drain;
  const amount = { sessions: 16, count, octets: 4096, perConnection: 'many' } as const;
  await load(site, { ...amount, port: postfix.port });
  await postfix.settle();
  return withSink(site, drain, async () => {
    const startedAt = performance.now();
    flushQueue(postfix.root);
    await until(() => isEmpty(postfix.root, ['incoming', 'active', 'deferred']), "Postfix's queue");
    return count / ((performance.now() - startedAt) / 1000);
  });
}

async function drainRaw(site: Site, { sinkPort, connections }: Drain, count: number): Promise<number> {
  const name = `raw-${runs++}`;
  const folder = folderOf(site, name);
  await fillQueue({ folder, count, dueAt: Date.now() });
  const running = startNode(site, [
    site.program('rawClient'),
    `${folder}/Queue`,
    String(sinkPort),
    String(connections),
  ]);
  await running.ended;
  rmSync(folder, { recursive: true, force: true });
  return Number(running.said());
}
