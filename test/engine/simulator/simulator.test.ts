import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { silentLog } from '../../../src/engine/ports';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import { behaviourOf, isSimulated } from '../../../src/engine/simulator/script';
import { startSimulator, type Simulator } from '../../../src/engine/simulator/simulator';
import { letter, only, send } from '../delivery/client';
import { manualClock, type ManualClock } from '../../support/manualClock';
import { fakeResolver } from '../../support/sandbox';

const certificate = makeCertificate({ names: ['localhost'], addresses: ['127.0.0.1'], now: Date.now(), days: 1 });

async function running(t: TestContext): Promise<{ simulator: Simulator; clock: ManualClock }> {
  const clock = manualClock();
  const simulator = await startSimulator({ clock, certificate, log: silentLog });
  t.after(() => simulator.close());
  return { simulator, clock };
}

async function to(simulator: Simulator, address: string): Promise<Awaited<ReturnType<typeof send>>> {
  const hop = simulator.hopFor(address);
  assert.ok(hop, `${address} is simulated`);
  return send(hop, letter({ recipients: [{ address }] }), { resolver: simulator.resolver(fakeResolver()) });
}

void test('sim.test and every domain under it is simulated, and no other', () => {
  for (const domain of ['sim.test', 'mx.sim.test', 'a.b.sim.test']) assert.ok(isSimulated(domain), domain);
  for (const domain of ['sim.test.com', 'notsim.test', 'test', 'sim.tests', ''])
    assert.ok(!isSimulated(domain), domain);
});

void test('the address says what happens', () => {
  assert.deepEqual(behaviourOf('550@sim.test'), { kind: 'reply', code: 550, enhanced: '5.1.1', text: 'User unknown' });
  const twice = behaviourOf('451x2@sim.test');
  assert.equal(twice.kind, 'reply');
  assert.equal(twice.times, 2);
  for (const kind of ['timeout', 'drop', 'slow', 'nohost', 'refused', 'notls'] as const)
    assert.deepEqual(behaviourOf(`${kind}@sim.test`), { kind });
  for (const address of ['ann@sim.test', '250@sim.test', '55@sim.test', '5500@sim.test', '550x@sim.test'])
    assert.deepEqual(behaviourOf(address), { kind: 'accept' }, address);
});

void test('one fault can have many addresses, in any case', () => {
  assert.deepEqual(behaviourOf('550+ann@sim.test'), behaviourOf('550@sim.test'));
  assert.deepEqual(behaviourOf('TIMEOUT+bob@SIM.TEST'), { kind: 'timeout' });
});

void test('a code that has no words of its own gets general ones', () => {
  assert.deepEqual(behaviourOf('499@sim.test'), {
    kind: 'reply',
    code: 499,
    enhanced: '4.0.0',
    text: 'Try again later',
  });
  assert.deepEqual(behaviourOf('599@sim.test'), { kind: 'reply', code: 599, enhanced: '5.0.0', text: 'Refused' });
});

void test('anybody is accepted, over TLS', async (t) => {
  const { simulator } = await running(t);
  const sent = await to(simulator, 'anybody@sim.test');
  assert.equal(only(sent).action, 'relayed');
  assert.ok(sent.lines.some((line) => line.startsWith('* tls: TLSv1.3')));
});

void test('each scripted reply arrives as it stands in docs/simulator.md', async (t) => {
  const { simulator } = await running(t);
  for (const code of [450, 451, 452, 550, 551, 552, 553, 554]) {
    const status = only(await to(simulator, `${code}@sim.test`));
    assert.ok(status.action === 'delayed' || status.action === 'failed');
    assert.equal(status.reply?.code, code);
    assert.equal(status.action, code < 500 ? 'delayed' : 'failed');
  }
});

void test('421 closes the connection and delays', async (t) => {
  const { simulator } = await running(t);
  assert.equal(simulator.hopFor('421@sim.test')?.host, '421.sim.test');
  const status = only(await to(simulator, '421@sim.test'));
  assert.equal(status.action, 'delayed');
});

void test('451x2 is put off twice, then accepted, and then it begins anew', async (t) => {
  const { simulator } = await running(t);
  const actions = [];
  for (let i = 0; i < 4; i++) actions.push(only(await to(simulator, '451x2@sim.test')).action);
  assert.deepEqual(actions, ['delayed', 'delayed', 'relayed', 'delayed']);
});

void test('two addresses of one fault are counted apart', async (t) => {
  const { simulator } = await running(t);
  assert.equal(only(await to(simulator, '451x1+a@sim.test')).action, 'delayed');
  assert.equal(only(await to(simulator, '451x1+b@sim.test')).action, 'delayed');
  assert.equal(only(await to(simulator, '451x1+a@sim.test')).action, 'relayed');
});

void test('drop@ closes the connection after the content: nobody knows whether it arrived, so it is delayed', async (t) => {
  const { simulator } = await running(t);
  const sent = await to(simulator, 'drop@sim.test');
  const status = only(sent);
  assert.equal(status.action, 'delayed');
  assert.equal(status.stage, 'data');
  assert.ok(sent.lines.some((line) => line.startsWith('* content:')));
});

void test('nohost@ has a host that does not resolve', async (t) => {
  const { simulator } = await running(t);
  const status = only(await to(simulator, 'nohost@sim.test'));
  assert.ok(status.action === 'delayed');
  assert.deepEqual([status.stage, status.category], ['dns', 'dns']);
});

void test('refused@ has a port on which nobody listens', async (t) => {
  const { simulator } = await running(t);
  const status = only(await to(simulator, 'refused@sim.test'));
  assert.ok(status.action === 'delayed');
  assert.deepEqual([status.stage, status.status], ['connect', '4.4.1']);
});

void test('notls@ wants TLS from a host that offers none, and fails at once', async (t) => {
  const { simulator } = await running(t);
  const status = only(await to(simulator, 'notls@sim.test'));
  assert.ok(status.action === 'failed');
  assert.equal(status.category, 'tls');
});

void test('slow@ takes its time, and accepts', async (t) => {
  const { simulator, clock } = await running(t);
  const underWay = new Set(['slow@sim.test']);
  const sending = to(simulator, 'slow@sim.test').finally(() => {
    underWay.clear();
  });
  let waits = 0;
  while (underWay.size > 0) {
    await nextTurn();
    if (clock.pending() === 0) continue;
    waits += 1;
    clock.advance(1_500);
  }
  assert.equal(only(await sending).action, 'relayed');
  assert.ok(waits > 1, 'more than one reply was waited for');
  assert.equal(clock.pending(), 0);
});

void test('what concerns a whole connection has a host of its own and spoils nobody else', async (t) => {
  const { simulator } = await running(t);
  const hosts = ['timeout', 'drop', 'slow', 'nohost', 'refused', 'notls', '421'].map(
    (name) => simulator.hopFor(`${name}@sim.test`)?.host,
  );
  assert.deepEqual(
    hosts,
    ['timeout', 'drop', 'slow', 'nohost', 'refused', 'notls', '421'].map((name) => `${name}.sim.test`),
  );
  assert.equal(simulator.hopFor('550@sim.test')?.host, 'sim.test');
  assert.equal(simulator.hopFor('550@shop.sim.test')?.host, 'shop.sim.test');
});

void test('an address elsewhere is none of its business', async (t) => {
  const { simulator } = await running(t);
  assert.equal(simulator.hopFor('550@there.test'), undefined);
});

void test('other names are asked of the real resolver', async (t) => {
  const { simulator } = await running(t);
  const resolver = simulator.resolver(fakeResolver({ 'mx.there.test': ['192.0.2.1'] }));
  assert.deepEqual(await resolver.addresses('mx.there.test'), ['192.0.2.1']);
  assert.deepEqual(await resolver.addresses('mx.sim.test'), ['127.0.0.1']);
  await assert.rejects(resolver.addresses('nohost.sim.test'), { code: 'ENOTFOUND' });
});

void test('nothing of it leaves loopback', async (t) => {
  const { simulator } = await running(t);
  for (const address of ['ann@sim.test', 'timeout@sim.test', 'notls@sim.test'])
    assert.equal(simulator.hopFor(address)?.mayLeave, false);
});
