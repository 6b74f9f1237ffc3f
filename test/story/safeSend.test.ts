/** Mail to a domain that is not allowed: one message may leave all the same, or is captured; and rehearsals. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { EngineConfig } from '../../src/engine/config';
import { fakeResolver, minute, sandbox, type Sandbox } from '../support/sandbox';
import { scriptedHost, type ScriptedHost, type Script } from '../support/scriptedHost';

const letter = (...to: string[]): string[] => [
  'From: app@here.test',
  `To: ${to.join(', ')}`,
  'Subject: hi',
  '',
  'hello',
  '',
];

/** Not a loopback address by its name, though it leads to this machine: what leaves can be seen without leaving. */
const outside = '0.0.0.0';
const posix = { skip: process.platform === 'win32' && 'needs an address that leads here and is not loopback' };

interface World {
  readonly box: Sandbox;
  readonly host: ScriptedHost;
}

async function world(
  t: TestContext,
  { config, script }: { config?: Partial<EngineConfig>; script?: Script } = {},
): Promise<World> {
  const host = await scriptedHost(t, script);
  const relay = `relay.far.test:${host.port}`;
  const resolver = fakeResolver({ 'relay.far.test': [outside] });
  const box = await sandbox(t, { config: { localDomains: ['here.test'], smartHost: relay, ...config }, resolver });
  return { box, host };
}

const rcpts = ({ heard }: ScriptedHost): string[] => heard.filter((line) => /^RCPT/i.test(line));

test('one message may leave, at a later attempt and after a restart too; the next one may not', posix, async (t) => {
  let calls = 0;
  const on: Script['on'] = (line, next) => (/^RCPT/i.test(line) && ++calls === 1 ? '451 4.7.1 later' : next());
  const { box, host } = await world(t, { script: { on } });
  box.announced.add({ pickupFile: 'once.eml', mayLeave: ['far.test'] });
  const first = await box.submit('once.eml', letter('ann@far.test'));
  assert.equal(first.folder, 'Queue', first.sentence);
  assert.deepEqual(box.state(first.id).mayLeave, ['far.test']);
  await box.restart();
  const second = await box.later(15 * minute, ({ id }) => id === first.id);
  assert.equal(second.recipients[0]?.state.action, 'relayed');
  assert.match(
    box.text('Sent', `${first.id}.ltr`),
    /command: said by who sent it: this message may leave to far\.test/,
  );
  const other = await box.submit('other.eml', letter('ann@far.test'));
  const [refused] = other.recipients;
  assert.ok(refused?.state.action === 'failed' && refused.state.category === 'not-allowed');
  assert.equal(rcpts(host).length, 2);
});

test('it may leave to the domains that were named, and to no other', posix, async (t) => {
  const { box, host } = await world(t);
  box.announced.add({ pickupFile: 'a.eml', mayLeave: ['far.test'] });
  const { recipients } = await box.submit('a.eml', letter('ann@far.test', 'bob@further.test'));
  assert.deepEqual(
    recipients.map(({ state }) => state.action),
    ['relayed', 'failed'],
  );
  assert.deepEqual(rcpts(host), ['RCPT TO:<ann@far.test>']);
});

test('captured instead, it is in Drop, and no host hears of it', async (t) => {
  const { box, host } = await world(t);
  box.announced.add({ pickupFile: 'a.eml', capture: ['far.test'] });
  const { folder, recipients } = await box.submit('a.eml', letter('ann@far.test'));
  assert.equal(folder, 'Drop');
  assert.equal(recipients[0]?.state.action, 'delivered');
  assert.equal(host.connections(), 0);
});

test(
  'in a rehearsal one gets what many were meant to get; what is local and what is simulated stays',
  posix,
  async (t) => {
    const config = { allowedDomains: ['*'], rehearsalRecipient: 'me@own.test' };
    const { box, host } = await world(t, { config });
    const { id, recipients } = await box.submit(
      'a.eml',
      letter('ann@far.test', 'x@here.test', 'bob@far.test', 'ok@sim.test'),
    );
    assert.deepEqual(rcpts(host), ['RCPT TO:<me@own.test>']);
    assert.deepEqual(
      recipients.map(({ address, state }) => [address, state.action]),
      [
        ['x@here.test', 'delivered'],
        ['ok@sim.test', 'relayed'],
        ['me@own.test', 'relayed'],
      ],
    );
    assert.match(
      box.text('Sent', `${id}.ltr`),
      /rehearsal: <me@own\.test> gets it instead of <ann@far\.test>, <bob@far\.test> \(mailroot\.rehearsalRecipient\)/,
    );
  },
);

test('who waits since before the rehearsal, or is given by hand in it, is replaced too', posix, async (t) => {
  const on: Script['on'] = (line, next) => (/^RCPT TO:<ann/i.test(line) ? '451 4.7.1 later' : next());
  const { box, host } = await world(t, { config: { allowedDomains: ['*'] }, script: { on } });
  const { id } = await box.submit('a.eml', letter('ann@far.test'));
  await box.idle();
  box.configure({ rehearsalRecipient: 'me@own.test' });
  const again = box.outcome((outcome) => outcome.id === id && outcome.folder === 'Sent');
  await box.spool.steer({ ids: [id] }, { kind: 'requeue', recipients: ['real@far.test'] });
  assert.equal((await again).recipients.at(-1)?.address, 'me@own.test');
  assert.deepEqual(rcpts(host), ['RCPT TO:<ann@far.test>', 'RCPT TO:<me@own.test>']);
});

test('a rehearsal is no leave: its address has to be allowed as any other', posix, async (t) => {
  const { box, host } = await world(t, { config: { rehearsalRecipient: 'me@own.test' } });
  const { recipients } = await box.submit('a.eml', letter('ann@far.test'));
  assert.ok(recipients[0]?.state.action === 'failed' && recipients[0].state.category === 'not-allowed');
  assert.equal(rcpts(host).length, 0);
});

test('what was said of one file does not hold for the next of the same name', posix, async (t) => {
  const { box, host } = await world(t);
  box.announced.add({ pickupFile: 'a.eml', mayLeave: ['far.test'] });
  await box.submit('a.eml', letter('ann@far.test'));
  const { recipients } = await box.submit('a.eml', letter('ann@far.test'));
  assert.equal(recipients[0]?.state.action, 'failed');
  assert.equal(rcpts(host).length, 1);
});

test('refused before, a message may leave once it is requeued with leave, or is captured', posix, async (t) => {
  const { box, host } = await world(t);
  const { id } = await box.submit('a.eml', letter('ann@far.test', 'bob@further.test'));
  await box.idle();
  const again = box.outcome((outcome) => outcome.id === id && outcome.folder === 'Sent');
  await box.spool.steer({ ids: [id] }, { kind: 'requeue', mayLeave: ['far.test'], capture: ['further.test'] });
  assert.deepEqual(
    (await again).recipients.map(({ state }) => state.action),
    ['relayed', 'delivered'],
  );
  assert.deepEqual(rcpts(host), ['RCPT TO:<ann@far.test>']);
});

test('as long as a message that was let out waits, the status tells of it, after a restart too', posix, async (t) => {
  let calls = 0;
  const on: Script['on'] = (line, next) => (/^RCPT/i.test(line) && ++calls === 1 ? '451 4.7.1 later' : next());
  const { box } = await world(t, { script: { on } });
  assert.equal(box.spool.counts().letOut, undefined);
  box.announced.add({ pickupFile: 'a.eml', mayLeave: ['far.test', 'nobody.test'] });
  const { id } = await box.submit('a.eml', letter('ann@far.test'));
  const told = { count: 1, first: [{ id, subject: 'hi', domains: ['far.test'] }] };
  assert.deepEqual(box.spool.counts().letOut, told);
  await box.restart();
  while (box.spool.counts().letOut === undefined) await new Promise(setImmediate);
  assert.deepEqual(box.spool.counts().letOut, told);
  await box.later(15 * minute, (outcome) => outcome.id === id);
  await box.idle();
  assert.equal(box.spool.counts().letOut, undefined);
});
