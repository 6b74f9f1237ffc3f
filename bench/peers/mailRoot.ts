/** MailRoot's engine as it ships (dist/engine.js), with default settings but for where mail goes. */
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { EngineConfig } from '../../src/engine/config';
import { mailRootAt, type MailRoot } from '../../src/engine/mailroot/layout';
import { readLock } from '../../src/engine/mailroot/lock';
import { ours } from '../results';
import { folderOf, repository, startNode, type Running, type Site } from '../site';
import { settled, type Peer } from './peer';

export interface Engine extends Running {
  readonly mailRoot: MailRoot;
  readonly port: number;
}

export const engineFile = process.env['MAILROOT_BENCH_ENGINE'] ?? join(repository, 'dist', 'engine.js');

/** Resolves when it is ready. */
export async function startEngine(site: Site, folder: string, config: Partial<EngineConfig> = {}): Promise<Engine> {
  const mailRoot = mailRootAt(folderOf(site, folder));
  const running = startNode(site, [engineFile, mailRoot.root, '--lifetime', 'serve']);
  running.child.stdin?.end(`${JSON.stringify({ 'smtp.port': 0, ...config })}\n`);
  const { stdout } = running.child;
  if (stdout === null) throw new Error('the engine has no voice');
  let greeting = '';
  for await (const line of createInterface({ input: stdout })) {
    greeting = line;
    break;
  }
  // The reader of lines has paused it.
  stdout.resume();
  if (!greeting.includes('"ready"')) throw new Error(`the engine did not start: ${greeting} ${running.said()}`);
  const lock = await readLock(mailRoot);
  return { ...running, mailRoot, port: lock?.smtpPort ?? 0 };
}

export async function mailRootPeer(site: Site): Promise<Peer> {
  const { port, pid } = await startEngine(site, 'mailroot', { localDomains: ['there.test'] });
  return { name: ours, port, pid, settle: settled };
}
