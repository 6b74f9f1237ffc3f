/**
 * A whole engine as a process of its own, on a MailRoot of its own, for programs that are not ours to talk to: started as the
 * extension starts it, ended with the test. Waits are on the engine's greeting and on events of the file system, never on time.
 */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import type { EngineConfig } from '../../src/engine/config';
import { readLock } from '../../src/engine/mailroot/lock';
import type { FolderName, MailRoot } from '../../src/engine/mailroot/layout';
import type { EngineGreeting } from '../../src/engine/protocol';
import { tempMailRoot } from '../support/tempFolder';

export interface RealEngine {
  readonly mailRoot: MailRoot;
  readonly host: string;
  readonly port: number;
}

const main = join(__dirname, '..', '..', 'dist', 'engine.js');

export async function realEngine(
  t: Pick<TestContext, 'after'>,
  config: Partial<EngineConfig> = {},
): Promise<RealEngine> {
  const mailRoot = tempMailRoot(t);
  const child = spawn(process.execPath, [main, mailRoot.root, '--lifetime', 'serve']);
  const ended = new Promise((resolve) => child.on('close', resolve));
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.stdin.end(`${JSON.stringify({ 'smtp.port': 0, 'pickup.settleMs': 50, ...config })}\n`);
  for await (const line of createInterface({ input: child.stdout })) {
    const greeting = JSON.parse(line) as EngineGreeting;
    if (greeting.kind === 'refused') throw new Error(`the engine did not start: ${greeting.text}\n${log}`);
    break;
  }
  const lock = await readLock(mailRoot);
  if (lock?.smtpHost === undefined || lock.smtpPort === undefined) throw new Error(`no SMTP listener\n${log}`);
  return { mailRoot, host: lock.smtpHost, port: lock.smtpPort };
}

/** Resolves to the file names of a folder once they satisfy `enough`; the test's own time limit says when that is too late. */
export async function filesIn(
  mailRoot: MailRoot,
  folder: FolderName,
  enough: (names: readonly string[]) => boolean,
): Promise<string[]> {
  const look = (): string[] => readdirSync(mailRoot[folder]).filter((name) => !name.endsWith('.tmp'));
  return new Promise((resolve) => {
    const check = (): void => {
      const names = look();
      if (!enough(names)) return;
      watcher.close();
      resolve(names.sort());
    };
    const watcher = watch(mailRoot[folder], check);
    check();
  });
}

/** Bytes of the one message that arrives in Drop. */
export async function dropped(mailRoot: MailRoot): Promise<Buffer> {
  const [name = ''] = await filesIn(mailRoot, 'Drop', (names) => names.length > 0);
  return readFileSync(join(mailRoot.Drop, name));
}

export interface TakenApart {
  /** The lines MailRoot wrote on top, unfolded, in order. */
  readonly ours: readonly string[];
  /** Everything below, byte for byte. */
  readonly below: Buffer;
}

/** Splits a Drop file behind X-Sender, X-Receiver..., Return-Path and the first Received, which may be folded. */
export function takeApart(file: Buffer): TakenApart {
  const text = file.toString('latin1');
  const top = /^X-Sender: .*\r\n(?:X-Receiver: .*\r\n)+Return-Path: .*\r\nReceived: .*\r\n(?:[ \t].*\r\n)*/.exec(
    text,
  )?.[0];
  if (top === undefined) throw new Error(`these are not the lines of a Drop file:\n${text.slice(0, 400)}`);
  const ours = top
    .replace(/\r\n[ \t]+/g, ' ')
    .trimEnd()
    .split('\r\n');
  return { ours, below: file.subarray(top.length) };
}
