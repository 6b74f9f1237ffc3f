import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import {
  familiesInTurn,
  isLoopback,
  openConnection,
  type Connected,
  type Target,
} from '../../../src/engine/delivery/connection';
import type { Stage } from '../../../src/engine/mailroot/envelope';
import { realClock, type Resolver } from '../../../src/engine/ports';
import { fakeResolver } from '../../support/sandbox';

interface Opened {
  readonly result: Connected;
  readonly lines: string[];
  readonly stages: Stage[];
}

async function open(t: TestContext, target: Partial<Target>, resolver: Resolver): Promise<Opened> {
  const lines: string[] = [];
  const stages: Stage[] = [];
  const recorder = {
    record: (mark: string, text: string) => void lines.push(`${mark} ${text}`),
    stage: (stage: Stage) => void stages.push(stage),
  };
  const whole = { host: 'mx.test', port: 25, mayLeave: false, connectMs: 5_000, ...target };
  const result = await openConnection(whole, { clock: realClock, resolver, recorder });
  if (result.kind === 'connected') t.after(() => result.socket.destroy());
  return { result, lines, stages };
}

async function somebodyListens(t: TestContext): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A port on which nobody listens: it was free a moment ago. */
async function nobodyListens(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

void test('a host is looked up, connected to, and both are told', async (t) => {
  const port = await somebodyListens(t);
  const { result, lines, stages } = await open(t, { port }, fakeResolver({ 'mx.test': ['127.0.0.1'] }));
  assert.equal(result.kind, 'connected');
  assert.equal(result.address, '127.0.0.1');
  assert.deepEqual(lines, ['* dns: mx.test -> 127.0.0.1', '* connect: 127.0.0.1']);
  assert.deepEqual(stages, ['dns', 'connect']);
});

void test('an address needs no name server', async (t) => {
  const port = await somebodyListens(t);
  const { result, lines } = await open(t, { host: '127.0.0.1', port }, fakeResolver());
  assert.equal(result.kind, 'connected');
  assert.deepEqual(lines, ['* connect: 127.0.0.1']);
});

void test('a name that does not resolve is trouble in the stage dns', async (t) => {
  const { result, lines } = await open(t, {}, fakeResolver());
  assert.equal(result.kind, 'trouble');
  assert.deepEqual([result.trouble.stage, result.trouble.errorCode], ['dns', 'ENOTFOUND']);
  assert.match(lines[0] ?? '', /^\* error: Host not found\. mx\.test/);
});

void test('nothing leaves loopback for a domain that is not allowed, and nothing is connected to', async (t) => {
  const { result, lines } = await open(t, {}, fakeResolver({ 'mx.test': ['192.0.2.1'] }));
  assert.deepEqual(result, { kind: 'held-back', address: '192.0.2.1' });
  assert.ok(!lines.some((line) => line.includes('connect')));
});

void test('one address outside is enough to hold back: the loopback one may be a trick', async (t) => {
  const port = await somebodyListens(t);
  const { result } = await open(t, { port }, fakeResolver({ 'mx.test': ['127.0.0.1', '192.0.2.1'] }));
  assert.equal(result.kind, 'held-back');
});

void test('where the first address does not answer, the next one is tried', async (t) => {
  const port = await somebodyListens(t);
  const { result, lines } = await open(t, { port }, fakeResolver({ 'mx.test': ['127.0.0.9', '127.0.0.1'] }));
  assert.equal(result.kind, 'connected');
  assert.equal(result.address, '127.0.0.1');
  assert.match(lines[1] ?? '', /^\* error: Connection to host mx\.test failed\. 127\.0\.0\.9/);
});

void test('where nobody listens, the trouble says so', async (t) => {
  const port = await nobodyListens();
  const { result } = await open(t, { port }, fakeResolver({ 'mx.test': ['127.0.0.1'] }));
  assert.equal(result.kind, 'trouble');
  assert.deepEqual([result.trouble.stage, result.trouble.errorCode], ['connect', 'ECONNREFUSED']);
});

void test('a name without any address is trouble too', async (t) => {
  const { result } = await open(t, {}, fakeResolver({ 'mx.test': [] }));
  assert.equal(result.kind, 'trouble');
  assert.equal(result.trouble.stage, 'connect');
});

void test('loopback is 127.0.0.0/8 and ::1, mapped or not, and nothing else', () => {
  for (const address of ['127.0.0.1', '127.255.0.3', '::1', '::ffff:127.0.0.1', '::FFFF:127.0.0.1'])
    assert.ok(isLoopback(address), address);
  for (const address of [
    '192.0.2.1',
    '10.0.0.1',
    '::',
    '::2',
    'localhost',
    '127.evil.test',
    '::ffff:192.0.2.1',
    '1127.0.0.1',
  ])
    assert.ok(!isLoopback(address), address);
});

void test('the families of addresses take turns, that of the first one first (RFC 8305)', () => {
  assert.deepEqual(familiesInTurn(['::1', '::2', '127.0.0.1', '127.0.0.2', '127.0.0.3']), [
    '::1',
    '127.0.0.1',
    '::2',
    '127.0.0.2',
    '127.0.0.3',
  ]);
  assert.deepEqual(familiesInTurn(['127.0.0.1', '127.0.0.2']), ['127.0.0.1', '127.0.0.2']);
  assert.deepEqual(familiesInTurn([]), []);
});
