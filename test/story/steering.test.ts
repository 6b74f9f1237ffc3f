/** What a person may ask of messages, on a whole spool: each command done, told in the LTR, and right after a restart. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fakeResolver, hour, minute, sandbox } from '../support/sandbox';
import { about, ask, done, letter, ltr } from '../support/steering';
import { scriptedHost } from '../support/scriptedHost';
import { tempFolder } from '../support/tempFolder';

test('a held message is not attempted however much time passes, also after a restart; released, it goes at once', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451x1@sim.test'));
  await done(box, id, { kind: 'hold', why: 'the host is being mended' });
  box.clock.advance(72 * hour);
  await box.idle();
  assert.equal(box.state(id).attempts, 1);
  await box.restart();
  box.clock.advance(hour);
  await box.idle();
  assert.deepEqual(box.spool.counts(), { queued: 1, deferred: 1, held: 1 });
  const sent = box.outcome(({ folder }) => folder === 'Sent');
  await done(box, id, { kind: 'release' });
  assert.equal((await sent).id, id);
  assert.match(ltr(box, id, 'Sent'), /command: held: the host is being mended\r\n[^]*command: released/);
});

test('a hold rule stops a new message before its first attempt and says which rule it was', async (t) => {
  const box = await sandbox(t, { config: { holdRules: [{ recipient: '*@sim.test' }] } });
  const held = await box.submit('a.eml', letter('ok@sim.test'));
  assert.equal(held.folder, 'Queue');
  assert.equal(box.state(held.id).attempts, 0);
  assert.match(ltr(box, held.id), /note: held: mailroot.holdRules: recipient \*@sim.test/);
  const free = await box.submit('b.eml', letter('ann@example.com'));
  assert.equal(free.folder, 'Drop');
  const sent = box.outcome(({ folder, id }) => folder === 'Sent' && id === held.id);
  await done(box, held.id, { kind: 'release' });
  await sent;
});

test('expire returns a failure DSN at once', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  const gone = box.outcome(({ id: its, folder }) => its === id && folder === 'Sent');
  await done(box, id, { kind: 'expire' });
  await gone;
  await box.outcome(about(`${id}-f1`));
  assert.match(box.text('Drop', `${id}-f1.eml`), /Given up on request/);
  assert.match(ltr(box, id, 'Sent'), /command: given up on request\r\n[^]*failed: <451@sim.test> 4.4.7/);
});

test('remove takes a message out of the Queue: no DSN, but it is kept in Sent and can be brought back', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451x1@sim.test'));
  const removed = box.outcome(({ id: its, folder }) => its === id && folder === 'Sent');
  await done(box, id, { kind: 'remove' });
  await removed;
  assert.deepEqual(box.files('Queue'), []);
  assert.deepEqual(box.files('Drop'), []);
  assert.deepEqual(box.state(id).fate, { kind: 'removed' });
  const again = box.outcome(({ id: its, folder, attempt }) => its === id && folder === 'Sent' && attempt === 2);
  await done(box, id, { kind: 'requeue' });
  await again;
  assert.match(ltr(box, id, 'Sent'), /command: taken out of the Queue[^]*command: requeued for <451x1@sim.test>/);
});

test('what failed for one recipient is requeued to another address, by another host, with its history', async (t) => {
  const host = await scriptedHost(t);
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('550@sim.test', 'ok@sim.test'));
  await box.outcome(about(`${id}-f1`));
  const again = box.outcome(({ id: its, attempt }) => its === id && attempt === 2);
  await done(box, id, { kind: 'requeue', recipients: ['right@sim.test'], via: `127.0.0.1:${host.port}` });
  assert.equal((await again).folder, 'Sent');
  const { recipients } = box.state(id);
  assert.deepEqual(
    recipients.map(({ address, state, history }) => [address, state.action, history?.length]),
    [
      ['ok@sim.test', 'relayed', 1],
      ['right@sim.test', 'relayed', 1],
    ],
  );
  assert.ok(host.heard.includes('RCPT TO:<right@sim.test>'));
  assert.ok(!host.heard.includes('RCPT TO:<ok@sim.test>'), 'who has it does not get it again');
});

test('by way of Drop a message is captured instead of sent', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  const again = box.outcome(({ id: its, attempt }) => its === id && attempt === 2);
  await done(box, id, { kind: 'requeue', via: 'Drop' });
  await again;
  assert.deepEqual(box.files('Drop'), [`${id}.eml`]);
});

test('a next hop given by hand may not leave this machine for a domain that is not allowed', async (t) => {
  const box = await sandbox(t, {
    resolver: { ...fakeResolver(), addresses: () => Promise.resolve(['192.0.2.1']) },
  });
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  const again = box.outcome(({ id: its, attempt }) => its === id && attempt === 2);
  await done(box, id, { kind: 'requeue', via: 'mx.elsewhere.test:25' });
  assert.match((await again).sentence, /Held back/);
});

test('edited, a message goes with its new content to the recipients it had, and its history is kept', async (t) => {
  const host = await scriptedHost(t);
  const box = await sandbox(t, { config: { localDomains: [], smartHost: `127.0.0.1:${host.port}` } });
  const { id } = await box.submit('a.eml', letter('451x1@sim.test', 'x@example.net'));
  const file = join(tempFolder(t), 'new.eml');
  writeFileSync(file, 'From: app@example.com\r\nTo: somebody@else.test\r\nSubject: mended\r\n\r\nNew\r\n');
  await done(box, id, { kind: 'edit', file });
  assert.match(box.text('Queue', `${id}.eml`), /Subject: mended/);
  assert.equal(box.state(id).recipients[0]?.history?.length, 1);
  const sent = await box.later(15 * minute, (outcome) => outcome.id === id && outcome.folder === 'Sent');
  assert.deepEqual(
    sent.recipients.map(({ address }) => address),
    ['451x1@sim.test', 'x@example.net'],
  );
  assert.match(ltr(box, id, 'Sent'), /command: content replaced by a person: \d+ octets before, \d+ now/);
});

test('a file that is not there, or empty, changes nothing', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  const before = box.text('Queue', `${id}.eml`);
  const answer = await ask(box, id, { kind: 'edit', file: join(tempFolder(t), 'missing.eml') });
  assert.equal(answer.kind, 'refused');
  assert.match(answer.why, /ENOENT.*Nothing was changed/);
  assert.equal(box.text('Queue', `${id}.eml`), before);
});

test('a command to a message in an attempt is carried out when the attempt has ended', async (t) => {
  const host = await scriptedHost(t, { on: (line, next) => (line.startsWith('RCPT') ? '451 4.3.0 not now' : next()) });
  const box = await sandbox(t, { config: { localDomains: [], smartHost: `127.0.0.1:${host.port}` } });
  const outcome = box.submit('a.eml', letter('x@example.net'));
  while (!box.progress.some(({ stage }) => stage === 'connect')) await new Promise(setImmediate);
  const answers = box.spool.steer({}, { kind: 'hold' });
  const { id, attempt } = await outcome;
  assert.equal(attempt, 1);
  while (box.spool.counts().held === 0) await new Promise(setImmediate);
  assert.equal((await answers)[0]?.kind, 'done');
  assert.equal(box.state(id).attempts, 1);
  assert.match(ltr(box, id), /delayed: <x@example.net>[^]*command: held/);
});

test('a message that is nowhere is refused, and so is a command to one that has gone', async (t) => {
  const box = await sandbox(t);
  const answer = await ask(box, '20261123T115001Z-0000000', { kind: 'requeue' });
  assert.equal(answer.kind, 'refused');
  const { id } = await box.submit('a.eml', letter('ok@sim.test'));
  await box.idle();
  assert.equal((await ask(box, id, { kind: 'hold' })).kind, 'refused');
});

test('retry can be asked of all that wait for one host', async (t) => {
  const box = await sandbox(t);
  const host = await scriptedHost(t, { on: (line, next) => (line.startsWith('MAIL') ? '451 later' : next()) });
  await box.spool.scan();
  const one = await box.submit('a.eml', letter('451@sim.test'));
  const other = await box.submit('b.eml', letter('451@sim.test'));
  const away = box.outcome(({ id: its, attempt }) => its === other.id && attempt === 2);
  await done(box, other.id, { kind: 'requeue', via: `127.0.0.1:${host.port}` });
  await away;
  await box.idle();
  const answers = box.spool.steer({ nextHop: 'sim.test' }, { kind: 'retry' });
  while (box.state(one.id).attempts < 2) {
    box.clock.advance(0);
    await new Promise(setImmediate);
  }
  assert.deepEqual(
    (await answers).map(({ id }) => id),
    [one.id],
  );
});

test('a priority is kept with the message and told', async (t) => {
  const box = await sandbox(t);
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  await done(box, id, { kind: 'priority', priority: 'high' });
  assert.equal(box.state(id).priority, 'high');
  assert.match(ltr(box, id), /command: priority high/);
});

test('with a most of attempts, NT4 fashion, a message is given up after them', async (t) => {
  const box = await sandbox(t, { config: { 'retry.maxAttempts': 2 } });
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  const gone = await box.later(15 * minute, ({ id: its, folder }) => its === id && folder === 'Sent');
  assert.match(JSON.stringify(gone.recipients), /Not delivered in 2 attempts, the most allowed/);
});

test('requeued, a message has all its attempts again, at 15 and 30 minutes as when it was new', async (t) => {
  const box = await sandbox(t, { config: { 'retry.maxAttempts': 3 } });
  const { id } = await box.submit('a.eml', letter('451@sim.test'));
  await box.later(15 * minute, about(id));
  await box.later(30 * minute, ({ id: its, folder }) => its === id && folder === 'Sent');
  const again = box.outcome(({ id: its, attempt }) => its === id && attempt === 4);
  await done(box, id, { kind: 'requeue' });
  assert.equal((await again).folder, 'Queue');
  assert.equal((await box.later(15 * minute, about(id))).folder, 'Queue');
  const gone = await box.later(30 * minute, about(id));
  assert.deepEqual([gone.folder, gone.attempt], ['Sent', 6]);
});

test('a message that goes round in a loop is refused again when it is requeued', async (t) => {
  const box = await sandbox(t);
  const received = Array.from({ length: 16 }, (_, i) => `Received: from a${i}.test by b${i}.test`);
  const { id } = await box.submit('a.eml', [...received, ...letter('ok@sim.test')]);
  assert.match(JSON.stringify(box.state(id).recipients), /"status":"5\.4\.6"/);
  const again = box.outcome(({ id: its, attempt }) => its === id && attempt === 2);
  await done(box, id, { kind: 'requeue' });
  assert.match((await again).sentence, /goes round in a loop/);
});
