/** Rehearsals: whole messages, from Pickup to their end, with hosts that fail as rules say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../../src/engine/protocol';
import { minute, sandbox, type Sandbox, type SandboxOptions } from '../support/sandbox';

const letter = (to: string): string[] => [
  'From: shop@example.com',
  `To: ${to}`,
  'Subject: Your order',
  '',
  'It comes.',
  '',
];

function rehearsal(...rules: readonly object[]): SandboxOptions {
  return { config: { 'simulator.rules': [...rules], 'retry.intervalsMinutes': [10] } };
}

const states = ({ recipients }: Outcome): string[] => recipients.map(({ state }) => state.action);

function next(box: Sandbox, first: Outcome, ms: number): Promise<Outcome> {
  return box.later(ms, ({ id }) => id === first.id);
}

void test('451 twice, then 250, for each of two messages that share their connections', async (t) => {
  const box = await sandbox(
    t,
    rehearsal({ domain: 'partner.test', attempts: '1-2', do: { reply: '451 4.7.1 Later' } }),
  );
  const first = await box.submit('first.eml', letter('ann@partner.test'));
  assert.deepEqual(states(await next(box, first, 10 * minute)), ['delayed']);
  const second = await box.submit('second.eml', letter('ann@partner.test'));
  assert.deepEqual(states(second), ['delayed']);
  const done = await next(box, first, 10 * minute);
  assert.deepEqual([done.folder, done.attempt, ...states(done)], ['Sent', 3, 'relayed']);
  assert.deepEqual(states(await box.outcome(({ id, attempt }) => id === second.id && attempt === 2)), ['delayed']);
  assert.deepEqual(states(await next(box, second, 10 * minute)), ['relayed']);
});

void test('the count of attempts outlives a restart of the engine', async (t) => {
  const box = await sandbox(t, rehearsal({ recipient: 'ann', attempts: '1-2', do: { reply: '451 4.7.1 Later' } }));
  const first = await box.submit('a.eml', letter('ann@sim.test'));
  await box.restart();
  assert.deepEqual(states(await next(box, first, 10 * minute)), ['delayed']);
  await box.restart();
  assert.deepEqual(states(await next(box, first, 10 * minute)), ['relayed']);
});

void test('mail for a real domain that is rehearsed meets a host on loopback, and nothing leaves', async (t) => {
  const box = await sandbox(t, rehearsal({ domain: 'gmail.com', sender: 'shop@example.com', do: { preset: 'dmarc' } }));
  const sent = await box.submit('a.eml', letter('someone@gmail.com'));
  assert.deepEqual(states(sent), ['failed']);
  const rtr = box.text('Sent', `${sent.id}.rtr`);
  assert.match(rtr, /== attempt 1, session 1: rule-1\.gmail\.com\.sim\.test port \d+ at/);
  assert.match(rtr, /550 5\.7\.26 Unauthenticated/);
  assert.match(box.text('Sent', `${sent.id}.ltr`), /a simulated remote host/);
  const other = ['From: boss@example.com', 'To: someone@gmail.com', '', 'hi', ''];
  assert.deepEqual(states(await box.submit('b.eml', other)), ['relayed'], 'from somebody else it is accepted, here');
});

void test('what was accepted comes back ten minutes later, and the sender finds it in Drop', async (t) => {
  const bounce = { bounce: '550 5.1.1 No such user', afterSeconds: 600 };
  const box = await sandbox(t, rehearsal({ domain: 'partner.test', do: bounce }));
  const sent = await box.submit('a.eml', letter('ann@partner.test'));
  assert.deepEqual([sent.folder, ...states(sent)], ['Sent', 'relayed']);
  const returned = box.outcome(({ folder }) => folder === 'Drop');
  box.clock.advance(10 * minute);
  const { recipients, id } = await returned;
  assert.deepEqual(
    recipients.map(({ address }) => address),
    ['shop@example.com'],
  );
  const text = box.text('Drop', `${id}.eml`);
  assert.match(text, /^X-Sender: <>/);
  assert.match(text, new RegExp(`^Original-Envelope-Id: ${sent.id}\\r$`, 'm'));
  assert.match(text, /^Diagnostic-Code: smtp; 550 5\.1\.1 No such user\r$/m);
});

void test('a reply that is lost delivers twice, and the host says so', async (t) => {
  const box = await sandbox(t, rehearsal({ domain: 'partner.test', attempts: 1, do: { lostReply: true } }));
  const first = await box.submit('a.eml', letter('ann@partner.test'));
  assert.deepEqual(states(first), ['delayed']);
  const [state] = (await next(box, first, 10 * minute)).recipients.map((each) => each.state);
  assert.ok(state?.action === 'relayed');
  assert.match(state.reply.text, /for the 2nd time/);
});

void test('a mailbox that is full for three attempts has room at the fourth', async (t) => {
  const box = await sandbox(
    t,
    rehearsal({ recipient: 'ann@partner.test', attempts: '1-3', do: { preset: 'mailbox-full' } }),
  );
  const first = await box.submit('a.eml', letter('ann@partner.test'));
  const met = [first];
  for (let i = 0; i < 3; i++) met.push(await next(box, first, 10 * minute));
  assert.deepEqual(met.flatMap(states), ['delayed', 'delayed', 'delayed', 'relayed']);
});

void test('a greylister lets a message through once its time is over, whatever the attempts', async (t) => {
  const box = await sandbox(t);
  const first = await box.submit('a.eml', letter('greylisting@sim.test'));
  assert.deepEqual(states(first), ['delayed']);
  assert.match(first.sentence, /451 4\.7\.1 Greylisted/);
  assert.deepEqual(states(await next(box, first, 15 * minute)), ['relayed']);
});

void test('one of three recipients does not exist: all three are named in one session', async (t) => {
  const box = await sandbox(t, rehearsal({ recipient: 'carol@*', do: { reply: '550 5.1.1 No such user' } }));
  const sent = await box.submit('a.eml', letter('ann@sim.test, carol@sim.test, bob@sim.test'));
  assert.deepEqual(states(sent), ['relayed', 'failed', 'relayed']);
  assert.equal(box.text('Sent', `${sent.id}.rtr`).match(/^== /gm)?.length, 1);
});

void test('no notification gets through to a host that takes none: the message is in BadMail', async (t) => {
  const box = await sandbox(
    t,
    rehearsal({ domain: 'partner.test', sender: '<>', do: { reply: '550 5.7.1 No bounces' } }),
  );
  const from = ['From: ann@partner.test', 'To: 550@sim.test', '', 'hi', ''];
  const sent = await box.submit('a.eml', from);
  const dsn = await box.outcome(({ id }) => id === `${sent.id}-f1`);
  assert.equal(dsn.folder, 'BadMail');
});

void test('a user who gives his own ENVID keeps it, and his attempts are counted all the same', async (t) => {
  const box = await sandbox(t, rehearsal({ domain: 'partner.test', attempts: 1, do: { reply: '451 4.7.1 Later' } }));
  const top = ['X-Sender: <shop@example.com> ENVID=order+2042', 'X-Receiver: <ann@partner.test>'];
  const first = await box.submit('a.eml', [...top, 'Subject: hi', '', 'hi', '']);
  const done = await next(box, first, 10 * minute);
  assert.deepEqual(states(done), ['relayed']);
  assert.match(box.text('Sent', `${first.id}.rtr`), /MAIL FROM:<shop@example\.com>.* ENVID=order/);
});
