/** How long each stage of a session may take, with the clock moved by hand and real silence on the other side. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { timeoutsOf } from '../../../src/engine/delivery/hop';
import type { DeliveryStatus } from '../../../src/engine/mailroot/envelope';
import { manualClock } from '../../support/manualClock';
import { scriptedHost, type Script } from '../../support/scriptedHost';
import { hopTo, letter, only, send, wire } from './client';

const limit = { timeout: 20_000 };

type Delayed = Extract<DeliveryStatus, { action: 'delayed' }>;

/** Sends, and moves the clock when the line has come that is followed by silence. */
async function silentAfter(
  t: TestContext,
  script: Script,
  { line, ms }: { line: string; ms: number },
): Promise<Delayed> {
  const host = await scriptedHost(t, script);
  const clock = manualClock();
  const watch = (said: string): void => {
    // One turn later: what comes behind the line belongs to it.
    if (said.startsWith(line)) setImmediate(() => clock.advance(ms));
  };
  const status = only(
    await send(hopTo(host.port, { timeouts: { commandMs: 5_000, endMs: 60_000 } }), letter(), { clock, watch }),
  );
  assert.equal(clock.pending(), 0, 'no timer is left');
  assert.ok(status.action === 'delayed', JSON.stringify(status));
  return status;
}

const silentAt =
  (verb: string): NonNullable<Script['on']> =>
  (line, next) =>
    line.startsWith(verb) ? undefined : next();

void test('a greeting has its own time', limit, async (t) => {
  const status = await silentAfter(t, { greeting: undefined }, { line: '* connect', ms: 60_000 });
  assert.equal(status.stage, 'greeting');
  assert.match(status.text, /took the connection but did not greet in time/);
});

for (const [verb, stage] of [
  ['EHLO', 'ehlo'],
  ['MAIL', 'mail'],
  ['RCPT', 'rcpt'],
  ['DATA', 'data'],
] as const) {
  void test(`silence after ${verb} is over after the time of that stage`, limit, async (t) => {
    const status = await silentAfter(t, { on: silentAt(verb) }, { line: `> ${verb}`, ms: 5_000 });
    assert.deepEqual([status.stage, status.status], [stage, '4.4.2']);
    assert.match(status.text, /did not answer in time/);
  });
}

void test('silence after the content is over after a time of its own, and may have been accepted', limit, async (t) => {
  const status = await silentAfter(t, { atEnd: undefined }, { line: '* content', ms: 60_000 });
  assert.equal(status.stage, 'data');
  assert.match(status.text, /after it had got the whole message\. It may have accepted it/);
});

void test('a handshake that does not come is over after the time of a command', limit, async (t) => {
  const host = await scriptedHost(t, { offers: ['STARTTLS'] });
  const clock = manualClock();
  const watch = (said: string): void => {
    if (said === '< 220 2.0.0 Ready') setImmediate(() => clock.advance(300_000));
  };
  const status = only(await send(hopTo(host.port, { tls: 'required' }), letter(), { clock, watch }));
  assert.ok(status.action === 'delayed' && status.stage === 'tls', JSON.stringify(status));
  assert.equal(clock.pending(), 0);
});

void test(
  'a host that takes nothing of a large content is given up; one that takes some has time again',
  limit,
  async (t) => {
    const host = await scriptedHost(t, { stopsReading: true });
    const clock = manualClock();
    const large = { ...wire, content: Buffer.alloc(40_000_000, 'x\r\n') };
    let advanced = 0;
    const watch = (said: string): void => {
      if (said !== '< 354 Go on') return;
      // The kernel's buffers fill up: some is taken at first, then nothing. Twice its time is enough in any case.
      const more = (): void => {
        clock.advance(180_000);
        if (++advanced < 4) setTimeout(more, 100);
      };
      setTimeout(more, 100);
    };
    const status = only(await send(hopTo(host.port), letter({ content: () => large }), { clock, watch }));
    assert.ok(status.action === 'delayed' && status.stage === 'data', JSON.stringify(status));
    assert.match(status.text, /did not answer in time/);
    assert.equal(clock.pending(), 0);
  },
);

void test('who has little patience with commands has no more with the rest', () => {
  const { dataMs, blockMs, endMs, connectMs } = timeoutsOf({ timeouts: { commandMs: 5_000 } });
  assert.deepEqual([dataMs, blockMs, endMs, connectMs], [5_000, 5_000, 5_000, 30_000]);
  assert.equal(timeoutsOf({ timeouts: { commandMs: 5_000, endMs: 9_000 } }).endMs, 9_000);
  assert.equal(timeoutsOf({}).endMs, 600_000);
});

void test('the whole of a delivery has its deadline, however lively the host is', limit, async (t) => {
  const clock = manualClock();
  const host = await scriptedHost(t, {
    on: (line, next) => {
      if (line.startsWith('RCPT')) clock.advance(60_000);
      return next();
    },
  });
  const recipients = Array.from({ length: 20 }, (_, i) => ({ address: `r${i}@there.test` }));
  const { statuses } = await send(hopTo(host.port), letter({ recipients }), { clock });
  for (const status of statuses.values()) assert.ok(status.action === 'delayed' && status.category === 'network');
  assert.equal(host.contents.length, 0);
  assert.equal(clock.pending(), 0);
});
