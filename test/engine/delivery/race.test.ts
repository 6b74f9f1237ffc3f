/**
 * IPv6 and IPv4 in a happy order (RFC 8305), on both loopbacks. An address that does not answer is a listener whose process sleeps and whose
 * backlog is full: the kernel drops what comes, as a firewall does.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { test, type TestContext } from 'node:test';
import { openConnection, type Connected } from '../../../src/engine/delivery/connection';
import { manualClock } from '../../support/manualClock';
import { fakeResolver } from '../../support/sandbox';

const limit = {
  timeout: 20_000,
  skip: process.platform === 'linux' ? false : 'only Linux drops what a full backlog can not take',
};
const both = ['::1', '127.0.0.1'];

async function listenAt(
  t: TestContext,
  host: string,
  port: number,
): Promise<{ server: Server; port: number; met: () => number }> {
  let met = 0;
  const server = createServer((socket) => {
    met += 1;
    socket.on('error', () => undefined);
  });
  server.listen(port, host);
  await once(server, 'listening');
  t.after(() => void server.close());
  return { server, port: (server.address() as AddressInfo).port, met: () => met };
}

const sleeper = `
  const server = require('node:net').createServer().listen({ host: process.argv[1], port: Number(process.argv[2]), backlog: 1 }, () => {
    require('node:fs').writeSync(1, 'ready');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** Listens there and never takes a connection; what a listener of its backlog still takes is taken already. */
async function deafAt(t: TestContext, host: string, port: number): Promise<void> {
  const child = spawn(process.execPath, ['-e', sleeper, host, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  for (let i = 0; i < 2; i++) {
    const filler = connect(port, host);
    filler.on('error', () => undefined);
    t.after(() => filler.destroy());
    await once(filler, 'connect');
  }
}

interface Racing {
  readonly result: Promise<Connected>;
  readonly clock: ReturnType<typeof manualClock>;
  readonly lines: readonly string[];
}

function race(t: TestContext, port: number, addresses: readonly string[]): Racing {
  const clock = manualClock();
  const lines: string[] = [];
  const recorder = {
    record: (mark: string, text: string) => void lines.push(`${mark} ${text}`),
    stage: () => undefined,
  };
  const target = { host: 'mx.test', port, mayLeave: false, connectMs: 30_000 };
  const result = openConnection(target, { clock, resolver: fakeResolver({ 'mx.test': addresses }), recorder });
  void result.then((connected) => {
    if (connected.kind === 'connected') t.after(() => connected.socket.destroy());
  });
  return { result, clock, lines };
}

/** Until the lead of the first address runs. */
async function running({ clock }: Racing): Promise<void> {
  while (clock.pending() < 2) await new Promise(setImmediate);
}

void test('the first family answers: the other is not bothered', limit, async (t) => {
  const six = await listenAt(t, '::1', 0);
  const four = await listenAt(t, '127.0.0.1', six.port);
  const there = race(t, six.port, both);
  const connected = await there.result;
  assert.ok(connected.kind === 'connected' && connected.address === '::1');
  assert.equal(four.met(), 0);
  assert.equal(there.clock.pending(), 0);
});

for (const [first, second] of [both, both.toReversed()] as [string, string][]) {
  void test(`${first} does not answer: after 250 ms ${second} is tried as well, and wins`, limit, async (t) => {
    const { port } = await listenAt(t, second, 0);
    await deafAt(t, first, port);
    const there = race(t, port, [first, second]);
    await running(there);
    there.clock.advance(249);
    assert.deepEqual(there.lines, [`* dns: mx.test -> ${first}, ${second}`], 'it has its lead');
    there.clock.advance(1);
    const connected = await there.result;
    assert.ok(connected.kind === 'connected' && connected.address === second);
    assert.equal(there.lines.at(-1), `* connect: ${second}`);
    assert.equal(there.clock.pending(), 0, 'the loser is given up, and nothing waits any more');
  });
}

void test('neither answers: both had their whole time, and the trouble is a time-out', limit, async (t) => {
  const { server, port } = await listenAt(t, '127.0.0.1', 0);
  await new Promise((resolve) => server.close(resolve));
  for (const address of both) await deafAt(t, address, port);
  const there = race(t, port, both);
  await running(there);
  there.clock.advance(250);
  there.clock.advance(29_750);
  there.clock.advance(250);
  const trouble = await there.result;
  assert.ok(trouble.kind === 'trouble' && trouble.trouble.errorCode === 'ETIMEDOUT');
});

void test('a first address that refuses costs no lead: the next is tried at once', limit, async (t) => {
  const { port } = await listenAt(t, '127.0.0.1', 0);
  const there = race(t, port, both);
  const connected = await there.result;
  assert.ok(connected.kind === 'connected' && connected.address === '127.0.0.1');
});
