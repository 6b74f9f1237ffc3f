/**
 * Starts the engine's own process and waits for its greeting: `engine.js` beside `cli.js`, or the source beside ours when this runs
 * from source. Its warnings and errors are passed on to stderr. A refusal becomes a CliError with the engine's own sentence.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EngineGreeting, EngineStart } from '../engine/protocol';
import { CliError, exit } from './exit';
import { remark } from './terminal';

export interface Launched {
  /** Exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>;
  kill(): void;
}

export async function launchEngine(start: EngineStart): Promise<Launched> {
  const child = spawn(process.execPath, [
    ...process.execArgv,
    engineFile(),
    start.mailRoot,
    '--lifetime',
    start.lifetime,
  ]);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${JSON.stringify(start.config)}\n`);
  passOnTrouble(child);
  const greeting = await Promise.race([firstGreeting(child), ended.then(() => undefined)]);
  if (greeting?.kind === 'ready') return { ended, kill: () => child.kill('SIGKILL') };
  const text =
    greeting?.text ?? `The engine for ${start.mailRoot} ended before it was ready. Its last words are above.`;
  throw new CliError(greeting?.reason === 'locked' ? exit.later : exit.cantCreate, text);
}

function engineFile(): string {
  return __filename.endsWith('.ts') ? join(__dirname, '..', 'engine', 'main.ts') : join(__dirname, 'engine.js');
}

/** Outcomes are told by `serve` itself; of the engine's log only what needs a person is passed on. */
function passOnTrouble(child: ChildProcess): void {
  if (child.stderr === null) return;
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!/^\S+ info /.test(line)) remark(line);
  });
}

async function firstGreeting(child: ChildProcess): Promise<EngineGreeting | undefined> {
  return new Promise((resolve) => {
    if (child.stdout === null) {
      resolve(undefined);
      return;
    }
    createInterface({ input: child.stdout })
      .once('line', (line) => resolve(JSON.parse(line) as EngineGreeting))
      .once('close', () => resolve(undefined));
  });
}
