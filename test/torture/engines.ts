/**
 * Engine processes for the torture: the one that is shipped, or one with a planted fault, built for the test alone. Each is started on a
 * MailRoot with a remote host of its own generation, can be stopped or killed, and is ended by pid when the test ends.
 */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { build } from 'esbuild';
import { connectEngine, startEngine, type EngineClient } from '../../src/engine/client';
import type { EngineSettings } from '../../src/engine/protocol';
import type { MailRoot } from '../../src/engine/mailroot/layout';

export interface Engine {
  readonly process: ChildProcess;
  readonly client: EngineClient;
  readonly smtpPort: number;
  /** What it goes by. */
  readonly config: EngineSettings['config'];
  readonly log: readonly string[];
  readonly ended: Promise<void>;
}

export interface Start {
  readonly enginePath: string;
  readonly remotePort: number;
  /** Of Node, in front of the engine. */
  readonly execArgv?: readonly string[];
}

export const shipped = resolve('dist/engine.js');

export async function start(
  t: TestContext,
  mailRoot: MailRoot,
  { enginePath, remotePort, execArgv = [] }: Start,
): Promise<Engine> {
  const log: string[] = [];
  const config = {
    'smtp.port': 0,
    'pickup.settleMs': 10,
    'sent.keep': 1_000_000,
    remoteDomains: { 'there.test': `127.0.0.1:${remotePort}` },
  };
  const { greeting, process: child } = await startEngine({
    command: process.execPath,
    execArgv,
    enginePath,
    start: { mailRoot: mailRoot.root, lifetime: 'serve', config },
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
  assert.equal(greeting.kind, 'ready', greeting.kind === 'refused' ? greeting.text : '');
  const client = await connectEngine(mailRoot, { client: 'cli', pid: process.pid });
  assert.ok(client?.status.smtp, `no engine answers\n${log.join('\n')}`);
  return { process: child, client, smtpPort: client.status.smtp.port, config, log, ended };
}

/** Ends it in peace. */
export async function stop(engine: Engine): Promise<void> {
  engine.process.kill('SIGTERM');
  await engine.ended;
}

type Push = (round: number) => readonly ('release' | 'retry' | 'expire')[];

/**
 * Asks for all that waits until nothing is in the Queue any more; the time limit of the test says when that is too late. `push`: what is asked,
 * round by round.
 */
export async function drained(
  { client }: Engine,
  isPickupEmpty: () => boolean,
  push: Push = () => ['retry'],
): Promise<void> {
  for (let round = 0; ;) {
    const { queued, deferred } = await client.request('status', null);
    if (queued === 0 && isPickupEmpty()) return;
    if (queued > 0 && queued === deferred)
      for (const kind of push(round++)) await client.request('steer', { select: {}, command: { kind } });
    await new Promise<void>((done) => setTimeout(done, 20));
  }
}

/** A fault to plant: a text of `mailroot/durable.ts`, and what stands there instead. */
export interface Plant {
  readonly name: string;
  readonly instead: readonly (readonly [from: string, to: string])[];
}

const dummy = 'undefined';
export const plants = {
  /** 250 is said while the message is only in memory. */
  tooEarly: {
    name: 'too-early',
    instead: [
      [
        'export async function createDurably(path: string, parts: readonly Part[]): Promise<number> {\n',
        `export async function createDurably(path: string, parts: readonly Part[]): Promise<number> {
  const chunks: (string | Uint8Array)[] = [];
  for (const part of parts) {
    if (typeof part === 'string' || part instanceof Uint8Array) chunks.push(part);
    else for await (const chunk of part) chunks.push(chunk as Uint8Array);
  }
  setTimeout(() => void writeDurably(path, chunks), 50);
  if (chunks.length > 0) return 1;
`,
      ],
    ],
  },
  /** Something of each message is kept for ever. */
  leak: {
    name: 'leak',
    instead: [
      [
        'export async function createDurably(path: string, parts: readonly Part[]): Promise<number> {\n',
        `const kept: string[][] = [];
export async function createDurably(path: string, parts: readonly Part[]): Promise<number> {
  kept.push(Array.from({ length: 1_000 }, (_, at) => path + at));
`,
      ],
    ],
  },
  noSync: {
    name: 'no-sync',
    instead: [
      ['await file.sync();', dummy],
      ['await handle.sync();', dummy],
    ],
  },
  noFolderSync: {
    name: 'no-folder-sync',
    instead: [["if (process.platform === 'win32') return Promise.resolve();", 'return Promise.resolve();']],
  },
  noClaimSync: {
    name: 'no-claim-sync',
    instead: [["await fsyncOnce(path, process.platform === 'win32' ? 'r+' : 'r');", dummy]],
  },
} satisfies Record<string, Plant>;

/** Builds an engine with the fault; resolves to its path, under `out/`. Nothing of it is ever shipped. */
export async function planted({ name, instead }: Plant): Promise<string> {
  const outfile = resolve('out', 'torture', `engine-${name}.cjs`);
  const durable = join('mailroot', 'durable.ts');
  await build({
    entryPoints: ['src/engine/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
    define: { 'import.meta.url': '__importMetaUrl' },
    banner: { js: "var __importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
    plugins: [
      {
        name,
        setup: (bundling) => {
          bundling.onLoad({ filter: /durable\.ts$/ }, ({ path }) => {
            assert.ok(path.endsWith(durable));
            return { contents: spoiled(readFileSync(path, 'utf8'), instead), loader: 'ts' };
          });
        },
      },
    ],
  });
  return outfile;
}

function spoiled(source: string, instead: Plant['instead']): string {
  let text = source;
  for (const [from, to] of instead) {
    assert.ok(text.includes(from), `the fault can no longer be planted: there is no ${from}`);
    text = text.replaceAll(from, to);
  }
  return text;
}
