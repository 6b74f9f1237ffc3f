/**
 * What the bench has in the extension host: a tests module that runs as long as the bench wants, looks at the event loop and the memory
 * of the host, and does what it is asked for on a socket, a line of JSON for each question and each answer. `MAILROOT_BENCH_PROBE` is the
 * path of the socket.
 */
import { createServer, type Socket } from 'node:net';
import Module from 'node:module';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import type { Activated, Question, Seen } from '../editor/question';

interface Loading {
  _load: (this: void, request: string, ...more: unknown[]) => unknown;
}
const extensionId = 'mailroot.mailroot';

let delay: IntervalHistogram | undefined;
let cpu = process.cpuUsage();
let highest = 0;
const watchMs = 10;
setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), watchMs).unref();

function watch(): null {
  delay?.disable();
  delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  cpu = process.cpuUsage();
  highest = process.memoryUsage.rss();
  return null;
}

function seen(): Seen {
  const { user, system } = process.cpuUsage(cpu);
  return {
    longestMs: (delay?.max ?? 0) / 1e6,
    p99Ms: (delay?.percentile(99) ?? 0) / 1e6,
    megabytes: process.memoryUsage.rss() / 2 ** 20,
    mostMegabytes: highest / 2 ** 20,
    cpuMs: (user + system) / 1_000,
  };
}

/** What the extension itself takes: the time of its bundle to be loaded, and of its `activate`; not what VS Code does around them. */
async function activate(): Promise<Activated> {
  const took = { loadMs: Number.NaN, callMs: Number.NaN };
  const loading = Module as unknown as Loading;
  const original = loading._load;
  loading._load = (request, ...more) => {
    const began = performance.now();
    const loaded = original(request, ...more);
    if (!/dist[\\/]extension(?:\.js)?$/.test(request)) return loaded;
    took.loadMs = performance.now() - began;
    const { activate: call } = loaded as { activate: (context: unknown) => unknown };
    const timed = (context: unknown): unknown => {
      const calledAt = performance.now();
      const result = call(context);
      took.callMs = performance.now() - calledAt;
      return result;
    };
    return { ...(loaded as object), activate: timed };
  };
  await vscode.extensions.getExtension(extensionId)?.activate();
  loading._load = original;
  return took;
}

async function answer(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'activate':
      return activate();
    case 'watch':
      return watch();
    case 'seen':
      return seen();
    case 'execute':
      await vscode.commands.executeCommand(question.command, ...(question.args ?? []).map(revived));
      return null;
    case 'configure':
      for (const [name, value] of Object.entries(question.settings))
        await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Workspace);
      return null;
  }
}

/** A path in an argument is a file's. */
function revived(argument: unknown): unknown {
  return typeof argument === 'string' && argument.startsWith('/') ? vscode.Uri.file(argument) : argument;
}

function serve(socket: Socket): void {
  createInterface({ input: socket }).on('line', (line) => {
    const question = JSON.parse(line) as Question & { id: number };
    const say = (said: object): void => void socket.write(`${JSON.stringify({ id: question.id, ...said })}\n`);
    answer(question).then(
      (value) => say({ value }),
      (error: unknown) => say({ error: String(error) }),
    );
  });
}

export function run(): Promise<void> {
  const server = createServer((socket) => serve(socket));
  server.listen(process.env['MAILROOT_BENCH_PROBE']);
  // Whoever asks ends the host.
  return new Promise((resolve) => server.once('close', () => resolve()));
}
