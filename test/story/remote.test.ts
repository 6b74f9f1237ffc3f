import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Outcome } from '../../src/engine/protocol';
import { fakeResolver, hour, minute, sandbox } from '../support/sandbox';

const letter = (...to: string[]): string[] => [
  'From: app@example.com',
  `To: ${to.join(', ')}`,
  'Subject: hi',
  '',
  'hello',
  '',
];
const about =
  (id: string) =>
  (outcome: Outcome): boolean =>
    outcome.id === id;

test('a message to a simulated host is relayed over a real socket with TLS, and kept in Sent with both transcripts', async (t) => {
  const box = await sandbox(t);
  const { id, folder } = await box.submit('a.eml', letter('fine@sim.test'));
  assert.equal(folder, 'Sent');
  assert.deepEqual(box.files('Sent'), [`${id}.eml`, `${id}.envelope.json`, `${id}.ltr`, `${id}.rtr`]);
  const rtr = box.text('Sent', `${id}.rtr`);
  assert.match(rtr, /== attempt 1, session 1: sim\.test port \d+ at /);
  assert.match(rtr, /\* dns: sim\.test -> 127\.0\.0\.1/);
  assert.match(rtr, /\* tls: TLSv1\.[23] /);
  assert.match(rtr, /> RCPT TO:<fine@sim\.test>/);
  assert.match(rtr, /\* content: \d+ octets/);
  const ltr = box.text('Sent', `${id}.ltr`);
  assert.match(ltr, /arrival: picked up from Pickup\/a\.eml/);
  assert.match(ltr, /relayed: <fine@sim\.test>/);
  assert.deepEqual(box.files('Queue'), []);
});

test('an unknown user fails at once: a DSN goes back and tells the reply', async (t) => {
  const box = await sandbox(t);
  const { id, sentence } = await box.submit('a.eml', letter('550@sim.test'));
  assert.equal(sentence, '550@sim.test failed: 550 5.1.1 User unknown');
  await box.outcome(about(`${id}-f1`));
  const dsn = box.text('Drop', `${id}-f1.eml`);
  assert.match(dsn, /Final-Recipient: rfc822; 550@sim\.test/);
  assert.match(dsn, /Status: 5\.1\.1/);
  assert.match(dsn, /Diagnostic-Code: smtp; 550 5\.1\.1 User unknown/);
  assert.match(box.text('Sent', `${id}.ltr`), /failed: <550@sim\.test> 5\.1\.1/);
});

test('451 twice, then 250: delivered at the third attempt, after 15 and 30 minutes', async (t) => {
  const box = await sandbox(t);
  const first = await box.submit('a.eml', letter('451x2@sim.test'));
  assert.equal(first.folder, 'Queue');
  assert.equal(first.nextAttemptAt, box.clock.now() + 15 * minute);
  assert.equal(box.state(first.id).recipients[0]?.state.action, 'delayed');
  const second = await box.later(15 * minute, about(first.id));
  assert.equal(second.folder, 'Queue');
  assert.equal(second.attempt, 2);
  const third = await box.later(30 * minute, about(first.id));
  assert.equal(third.folder, 'Sent');
  assert.deepEqual(box.files('Queue'), []);
  assert.equal(box.text('Sent', `${first.id}.rtr`).match(/== attempt/g)?.length, 3);
});

test('one bad recipient does not fail the others', async (t) => {
  const box = await sandbox(t);
  const { id, recipients } = await box.submit('a.eml', letter('550@sim.test', 'fine@sim.test', 'local@example.com'));
  assert.deepEqual(
    recipients.map(({ address, state }) => [address, state.action]),
    [
      ['550@sim.test', 'failed'],
      ['fine@sim.test', 'relayed'],
      ['local@example.com', 'delivered'],
    ],
  );
  await box.outcome(about(`${id}-f1`));
  assert.deepEqual(box.files('Drop'), [`${id}-f1.eml`, `${id}.eml`]);
});

test('a retry asked for comes at once, and is told in the transcript', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451x1@sim.test'));
  const answers = box.spool.steer({ ids: [id, 'nonsense'] }, { kind: 'retry' });
  const second = await box.later(0, about(id));
  assert.deepEqual(
    (await answers).map((answer) => answer.kind),
    ['done', 'refused'],
  );
  assert.equal(second.folder, 'Sent');
  assert.match(box.text('Sent', `${id}.ltr`), /attempt: number 2, asked for/);
});

test('after a restart a waiting message is tried at its time, not before', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451x1@sim.test'));
  await box.restart();
  box.clock.advance(15 * minute - 1_000);
  assert.equal(box.state(id).attempts, 1);
  const second = await box.later(1_000, about(id));
  assert.equal(second.folder, 'Sent');
});

test('a host that never accepts: delay told at 12 hours, given up at 48, nothing left in the Queue', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  const start = box.clock.now();
  const seen: string[] = [];
  for (let folder = 'Queue'; folder === 'Queue';) {
    await box.idle();
    const at = box.spool.counts().nextAttemptAt;
    assert.ok(at !== undefined);
    const outcome = await box.later(at - box.clock.now(), about(id));
    folder = outcome.folder;
    seen.push(`${Math.round((box.clock.now() - start) / minute)} ${outcome.attempt} ${folder}`);
  }
  assert.deepEqual(seen.slice(0, 6), [
    '15 2 Queue',
    '45 3 Queue',
    '105 4 Queue',
    '345 5 Queue',
    '585 6 Queue',
    '720 6 Queue',
  ]);
  assert.equal(seen.at(-1), `${(48 * hour) / minute} 15 Sent`);
  await box.outcome(({ id: other }) => other.startsWith(`${id}-d`));
  await box.outcome(({ id: other }) => other.startsWith(`${id}-f`));
  assert.deepEqual(box.files('Drop'), [`${id}-d6.eml`, `${id}-f15.eml`]);
  assert.match(
    box.text('Drop', `${id}-d6.eml`),
    /THIS IS A WARNING MESSAGE ONLY[^]*Action: delayed[^]*Will-Retry-Until/,
  );
  assert.match(box.text('Drop', `${id}-f15.eml`), /Status: 4\.4\.7/);
  assert.deepEqual(box.files('Queue'), []);
});

for (const [local, action, text] of [
  ['nohost', 'delayed', /Host not found/],
  ['refused', 'delayed', /Connection to host refused\.sim\.test failed/],
  ['notls', 'failed', /notls\.sim\.test does not start TLS, which the policy of its route demands/],
  ['drop', 'delayed', /lost after it had got the whole message/],
  ['421', 'delayed', /421 4\.3\.2/],
  ['552', 'failed', /552 5\.2\.2/],
] as const) {
  test(`${local}@sim.test is ${action}, in words a person reads`, async (t) => {
    const box = await sandbox(t);
    const { id, recipients } = await box.submit('a.eml', letter(`${local}@sim.test`));
    assert.equal(recipients[0]?.state.action, action);
    const folder = action === 'failed' ? 'Sent' : 'Queue';
    assert.match(box.text(folder, `${id}.ltr`), text);
  });
}

test('a message that goes round in a loop fails by its hop count', async (t) => {
  const box = await sandbox(t);
  const hops = Array.from({ length: 16 }, (_, i) => `Received: from a by b; hop ${i}`);
  const { recipients } = await box.submit('a.eml', [...hops, ...letter('fine@sim.test')]);
  const [first] = recipients;
  assert.equal(first?.state.action === 'failed' && first.state.status, '5.4.6');
});

test('a message with the null reverse-path that fails goes to BadMail with its transcripts: there is nobody to tell', async (t) => {
  const box = await sandbox(t);
  const { id, folder } = await box.submit('a.eml', [
    'X-Sender: <>',
    'X-Receiver: <550@sim.test>',
    'From: a@b.test',
    '',
    'hi',
    '',
  ]);
  assert.equal(folder, 'BadMail');
  assert.deepEqual(box.files('BadMail'), [`${id}.bad`, `${id}.bdp`, `${id}.bdr`, `${id}.ltr`, `${id}.rtr`]);
  assert.match(box.text('BadMail', `${id}.bdr`), /nobody to tell.*User unknown/);
  assert.deepEqual(box.files('Drop'), []);
});

test('a DSN that cannot be delivered goes to BadMail: there is no triple bounce', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', ['From: 550@sim.test', 'To: 554@sim.test', '', 'hi', '']);
  const dsn = await box.outcome(about(`${id}-f1`));
  assert.equal(dsn.folder, 'BadMail');
  assert.match(box.text('BadMail', `${id}-f1.bdr`), /dsn-undeliverable[^]*0xC00402C7/);
  assert.deepEqual(box.files('Queue'), []);
});

test('nothing leaves loopback for a domain that was not allowed: refused before connecting', async (t) => {
  const resolver = { ...fakeResolver(), addresses: () => Promise.resolve(['192.0.2.1']) };
  const box = await sandbox(t, { config: { localDomains: ['example.com'], smartHost: 'relay.example' }, resolver });
  const { id, recipients } = await box.submit('a.eml', letter('b@far.example'));
  const [first] = recipients;
  assert.equal(first?.state.action, 'failed');
  assert.equal(first.state.setting, 'mailroot.allowedDomains');
  assert.doesNotMatch(box.text('Sent', `${id}.rtr`), /connect:/);
});

test('a message deleted from the Queue by hand while it waits is forgotten without a word', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  await box.idle();
  for (const part of ['.eml', '.envelope.json', '.ltr', '.rtr']) rmSync(join(box.mailRoot.Queue, id + part));
  box.clock.advance(15 * minute);
  await box.submit('b.eml', letter('fine@example.com'));
  await box.idle();
  assert.deepEqual(box.files('Queue'), []);
  assert.equal(box.spool.counts().queued, 0);
});
