/** The built engine as a process on a temporary MailRoot, as the editor and the command line start it; ended by pid when the test ends. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { connectEngine, startEngine, type EngineClient } from '../../src/engine/client';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import type { EngineGreeting, EngineStart, Outcome } from '../../src/engine/protocol';

export interface RunningEngine {
  readonly process: ChildProcess;
  readonly greeting: EngineGreeting;
  readonly log: string[];
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
}

export async function runEngine(
  t: TestContext,
  mailRoot: MailRoot,
  start: Partial<EngineStart> = {},
): Promise<RunningEngine> {
  const log: string[] = [];
  const { greeting, process: child } = await startEngine({
    command: process.execPath,
    enginePath: resolve('dist/engine.js'),
    start: { mailRoot: mailRoot.root, lifetime: 'serve', config: { 'smtp.port': 0 }, ...start },
    onLog: (line) => log.push(line),
    detached: false,
  });
  const ended = new Promise<void>((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('exit', () => done());
  });
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { process: child, greeting, log, ended };
}

export async function connected(
  t: TestContext,
  mailRoot: MailRoot,
  client: 'vscode' | 'cli' = 'cli',
): Promise<EngineClient> {
  const found = await connectEngine(mailRoot, { client, pid: process.pid });
  assert.ok(found, 'no engine answers');
  t.after(() => found.close());
  return found;
}

export function nextOutcome(client: EngineClient, fits: (outcome: Outcome) => boolean = () => true): Promise<Outcome> {
  return new Promise((done) => {
    const stop = client.on('outcome', (outcome) => {
      if (!fits(outcome)) return;
      stop();
      done(outcome);
    });
  });
}
