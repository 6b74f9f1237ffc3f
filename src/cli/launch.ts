/**
 * Starts the engine as a child that ends with our terminal: `engine.js` beside `cli.js`, or the source beside ours when this runs from
 * source. Its warnings and errors are passed on to stderr. A refusal becomes a CliError with the engine's own sentence.
 */
import { join } from 'node:path';
import { startEngine } from '../engine/client';
import type { EngineStart } from '../engine/protocol';
import { CliError, exit } from './exit';
import { remark } from './terminal';

export interface Launched {
  /** Exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>;
  kill(): void;
}

export async function launchEngine(start: EngineStart): Promise<Launched> {
  const { greeting, process: child } = await startEngine({
    command: process.execPath,
    execArgv: process.execArgv,
    enginePath: engineFile(),
    start,
    detached: false,
    onLog: passOnTrouble,
  });
  if (greeting.kind === 'refused')
    throw new CliError(greeting.reason === 'locked' ? exit.later : exit.cantCreate, greeting.text);
  const ended = new Promise<number | null>((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once('close', resolve);
  });
  return { ended, kill: () => child.kill('SIGKILL') };
}

function engineFile(): string {
  return __filename.endsWith('.ts') ? join(__dirname, '..', 'engine', 'main.ts') : join(__dirname, 'engine.js');
}

/** Outcomes are told by `serve` itself; of the engine's log only what needs a person is passed on. */
function passOnTrouble(line: string): void {
  if (!/^\S+ info /.test(line)) remark(line);
}
