/** The addresses under sim.test: what their hosts do, over real sockets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSimulated, namedFaults, scriptOf } from '../../../src/engine/simulator/grammar';
import { presetNames, presets } from '../../../src/engine/simulator/presets';
import { only } from '../delivery/client';
import { fakeResolver } from '../../support/sandbox';
import { hosts, whileMoving } from './hosts';

void test('sim.test and every domain under it is simulated, and no other', () => {
  for (const domain of ['sim.test', 'mx.sim.test', 'a.b.sim.test']) assert.ok(isSimulated(domain), domain);
  for (const domain of ['sim.test.com', 'notsim.test', 'test', 'sim.tests', ''])
    assert.ok(!isSimulated(domain), domain);
});

void test('the address says what happens', () => {
  const reply = { code: 550, enhanced: '5.1.1', text: 'User unknown' };
  assert.deepEqual(scriptOf('550@sim.test'), { label: '550', script: [{ kind: 'reply', at: 'rcpt', reply }] });
  assert.equal(scriptOf('451x2@sim.test')?.attempts, 2);
  for (const name of namedFaults) assert.equal(scriptOf(`${name}@sim.test`)?.label, name);
  for (const name of presetNames) assert.equal(scriptOf(`${name}@sim.test`)?.script, presets[name].script);
  for (const address of ['ann@sim.test', '250@sim.test', '55@sim.test', '5500@sim.test', '550x@sim.test'])
    assert.equal(scriptOf(address), undefined, address);
  for (const address of ['toString@sim.test', 'constructor@sim.test', '@sim.test'])
    assert.equal(scriptOf(address), undefined, address);
});

void test('one fault can have many addresses, in any case', () => {
  assert.deepEqual(scriptOf('550+ann@sim.test'), scriptOf('550@sim.test'));
  assert.deepEqual(scriptOf('TIMEOUT+bob@SIM.TEST'), scriptOf('timeout@sim.test'));
});

void test('a code that has no words of its own gets general ones', () => {
  const words = (address: string): unknown => scriptOf(address)?.script.map((fault) => 'reply' in fault && fault.reply);
  assert.deepEqual(words('499@sim.test'), [{ code: 499, enhanced: '4.0.0', text: 'Try again later' }]);
  assert.deepEqual(words('599@sim.test'), [{ code: 599, enhanced: '5.0.0', text: 'Refused' }]);
});

void test('anybody is accepted, over TLS', async (t) => {
  const { send } = await hosts(t);
  const sent = await send('anybody@sim.test');
  assert.equal(only(sent).action, 'relayed');
  assert.ok(sent.lines.some((line) => line.startsWith('* tls: TLSv1.3')));
});

void test('each scripted reply arrives as it stands in docs/simulator.md', async (t) => {
  const { send } = await hosts(t);
  for (const code of [450, 451, 452, 550, 551, 552, 553, 554]) {
    const status = only(await send(`${code}@sim.test`));
    assert.ok(status.action === 'delayed' || status.action === 'failed');
    assert.equal(status.reply?.code, code);
    assert.equal(status.action, code < 500 ? 'delayed' : 'failed');
  }
});

void test('421 closes the connection and delays', async (t) => {
  const { send, hopFor } = await hosts(t);
  assert.equal(hopFor('421@sim.test').host, '421.sim.test');
  const status = only(await send('421@sim.test'));
  assert.ok(status.action === 'delayed');
  assert.equal(status.reply?.code, 421);
});

void test('451x2 is put off at the first two attempts of a message, and then it is accepted', async (t) => {
  const { send } = await hosts(t);
  for (const envid of ['m1', 'm2']) {
    const actions = [];
    for (const attempt of [1, 2, 3]) actions.push(only(await send('451x2@sim.test', { envid, attempt })).action);
    assert.deepEqual(actions, ['delayed', 'delayed', 'relayed'], envid);
  }
});

void test('the attempts of two messages to the same recipient do not mix', async (t) => {
  const { send } = await hosts(t);
  assert.equal(only(await send('451x1@sim.test', { envid: 'm1', attempt: 1 })).action, 'delayed');
  assert.equal(only(await send('451x1@sim.test', { envid: 'm2', attempt: 1 })).action, 'delayed');
  assert.equal(only(await send('451x1@sim.test', { envid: 'm1', attempt: 2 })).action, 'relayed');
  assert.equal(only(await send('451x1@sim.test', { envid: 'm2', attempt: 2 })).action, 'relayed');
});

void test('a client that sends no ENVID is counted by sender and recipient, and begins anew once it was accepted', async (t) => {
  const { send } = await hosts(t);
  const actions = [];
  for (let i = 0; i < 4; i++) actions.push(only(await send('451x2@sim.test')).action);
  assert.deepEqual(actions, ['delayed', 'delayed', 'relayed', 'delayed']);
  assert.equal(only(await send('451x2+b@sim.test')).action, 'delayed');
});

void test('one message with several recipients: each fares on its own in one session', async (t) => {
  const { send } = await hosts(t);
  const to = ['ann@sim.test', '550@sim.test', '451x1@sim.test', 'bob@sim.test'];
  const { statuses, lines } = await send(to, { envid: 'm', attempt: 1 });
  assert.deepEqual(
    to.map((address) => statuses.get(address)?.action),
    ['relayed', 'failed', 'delayed', 'relayed'],
  );
  assert.equal(lines.filter((line) => line.startsWith('> MAIL')).length, 1);
});

void test('drop@ closes the connection after the content: nobody knows whether it arrived, so it is delayed', async (t) => {
  const { send } = await hosts(t);
  const sent = await send('drop@sim.test');
  const status = only(sent);
  assert.equal(status.action, 'delayed');
  assert.equal(status.stage, 'data');
  assert.ok(sent.lines.some((line) => line.startsWith('* content:')));
});

void test('lostreply@ accepts, and the reply is lost: the next attempt delivers it a second time', async (t) => {
  const { send } = await hosts(t);
  const first = only(await send('lostreply@sim.test', { envid: 'm', attempt: 1 }));
  assert.ok(first.action === 'delayed');
  assert.equal(first.stage, 'data');
  const second = only(await send('lostreply@sim.test', { envid: 'm', attempt: 2 }));
  assert.ok(second.action === 'relayed');
  assert.match(second.reply.text, /for the 2nd time/);
});

void test('nohost@ has a host that does not resolve', async (t) => {
  const { send } = await hosts(t);
  const status = only(await send('nohost@sim.test'));
  assert.ok(status.action === 'delayed');
  assert.deepEqual([status.stage, status.category], ['dns', 'dns']);
});

void test('refused@ has a port on which nobody listens', async (t) => {
  const { send } = await hosts(t);
  const status = only(await send('refused@sim.test'));
  assert.ok(status.action === 'delayed');
  assert.deepEqual([status.stage, status.status], ['connect', '4.4.1']);
});

void test('notls@ wants TLS from a host that offers none, and fails at once', async (t) => {
  const { send } = await hosts(t);
  const status = only(await send('notls@sim.test'));
  assert.ok(status.action === 'failed');
  assert.equal(status.category, 'tls');
});

void test('slow@ takes its time, and accepts', async (t) => {
  const { send, clock } = await hosts(t);
  const before = clock.now();
  assert.equal(only(await whileMoving(clock, 1_500, send('slow@sim.test'))).action, 'relayed');
  assert.ok(clock.now() - before >= 3_000, 'more than one reply was waited for');
  assert.equal(clock.pending(), 0);
});

void test('what breaks or slows a session has a host name of its own and spoils nobody else', async (t) => {
  const { hopFor } = await hosts(t);
  for (const label of ['timeout', 'drop', 'slow', 'refused', 'notls', '421', 'lostreply', 'throttled', 'blocked'])
    assert.equal(hopFor(`${label}@sim.test`).host, `${label}.sim.test`);
  assert.equal(hopFor('nohost@sim.test').host, 'nohost.sim.test');
  for (const address of ['550@sim.test', 'greylisting@sim.test', 'mailbox-full@sim.test', 'rate-limit@sim.test'])
    assert.equal(hopFor(address).host, 'sim.test', address);
  assert.equal(hopFor('550@shop.sim.test').host, 'shop.sim.test');
});

void test('an address elsewhere is none of its business', async (t) => {
  const { simulator } = await hosts(t);
  assert.equal(simulator.hopFor('550@there.test'), undefined);
});

void test('other names are asked of the real resolver', async (t) => {
  const { simulator } = await hosts(t);
  const resolver = simulator.resolver(fakeResolver({ 'mx.there.test': ['192.0.2.1'] }));
  assert.deepEqual(await resolver.addresses('mx.there.test'), ['192.0.2.1']);
  assert.deepEqual(await resolver.addresses('mx.sim.test'), ['127.0.0.1']);
  await assert.rejects(resolver.addresses('nohost.sim.test'), { code: 'ENOTFOUND' });
});

void test('nothing of it leaves loopback', async (t) => {
  const { hopFor } = await hosts(t);
  for (const address of ['ann@sim.test', 'timeout@sim.test', 'notls@sim.test'])
    assert.equal(hopFor(address).mayLeave, false);
});
