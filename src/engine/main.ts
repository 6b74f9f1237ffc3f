/**
 * Front door of the engine process: `engine.js <MailRoot> --lifetime clients|serve`, settings as one JSON line on stdin.
 * Says on stdout, as JSON lines, that it is ready (with its control socket) or why it is not; everything else is log on stderr.
 * Ends on SIGTERM and SIGINT after finishing what is in its hands, or at once when asked a second time.
 */
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCallsAtOnce } from './mailroot/disk';
import { UserError, errorText, realClock, realResolver, type Log } from './ports';
import type { EngineGreeting, EngineStart } from './protocol';
import { startService } from './service';
import { version } from '../../package.json';

const log: Log = {
  info: (text) => write('info', text),
  warn: (text) => write('warn', text),
  error: (text) => write('error', text),
};

let unsaid = '';

/** What is logged in one turn is said in one piece: to say a line costs more than to make it. */
function write(level: string, text: string): void {
  if (unsaid === '') realClock.after(0, sayAll);
  unsaid += `${new Date(realClock.now()).toISOString()} ${level} ${text}\n`;
}

function sayAll(): void {
  const text = unsaid;
  unsaid = '';
  if (text !== '') process.stderr.write(text);
}

function greet(greeting: EngineGreeting): void {
  process.stdout.write(`${JSON.stringify(greeting)}\n`);
}

/** The window that reads our output may go before we do: a broken pipe must not end an engine that others use. */
function surviveBrokenPipes(): void {
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  process.on('exit', sayAll);
  process.on('uncaughtExceptionMonitor', sayAll);
}

type WithSecrets = EngineStart['config'] & Pick<EngineStart, 'secrets'>;

function readStart(argv: string[], settings: unknown): EngineStart {
  const { positionals, values } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { lifetime: { type: 'string', default: 'serve' } },
  });
  const [mailRoot] = positionals;
  if (mailRoot === undefined) throw new UserError('Name the MailRoot folder: engine.js <MailRoot> --lifetime serve');
  const { lifetime } = values;
  if (lifetime !== 'serve' && lifetime !== 'clients') {
    throw new UserError(`--lifetime ${lifetime} is unknown: it is "serve" or "clients".`);
  }
  const { secrets, ...config } = typeof settings === 'object' && settings !== null ? (settings as WithSecrets) : {};
  return { mailRoot: resolve(mailRoot), lifetime, config, ...(secrets && { secrets }) };
}

/** One JSON line, or nothing at all when stdin ends or is a terminal. */
async function settingsFromStdin(): Promise<unknown> {
  if (process.stdin.isTTY) return {};
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      return JSON.parse(line) as unknown;
    } catch (error) {
      throw new UserError(`The settings on stdin are not one line of JSON: ${errorText(error)}`);
    }
  }
  return {};
}

async function main(): Promise<void> {
  surviveBrokenPipes();
  const start = readStart(process.argv.slice(2), await settingsFromStdin());
  process.stdin.destroy();
  makeCallsAtOnce();
  const service = await startService(start, {
    clock: realClock,
    resolver: realResolver,
    random: Math.random,
    log,
    version,
    onStopped: () => process.exit(0),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(1));
      void service.stop();
    });
  }
  // Last: who hears it may ask us to end at once.
  greet({ kind: 'ready', socket: service.socket });
}

main().catch((error: unknown) => {
  const locked = error instanceof UserError && error.message.startsWith('An engine already runs');
  greet({ kind: 'refused', reason: locked ? 'locked' : 'error', text: errorText(error) });
  if (!(error instanceof UserError)) write('error', error instanceof Error ? (error.stack ?? '') : String(error));
  process.exit(locked ? 75 : 70);
});
