/**
 * `mailroot send file.eml... | -`: each file becomes a file in Pickup; with an engine there, waits for what becomes of each and says
 * it. All files are read before the first is sent. The exit code is that of the worst outcome.
 */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { MailRoot } from '../engine/mailroot/layout';
import type { EngineClient } from '../engine/client';
import { errorText } from '../engine/ports';
import type { Outcome } from '../engine/protocol';
import { findEngine, gone } from './engine';
import { CliError, exit, type ExitCode } from './exit';
import { findMailRoot } from './findMailRoot';
import { outcomeLine } from './outcomeLine';
import { putIntoPickup, type Letter } from './pickup';
import { duration, remark, say, sayJson } from './terminal';
import { defineVerb, jsonOption, rootOption, usage } from './verb';

const defaultTimeoutSeconds = 120;

export const send = defineVerb({
  name: 'send',
  takes: '<file.eml>... | -',
  summary: 'Put messages into Pickup and wait for what becomes of them',
  details: [
    '"-" reads one message from stdin. The files stay where they are.',
    `Exit code: ${exit.ok} delivered or relayed, ${exit.later} delayed or no engine runs, ${exit.unavailable} failed, ${exit.data} no valid message.`,
  ],
  options: {
    root: rootOption,
    'no-wait': { type: 'boolean', help: 'be content when they are in Pickup' },
    timeout: { type: 'string', value: 'seconds', help: `wait that long (default ${defaultTimeoutSeconds})` },
    json: jsonOption,
  },
  async run({ values, positionals }) {
    const letters = await readLetters(positionals);
    const timeoutMs = secondsOf(values.timeout) * 1_000;
    const mailRoot = findMailRoot(values);
    if (values['no-wait'] === true) return leaveThere(mailRoot, letters);
    const engine = await findEngine(mailRoot);
    if (engine === undefined) return leaveWaiting(mailRoot, letters);
    try {
      const tell = values.json === true ? sayJson : (outcome: Outcome) => say(outcomeLine(outcome));
      return await sendAndWait({ mailRoot, letters, engine, timeoutMs, tell });
    } finally {
      engine.close();
    }
  },
});

async function readLetters(names: readonly string[]): Promise<Letter[]> {
  if (names.length === 0) throw usage('send', 'name the files to send, or "-" for stdin');
  const letters: Letter[] = [];
  for (const name of names) {
    const letter =
      name === '-' ? { name: 'stdin', bytes: await buffer(process.stdin) } : { name, bytes: await read(name) };
    if (letter.bytes.length === 0) throw new CliError(exit.data, `${letter.name} is empty: there is nothing to send.`);
    letters.push(letter);
  }
  return letters;
}

async function read(name: string): Promise<Uint8Array> {
  try {
    return await readFile(name);
  } catch (error) {
    throw new CliError(exit.noInput, `${name} can't be read: ${errorText(error)}. Nothing was sent.`);
  }
}

function secondsOf(text: string | undefined): number {
  if (text === undefined) return defaultTimeoutSeconds;
  const seconds = Number(text);
  if (!(seconds > 0)) throw usage('send', `--timeout takes seconds, not "${text}"`);
  return seconds;
}

async function leaveThere(mailRoot: MailRoot, letters: readonly Letter[]): Promise<ExitCode> {
  for (const letter of letters) say(`Pickup/${await putIntoPickup(mailRoot, letter)}`);
  return exit.ok;
}

async function leaveWaiting(mailRoot: MailRoot, letters: readonly Letter[]): Promise<ExitCode> {
  await leaveThere(mailRoot, letters);
  const what = letters.length === 1 ? 'The message waits' : 'The messages wait';
  remark(
    `No engine runs on ${mailRoot.root}. ${what} in Pickup until one does: "mailroot serve", or VS Code on this folder.`,
  );
  return exit.later;
}

interface Sending {
  readonly mailRoot: MailRoot;
  readonly letters: readonly Letter[];
  readonly engine: EngineClient;
  readonly timeoutMs: number;
  readonly tell: (outcome: Outcome) => void;
}

/** Listens before it writes: an outcome can be quicker than the rename is slow. */
async function sendAndWait({ mailRoot, letters, engine, timeoutMs, tell }: Sending): Promise<ExitCode> {
  const outcomes: Outcome[] = [];
  let look = (): void => undefined;
  engine.on('outcome', (outcome) => {
    outcomes.push(outcome);
    look();
  });
  const waiting = new Map<string, string>();
  for (const letter of letters) waiting.set(await putIntoPickup(mailRoot, letter), letter.name);
  let worst: ExitCode = exit.ok;
  const allTold = new Promise<'told'>((resolve) => {
    look = () => {
      for (const outcome of outcomes.splice(0)) {
        if (outcome.pickupFile === undefined || !waiting.delete(outcome.pickupFile)) continue;
        tell(outcome);
        worst = worse(worst, verdict(outcome));
      }
      if (waiting.size === 0) resolve('told');
    };
    look();
  });
  const ended = await Promise.race([allTold, gone(engine).then(() => 'gone' as const), after(timeoutMs)]);
  if (ended === 'told') return worst;
  const names = [...waiting.values()].join(', ');
  const why = ended === 'gone' ? 'The engine ended' : `No outcome after ${duration(timeoutMs)}`;
  remark(`${why}. Not told of yet: ${names}. "mailroot list" shows where it is; nothing is lost.`);
  return worse(worst, exit.later);
}

function after(ms: number): Promise<'late'> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('late'), ms).unref();
  });
}

/** What an outcome means for a script: only a failure for good is worse than "later". */
function verdict({ folder, recipients }: Outcome): ExitCode {
  if (folder === 'BadMail' && recipients.length === 0) return exit.data;
  if (recipients.some(({ state }) => state.action === 'failed')) return exit.unavailable;
  return folder === 'Queue' ? exit.later : exit.ok;
}

const ranking: readonly ExitCode[] = [exit.ok, exit.later, exit.unavailable, exit.data];

function worse(a: ExitCode, b: ExitCode): ExitCode {
  return ranking.indexOf(b) > ranking.indexOf(a) ? b : a;
}
