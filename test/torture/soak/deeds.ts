/**
 * What people, scripts and bad luck do to a running MailRoot: commands to messages that wait, clocks moved ahead, settings read anew, a
 * folder taken away, clients that hang up in the middle, a remote host in another mood. One deed at a time, chosen by chance.
 */
import { existsSync, renameSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { connectEngine } from '../../../src/engine/client';
import type { Command } from '../../../src/engine/mailroot/command';
import { folderNames, type MailRoot } from '../../../src/engine/mailroot/layout';
import type { Chance } from '../../support/powerCut';
import { namesIn } from '../account';
import type { Engine } from '../engines';
import { moods, type RemoteHost } from '../remoteHost';

export interface Scene {
  readonly mailRoot: MailRoot;
  readonly host: RemoteHost;
  readonly chance: Chance;
  /** Folders that were taken away, with what was in them. */
  readonly aside: string[];
  /** How often each deed was done. */
  readonly done: Map<string, number>;
}

/** Of recipients, at the remote host. */
export const groups = ['r0', 'r1', 'r2'] as const;

const commands: readonly Command[] = [
  { kind: 'retry' },
  { kind: 'hold', why: 'looked at' },
  { kind: 'release' },
  { kind: 'expire' },
  { kind: 'remove' },
  { kind: 'requeue' },
  { kind: 'requeue', via: 'Drop' },
  { kind: 'priority', priority: 'high' },
  { kind: 'advance', moment: { to: 'next' } },
  { kind: 'advance', moment: { to: 'delay-notification' } },
  { kind: 'advance', moment: { to: 'expiration' } },
  { kind: 'advance', moment: { to: 'later', ms: 3_600_000 } },
];

type Deed = (scene: Scene, engine: Engine) => Promise<unknown>;

const deeds: Readonly<Record<string, { readonly weight: number; readonly act: Deed }>> = {
  'commands to messages': { weight: 60, act: steerSome },
  'moods of the remote host': { weight: 15, act: changeMood },
  'settings read anew': { weight: 8, act: configureAgain },
  'clients that come and go': { weight: 8, act: comeAndGo },
  'connections broken in the middle': { weight: 8, act: hangUp },
  'folders taken away': { weight: 2, act: takeAway },
};

/** Does one of them. What the engine refuses is its right; that it is gone ends the deed. */
export async function doSomething(scene: Scene, engine: Engine): Promise<void> {
  const all = Object.entries(deeds);
  let left = scene.chance() * all.reduce((sum, [, { weight }]) => sum + weight, 0);
  const chosen = all.find(([, { weight }]) => (left -= weight) < 0);
  if (chosen === undefined) return;
  const [name, { act }] = chosen;
  await act(scene, engine).catch((error: unknown) => {
    if (engine.process.exitCode === null && engine.process.signalCode === null) throw error;
  });
  scene.done.set(name, (scene.done.get(name) ?? 0) + 1);
}

function pick<T>(list: readonly T[], chance: Chance): T | undefined {
  return list[Math.floor(chance() * list.length)];
}

function steerSome({ mailRoot, chance }: Scene, { client }: Engine): Promise<unknown> {
  const waiting = namesIn(mailRoot.Queue).filter((name) => name.endsWith('.eml'));
  const ids = [0, 1, 2].flatMap(() => pick(waiting, chance)?.replace(/\.eml$/, '') ?? []);
  const command = pick(commands, chance);
  return command === undefined ? Promise.resolve() : client.request('steer', { select: { ids }, command });
}

function changeMood({ host, chance }: Scene): Promise<void> {
  const mood = pick(moods, chance);
  const group = pick(groups, chance);
  if (mood !== undefined && group !== undefined) host.set(group, mood);
  return Promise.resolve();
}

async function configureAgain(_: Scene, { client, config }: Engine): Promise<void> {
  await client.request('configure', { config });
}

async function comeAndGo({ mailRoot }: Scene): Promise<void> {
  const other = await connectEngine(mailRoot, { client: 'cli', pid: process.pid });
  await other?.request('stats', null).catch(() => undefined);
  other?.close();
}

/** In the middle of a message. */
function hangUp(_: Scene, { smtpPort }: Engine): Promise<void> {
  const socket = createConnection(smtpPort, '127.0.0.1');
  socket.resume();
  socket.on('error', () => undefined);
  socket.write('EHLO broken.test\r\nMAIL FROM:<ann@here.test>\r\nRCPT TO:<bob@here.test>\r\nDATA\r\nSubject: half');
  socket.once('data', () => socket.destroy());
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** To the engine the folder is deleted, whatever was in it; we keep it to see that nothing else was lost. */
function takeAway({ mailRoot, chance, aside }: Scene): Promise<void> {
  const name = pick(folderNames, chance);
  if (name === undefined || !existsSync(mailRoot[name])) return Promise.resolve();
  const away = join(mailRoot.root, '..', `${name}-${aside.length}`);
  renameSync(mailRoot[name], away);
  aside.push(away);
  return Promise.resolve();
}
