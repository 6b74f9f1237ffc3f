import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { connectEngine, type EngineClient } from '../../src/engine/client';
import { answers, openControl, type Control, type Handlers } from '../../src/engine/control';
import { takeLock } from '../../src/engine/mailroot/lock';
import { defaultConfig } from '../../src/engine/config';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import { silentLog } from '../../src/engine/ports';
import type { EngineStatus, Progress } from '../../src/engine/protocol';
import { tempMailRoot } from '../support/tempFolder';

const status: EngineStatus = {
  version: '1.2.3',
  pid: process.pid,
  mailRoot: '/somewhere/MailRoot',
  startedAt: 0,
  lifetime: 'clients',
  queued: 0,
  deferred: 0,
  held: 0,
  complaints: [],
  troubles: [],
};
const progress: Progress = { id: 'x', stage: 'rcpt', attempt: 1 };

const handlers: Handlers = {
  hello: () => Promise.resolve(status),
  status: () => Promise.resolve(status),
  settings: () => Promise.resolve(defaultConfig),
  configure: ({ config }) => Promise.reject(new Error(`no such settings: ${Object.keys(config).join()}`)),
  steer: ({ select: { ids = [] }, command }) =>
    Promise.resolve(ids.map((id) => ({ id, kind: 'done', said: command.kind }))),
  check: () => Promise.resolve([]),
  announce: () => Promise.resolve(null),
  route: () => Promise.reject(new Error('nobody knows the way')),
  stats: () => Promise.reject(new Error('nothing was counted')),
  shutdown: () => Promise.resolve(null),
};

interface Opened {
  readonly mailRoot: MailRoot;
  readonly control: Control;
  /** How many VS Code clients, and clients at all, it counted each time. */
  readonly counts: (readonly [number, number])[];
  readonly warnings: string[];
  /** Resolves when it has counted that. */
  readonly counted: (vscode: number, all: number) => Promise<void>;
  readonly client: (kind?: 'vscode' | 'cli') => Promise<EngineClient>;
}

async function opened(t: TestContext): Promise<Opened> {
  const mailRoot = tempMailRoot(t);
  const counts: (readonly [number, number])[] = [];
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (text: string) => warnings.push(text) };
  const onClientsChanged = (vscode: number, all: number): void => void counts.push([vscode, all]);
  const control = await openControl({ mailRoot, handlers, onClientsChanged, log });
  t.after(() => control.close());
  const now = Date.now();
  await takeLock(
    mailRoot,
    { pid: process.pid, host: hostname(), startedAt: now, socket: control.socket },
    { now, answers },
  );
  const counted = async (vscode: number, all: number): Promise<void> => {
    while (counts.at(-1)?.[0] !== vscode || counts.at(-1)?.[1] !== all) await nextTurn();
  };
  const client = async (kind: 'vscode' | 'cli' = 'cli'): Promise<EngineClient> => {
    const found = await connectEngine(mailRoot, { client: kind, pid: process.pid });
    assert.ok(found);
    t.after(() => found.close());
    return found;
  };
  return { mailRoot, control, counts, warnings, counted, client };
}

function raw(path: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(path, () => resolve(socket));
    socket.on('error', () => undefined);
  });
}

const within = { timeout: 10_000 };
const unix = { ...within, skip: process.platform === 'win32' ? 'named pipes have no mode' : false };

void test('a client says hello and hears how the engine is', within, async (t) => {
  const { client } = await opened(t);
  assert.deepEqual((await client()).status, status);
});

void test('a request is answered; a refusal is a sentence', within, async (t) => {
  const { client } = await opened(t);
  const engine = await client();
  const asked = { select: { ids: ['a'] }, command: { kind: 'retry' } } as const;
  assert.deepEqual(await engine.request('steer', asked), [{ id: 'a', kind: 'done', said: 'retry' }]);
  await assert.rejects(engine.request('configure', { config: { fqdn: 'x' } }), /no such settings: fqdn/);
  assert.deepEqual(await engine.request('status', null), status, 'and the line is still good');
});

void test('news reach every client that has said hello, and nobody else', within, async (t) => {
  const { client, control } = await opened(t);
  const [one, other] = [await client(), await client('vscode')];
  const silent = await raw(control.socket);
  let overheard = 0;
  silent.on('data', () => (overheard += 1));
  const heard = Promise.all([one, other].map((each) => new Promise((resolve) => each.on('progress', resolve))));
  control.broadcast('progress', progress);
  assert.deepEqual(await heard, [progress, progress]);
  assert.equal(overheard, 0);
  silent.destroy();
});

void test('who stopped listening hears nothing more', within, async (t) => {
  const { client, control } = await opened(t);
  const engine = await client();
  let heard = 0;
  const stop = engine.on('progress', () => (heard += 1));
  const second = new Promise((resolve) => engine.on('outcome', resolve));
  stop();
  control.broadcast('progress', progress);
  control.broadcast('outcome', { id: 'x', attempt: 1, durationMs: 1, folder: 'Drop', recipients: [], sentence: '' });
  await second;
  assert.equal(heard, 0);
});

void test('the engine knows how many windows use it', within, async (t) => {
  const { client, counted } = await opened(t);
  const window = await client('vscode');
  await counted(1, 1);
  const line = await client('cli');
  await counted(1, 2);
  window.close();
  await counted(0, 1);
  line.close();
  await counted(0, 0);
});

void test('a client that talks rubbish is cut off, and the others are not', within, async (t) => {
  const { client, control, warnings } = await opened(t);
  const engine = await client();
  const rubbish = await raw(control.socket);
  const cut = new Promise((resolve) => rubbish.once('close', resolve));
  rubbish.write('GET / HTTP/1.1\r\nContent-Length: none\r\n\r\n{]');
  await cut;
  assert.equal(warnings.length, 1);
  assert.deepEqual(await engine.request('status', null), status);
});

void test('a request nobody knows is an error, not the end', within, async (t) => {
  const { client } = await opened(t);
  const engine = await client();
  const unknown = 'selfDestruct' as 'status';
  await assert.rejects(engine.request(unknown, null), /selfDestruct/);
  assert.deepEqual(await engine.request('status', null), status);
});

void test('a client that does not read costs no memory, and hears again when it does', within, async (t) => {
  const { client, control, counted } = await opened(t);
  const lazy = await raw(control.socket);
  const hello = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'hello', params: { client: 'cli', pid: 1 } });
  lazy.pause();
  lazy.write(`Content-Length: ${hello.length}\r\n\r\n${hello}`);
  const engine = await client();
  await counted(0, 2);
  const long = { ...progress, nextHop: 'x'.repeat(100_000) };
  for (let i = 0; i < 1_000; i++) {
    control.broadcast('progress', long);
    if (i % 10 === 0) await nextTurn();
  }
  assert.deepEqual(await engine.request('status', null), status, 'the others are served meanwhile');
  let octets = 0;
  const last = new Promise<void>((resolve) => {
    lazy.on('data', (chunk: Buffer) => {
      octets += chunk.length;
      if (chunk.includes('the last news')) resolve();
      else control.broadcast('progress', { ...progress, nextHop: 'the last news' });
    });
  });
  lazy.resume();
  await last;
  assert.ok(octets < 20_000_000, `${octets} octets of 100 000 000 were kept for it`);
  lazy.destroy();
});

void test('when the engine goes, its clients notice, and what they had asked is refused', within, async (t) => {
  const { client, control } = await opened(t);
  const engine = await client();
  const gone = new Promise<void>((resolve) => engine.onClose(resolve));
  await control.close();
  await gone;
  await assert.rejects(engine.request('status', null));
  await new Promise<void>((resolve) => engine.onClose(resolve));
});

void test(
  'the socket is for this user alone, in a folder for this user alone, and goes with the engine',
  unix,
  async (t) => {
    const { control } = await opened(t);
    assert.equal(statSync(control.socket).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(control.socket)).mode & 0o777, 0o700);
    assert.ok(control.socket.length < 104, 'as long as the path of a Unix socket may be');
    await control.close();
    assert.ok(!existsSync(control.socket));
  },
);

void test('nobody at the socket of the lock is no engine, and no error', within, async (t) => {
  const { control, mailRoot } = await opened(t);
  await control.close();
  assert.equal(await connectEngine(mailRoot, { client: 'cli', pid: 1 }), undefined);
  assert.equal(await connectEngine(tempMailRoot(t), { client: 'cli', pid: 1 }), undefined);
});

void test(
  'an engine that dies in the middle of a sentence leaves nothing behind that keeps its client from ending',
  within,
  async (t) => {
    const mailRoot = tempMailRoot(t);
    const name = `mailroot-test-${process.pid}`;
    const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
    const server = createServer((socket) => {
      socket.once('data', () => socket.end('Content-Length: 1000\r\n\r\n{"jsonrpc'));
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    t.after(() => server.close());
    const now = Date.now();
    await takeLock(
      mailRoot,
      { pid: process.pid, host: hostname(), startedAt: now, socket: path },
      { now, answers: () => Promise.resolve(true) },
    );
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    assert.equal(await connectEngine(mailRoot, { client: 'cli', pid: process.pid }), undefined);
    assert.equal(timers(), before);
  },
);
