/** Sessions shared by messages: who gets which connection, who waits, who need not try, and that nothing is left open. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeliveryStatus } from '../../../src/engine/mailroot/envelope';
import type { Transaction } from '../../../src/engine/delivery/transaction';
import { manualClock } from '../../support/manualClock';
import { hangUp, scriptedHost, type Answer } from '../../support/scriptedHost';
import { hopTo, letter, only, poolOf, send, wire, type Delivered } from './client';

const limit = { timeout: 20_000 };
const many = { messagesPerConnection: 20, quietMs: 60_000 };
const actionOf = (delivered: Delivered): DeliveryStatus['action'] => only(delivered).action;

void test('messages one after another go over one connection, and each tells whose it was', limit, async (t) => {
  const host = await scriptedHost(t, {});
  const clock = manualClock();
  const pool = poolOf({ clock }, many);
  t.after(() => pool.close());
  const sent: Delivered[] = [];
  for (const id of ['one', 'two', 'three']) sent.push(await send(hopTo(host.port), letter(), { clock, pool, id }));
  assert.deepEqual(sent.map(actionOf), ['relayed', 'relayed', 'relayed']);
  assert.equal(host.connections(), 1);
  assert.equal(host.heard.filter((line) => line.startsWith('EHLO')).length, 1);
  assert.ok(!host.heard.includes('RSET'), 'nothing is to be reset between transactions that went well');
  assert.equal(sent[0]?.lines.at(-1), '* kept: open for the next message');
  assert.deepEqual(sent[2]?.lines, [
    '* reused: connection of one, 2 messages before',
    '* connect: 127.0.0.1',
    '> MAIL FROM:<ann@here.test>',
    '< 250 2.0.0 OK',
    '> RCPT TO:<bob@there.test>',
    '< 250 2.0.0 OK',
    '> DATA',
    '< 354 Go on',
    '* content: 29 octets',
    '< 250 2.0.0 OK',
    '* kept: open for the next message',
  ]);
});

void test(
  'an idle connection is given back with QUIT after two seconds, and nothing is left behind',
  limit,
  async (t) => {
    const host = await scriptedHost(t, {});
    const clock = manualClock();
    const pool = poolOf({ clock }, many);
    await send(hopTo(host.port), letter(), { clock, pool });
    assert.deepEqual(pool.counts(), { connections: 1, idle: 1, waiting: 0 });
    clock.advance(1_999);
    assert.equal(host.open(), 1);
    clock.advance(1);
    await host.untilOpen(0);
    await new Promise(setImmediate);
    assert.equal(host.heard.at(-1), 'QUIT');
    assert.deepEqual(pool.counts(), { connections: 0, idle: 0, waiting: 0 });
    assert.equal(clock.pending(), 0);
  },
);

void test(
  'after its share of messages a connection is closed, and the next message opens another',
  limit,
  async (t) => {
    const host = await scriptedHost(t, {});
    const pool = poolOf({}, { ...many, messagesPerConnection: 2 });
    t.after(() => pool.close());
    const hop = hopTo(host.port);
    const lines: (string | undefined)[] = [];
    for (let i = 0; i < 5; i++) lines.push((await send(hop, letter(), { pool })).lines.at(-1));
    assert.equal(host.connections(), 3);
    assert.deepEqual(
      lines.map((line) => line?.split(':')[0]),
      ['* kept', '* closed', '* kept', '* closed', '* kept'],
    );
  },
);

void test(
  'what is more than the connections of a hop waits outside, unread, until its turn comes',
  limit,
  async (t) => {
    const host = await scriptedHost(t, {});
    const pool = poolOf({}, { ...many, connectionsPerHop: 2 });
    t.after(() => pool.close());
    let waiting = 0;
    let most = 0;
    let reading = 0;
    let mostReading = 0;
    const onWait = (): (() => void) => {
      most = Math.max(most, ++waiting);
      return () => waiting--;
    };
    const transaction: Transaction = letter({
      content: async () => {
        mostReading = Math.max(mostReading, ++reading);
        await new Promise(setImmediate);
        reading--;
        return wire;
      },
    });
    const all = Array.from({ length: 30 }, (_, i) => send(hopTo(host.port), transaction, { pool, id: `${i}`, onWait }));
    assert.equal(pool.counts().waiting, 29, 'one connection is tried before the others follow');
    const sent = await Promise.all(all);
    assert.ok(sent.every((each) => actionOf(each) === 'relayed'));
    assert.equal(host.contents.length, 30);
    assert.ok(host.connections() <= 4, `${host.connections()} connections for 30 messages, 20 each`);
    assert.ok(mostReading <= 2, `${mostReading} were read at a time`);
    assert.deepEqual([most, waiting], [29, 0]);
  },
);

void test('in all there are no more connections than allowed: an idle one elsewhere makes room', limit, async (t) => {
  const first = await scriptedHost(t, {});
  const second = await scriptedHost(t, {});
  const pool = poolOf({}, { ...many, connections: 1 });
  t.after(() => pool.close());
  await send(hopTo(first.port), letter(), { pool });
  assert.equal(actionOf(await send(hopTo(second.port), letter(), { pool })), 'relayed');
  await first.untilOpen(0);
  assert.deepEqual([first.heard.at(-1), second.open(), pool.counts().connections], ['QUIT', 1, 1]);
});

void test('a host that is down is tried once for all messages of a round', limit, async () => {
  const clock = manualClock();
  const pool = poolOf({ clock }, many);
  // tcpmux: nothing listens there.
  const hop = hopTo(1);
  const sent = await Promise.all(['one', 'two', 'three'].map((id) => send(hop, letter(), { clock, pool, id })));
  assert.deepEqual(
    sent.map(({ sessions }) => sessions),
    [1, 0, 0],
  );
  const [one, two] = sent.map(only);
  assert.ok(one?.action === 'delayed' && two?.action === 'delayed');
  assert.deepEqual([two.stage, two.status, two.category], [one.stage, one.status, one.category]);
  assert.equal(two.text, `${one.text} (Tried at 11:50:01 UTC for one, not again for this one.)`);
  assert.equal(clock.pending(), 0);
});

void test(
  'a host that was down is left alone for a minute, unless somebody asks for a retry after that',
  limit,
  async (t) => {
    const clock = manualClock();
    const greetings: Answer[] = ['421 4.3.2 Not now', '220 Hello', '421 4.3.2 Not now'];
    const host = await scriptedHost(t, { greeting: () => greetings.shift() ?? '220 Hello' });
    const pool = poolOf({ clock }, { ...many, messagesPerConnection: 1 });
    const at = (id: string, since?: number): Promise<Delivered> =>
      send(hopTo(host.port), letter(), { clock, pool, id, ...(since !== undefined && { since }) });
    assert.equal(actionOf(await at('one')), 'delayed');
    clock.advance(30_000);
    assert.equal(actionOf(await at('two')), 'delayed');
    assert.equal(host.connections(), 1);
    assert.equal(actionOf(await at('asked for', clock.now())), 'relayed', 'asked for after it was learned');
    while (pool.counts().connections > 0) await new Promise(setImmediate);
    assert.equal(actionOf(await at('four')), 'delayed');
    assert.equal(host.connections(), 3, 'got through in between, it is not held to be down any more');
    clock.advance(59_999);
    assert.equal(host.connections(), 3);
    const askedBefore = clock.now() - 60_000;
    assert.equal(actionOf(await at('asked for before', askedBefore)), 'delayed');
    clock.advance(1);
    assert.equal(actionOf(await at('five')), 'relayed', 'over');
    pool.close();
  },
);

void test('421 in the middle of a transaction quiets the host for those who wait', limit, async (t) => {
  const host = await scriptedHost(t, {
    on: (line, next) => (line.startsWith('RCPT') ? '421 4.3.2 Shutting down' : next()),
  });
  const pool = poolOf({}, { ...many, connectionsPerHop: 1 });
  const sent = await Promise.all(['one', 'two', 'three'].map((id) => send(hopTo(host.port), letter(), { pool, id })));
  assert.equal(host.connections(), 1);
  for (const status of sent.map(only)) assert.ok(status.action === 'delayed' && status.reply?.code === 421);
  pool.close();
});

void test(
  'a host that refuses a second connection has enough, it is not down: the message waits for the first',
  limit,
  async (t) => {
    const host = await scriptedHost(t, {
      greeting: (connection) => (connection === 1 ? '220 Hello' : '421 4.7.0 Too many connections'),
    });
    const clock = manualClock();
    const pool = poolOf({ clock }, many);
    const ids = Array.from({ length: 6 }, (_, i) => `${i}`);
    const sent = await Promise.all(ids.map((id) => send(hopTo(host.port), letter(), { clock, pool, id })));
    assert.deepEqual(new Set(sent.map(actionOf)), new Set(['relayed']));
    const tried = sent.filter(({ lines }) => lines.includes('< 421 4.7.0 Too many connections'));
    assert.equal(host.connections(), 1 + tried.length);
    assert.ok(
      tried.every(({ sessions }) => sessions === 2),
      'it has two sessions in its RTR',
    );
    pool.close();
    await host.untilOpen(0);
  },
);

for (const [what, script] of [
  [
    'was closed by the host without a word',
    (line: string) => (line === 'MAIL FROM:<second@here.test>' ? hangUp : undefined),
  ],
  [
    'answers 421 because it was idle too long',
    (line: string) => (line === 'MAIL FROM:<second@here.test>' ? '421 4.4.2 Idle' : undefined),
  ],
] as const) {
  void test(`a kept connection that ${what} costs nothing: the message takes a new one`, limit, async (t) => {
    let once = false;
    const host = await scriptedHost(t, {
      on: (line, next) => {
        const answer = once ? undefined : script(line);
        if (answer === undefined) return next();
        once = true;
        return answer;
      },
    });
    const pool = poolOf({}, many);
    t.after(() => pool.close());
    await send(hopTo(host.port), letter(), { pool, id: 'one' });
    const second = await send(hopTo(host.port), letter({ reversePath: 'second@here.test' }), { pool, id: 'two' });
    assert.equal(actionOf(second), 'relayed');
    assert.equal(second.sessions, 2);
    assert.ok(second.lines.includes('* note: that connection was gone: once more with a new one'));
    assert.equal(host.contents.length, 2);
  });
}

void test('a connection that the host closes while it is idle is forgotten at once', limit, async (t) => {
  const clock = manualClock();
  const host = await scriptedHost(t, {});
  const pool = poolOf({ clock }, many);
  await send(hopTo(host.port), letter(), { clock, pool });
  host.hangUp();
  await host.untilOpen(0);
  while (pool.counts().connections > 0) await new Promise(setImmediate);
  assert.deepEqual(pool.counts(), { connections: 0, idle: 0, waiting: 0 });
  assert.equal(clock.pending(), 0);
});

void test('behind a transaction that was given up, the next begins with RSET', limit, async (t) => {
  const host = await scriptedHost(t, {
    on: (line, next) => (line.includes('<nobody@') ? '550 5.1.1 No such user' : next()),
  });
  const pool = poolOf({}, many);
  t.after(() => pool.close());
  const nobody = letter({ recipients: [{ address: 'nobody@there.test' }] });
  assert.equal(actionOf(await send(hopTo(host.port), nobody, { pool })), 'failed');
  const second = await send(hopTo(host.port), letter(), { pool, id: 'two' });
  assert.equal(actionOf(second), 'relayed');
  assert.deepEqual(second.lines.slice(2, 5), ['> RSET', '< 250 2.0.0 OK', '> MAIL FROM:<ann@here.test>']);
});

void test('messages on other terms do not share: not the TLS policy, not the leave to go out', limit, async (t) => {
  const host = await scriptedHost(t, {});
  const pool = poolOf({}, many);
  t.after(() => pool.close());
  for (const terms of [{}, { tls: 'opportunistic' }, { mayLeave: true }] as const)
    await send(hopTo(host.port, terms), letter(), { pool });
  assert.equal(host.connections(), 3);
});

void test('closing gives idle connections back and turns away who waits; who is at it may finish', limit, async (t) => {
  let answerData: (() => void) | undefined;
  const host = await scriptedHost(t, {
    on: (line, next) => {
      if (line === 'DATA') answerData?.();
      return next();
    },
  });
  const pool = poolOf({}, { ...many, connectionsPerHop: 1 });
  const atData = new Promise<void>((resolve) => (answerData = resolve));
  const first = send(hopTo(host.port), letter(), { pool, id: 'one' });
  const second = send(hopTo(host.port), letter(), { pool, id: 'two' });
  await atData;
  pool.close();
  assert.equal((await second).statuses.size, 0, 'no status: nothing was tried');
  assert.equal(actionOf(await first), 'relayed');
  assert.equal((await send(hopTo(host.port), letter(), { pool, id: 'three' })).statuses.size, 0);
  await host.untilOpen(0);
  while (pool.counts().connections > 0) await new Promise(setImmediate);
});

void test('a message that can not be read gives its session back', limit, async (t) => {
  const host = await scriptedHost(t, {});
  const pool = poolOf({}, many);
  t.after(() => pool.close());
  const unreadable = letter({ content: () => Promise.reject(new Error('EIO')) });
  await assert.rejects(send(hopTo(host.port), unreadable, { pool }), /EIO/);
  assert.deepEqual(pool.counts(), { connections: 1, idle: 1, waiting: 0 });
  assert.equal(actionOf(await send(hopTo(host.port), letter(), { pool })), 'relayed');
  assert.equal(host.connections(), 1);
});
