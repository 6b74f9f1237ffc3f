import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { encodeEnvelope, type Envelope } from '../../src/engine/mailroot/envelope';
import type { FolderEntry } from '../../src/engine/mailroot/list';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import { FactsCache } from '../../src/views/factsCache';
import { factsReader } from '../../src/views/factsReader';
import { childRows, transcriptPath } from '../../src/views/rowChildren';
import { attemptsFor, sessionLine } from '../../src/views/rowStory';
import { entryRow, groupRow, moreRow, type Row } from '../../src/views/treeRows';
import { tempMailRoot } from '../support/tempFolder';
import { envelope, problem } from './envelopes';
import { id, ltr, rtr } from '../engine/story/samples';

void test('a recipient has the attempts that were made for it, newest first', () => {
  const attempts = attemptsFor({ address: '451x2@sim.test' }, ltr);
  assert.deepEqual(
    attempts.map(({ number, action }) => [number, action]),
    [
      [2, 'relayed'],
      [1, 'delayed'],
    ],
  );
  assert.match(attempts[1]?.text ?? '', /451 4\.7\.1 Greylisted/);
});

void test('one who was refused at once has that attempt alone', () => {
  const attempts = attemptsFor({ address: '550@sim.test' }, ltr);
  assert.deepEqual(
    attempts.map(({ number, action }) => [number, action]),
    [[1, 'failed']],
  );
});

void test('one whom the transcript does not know has none', () => {
  assert.deepEqual(attemptsFor({ address: 'nobody@sim.test' }, ltr), []);
  assert.deepEqual(attemptsFor({ address: '550@sim.test' }, ''), []);
});

void test('attempts that only the envelope still knows are told by it', () => {
  const reply = { code: 451, enhanced: '4.7.1', text: 'Greylisted' };
  const history = [
    { attempt: 1, at: 5, durationMs: 3, action: 'delayed', reply },
    { attempt: 2, at: 9, durationMs: 3, action: 'failed', text: 'Nothing listens there.' },
  ] as const;
  const kept = attemptsFor({ address: 'gone@sim.test', history: [...history] }, ltr);
  assert.deepEqual(
    kept.map(({ number, action, text, line }) => [number, action, text, line]),
    [
      [2, 'failed', 'Nothing listens there.', undefined],
      [1, 'delayed', '451 4.7.1 Greylisted', undefined],
    ],
  );
  const both = attemptsFor({ address: '550@sim.test', history: [...history] }, ltr);
  assert.deepEqual(
    both.map(({ number, action }) => [number, action]),
    [
      [2, 'failed'],
      [1, 'failed'],
    ],
    'each attempt once, as its transcript tells it',
  );
});

void test('each attempt names the line where it begins', () => {
  const lines = ltr.split('\r\n');
  for (const { line, number } of attemptsFor({ address: '451x2@sim.test' }, ltr))
    assert.match(lines[line ?? 0] ?? '', new RegExp(`attempt: number ${number}`));
});

void test('a sentence over several lines does not shift the lines behind it', () => {
  const long = ltr.replace('Greylisted', 'Greylisted\r\n  and more\r\n  and more of it');
  const [second] = attemptsFor({ address: '451x2@sim.test' }, long);
  assert.match(long.split('\r\n')[second?.line ?? 0] ?? '', /attempt: number 2/);
});

void test('lines that somebody else wrote into a transcript are passed over', () => {
  const edited = ltr.replace('2026-11-23T11:55:00.000Z', 'my own note\r\n2026-11-23T11:55:00.000Z');
  assert.equal(attemptsFor({ address: '451x2@sim.test' }, edited).length, 2);
});

void test('the remote transcript of an attempt begins at its first session', () => {
  const line = sessionLine(rtr, 2);
  assert.match(rtr.split('\r\n')[line ?? 0] ?? '', /^== attempt 2, session 1/);
  assert.equal(sessionLine(rtr, 3), undefined);
  assert.equal(sessionLine('', 1), undefined);
});

void test('attempt 1 is not taken for attempt 11', () => {
  assert.equal(sessionLine('== attempt 11, session 1: a port 25 at x ==\r\n', 1), undefined);
});

void test('no transcript makes it fail', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.deepEqual(attemptsFor({ address: 'a@b.test' }, text), []);
      sessionLine(text, 1);
    }),
  );
});

interface Queued {
  readonly mailRoot: MailRoot;
  readonly entry: FolderEntry;
  readonly below: (row: Row) => Promise<Row[]>;
}

function queued(t: TestContext, state: Envelope): Queued {
  const mailRoot = tempMailRoot(t);
  const path = join(mailRoot.Queue, `${id}.eml`);
  writeFileSync(path, 'From: a@b.c\r\nSubject: x\r\n\r\n');
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), encodeEnvelope({ ...state, id }));
  const cache = new FactsCache(factsReader(() => mailRoot));
  const entry: FolderEntry = { folder: 'Queue', kind: 'message', id, path };
  return { mailRoot, entry, below: (row) => childRows(row, mailRoot, cache) };
}

function recipients(...addresses: readonly string[]): Envelope {
  const state = envelope(addresses.map(() => problem('delayed')));
  return { ...state, recipients: state.recipients.map((each, i) => ({ ...each, address: addresses[i] ?? '' })) };
}

void test('below a message stand its recipients, below those their attempts, below those the transcripts', async (t) => {
  const { mailRoot, entry, below } = queued(t, recipients('550@sim.test', '451x2@sim.test'));
  writeFileSync(join(mailRoot.Queue, `${id}.ltr`), ltr);
  writeFileSync(join(mailRoot.Queue, `${id}.rtr`), rtr);
  const whom = await below(entryRow(entry, 'Queue'));
  assert.deepEqual(
    whom.map((row) => row.kind === 'recipient' && row.recipient.address),
    ['550@sim.test', '451x2@sim.test'],
  );
  const attempts = await below(whom[1] ?? whom[0] ?? moreRow('Queue', '', 0));
  assert.deepEqual(
    attempts.map((row) => row.kind === 'attempt' && row.attempt.number),
    [2, 1],
  );
  const [first] = attempts;
  const transcripts = first === undefined ? [] : await below(first);
  assert.deepEqual(
    transcripts.map((row) => row.kind === 'transcript' && row.part),
    ['.ltr', '.rtr'],
  );
  const all = [...whom, ...attempts, ...transcripts].map((row) => row.id);
  assert.equal(new Set(all).size, all.length, 'each row has an id of its own');
});

void test('below the recipients stands how a message was handed in over SMTP, where it was', async (t) => {
  const { mailRoot, entry, below } = queued(t, recipients('ann@example.com'));
  assert.equal((await below(entryRow(entry, 'Queue'))).length, 1);
  const path = join(mailRoot.Queue, `${id}.itr`);
  writeFileSync(path, 'MailRoot inbound transcript');
  const [, inbound] = await below(entryRow(entry, 'Queue'));
  assert.ok(inbound?.kind === 'transcript' && inbound.part === '.itr');
  assert.equal(transcriptPath(mailRoot, inbound), path);
});

void test('an attempt that opened no connection has no remote transcript', async (t) => {
  const { mailRoot, entry, below } = queued(t, recipients('550@sim.test'));
  writeFileSync(join(mailRoot.Queue, `${id}.ltr`), ltr);
  const [whom] = await below(entryRow(entry, 'Queue'));
  const [attempt] = whom === undefined ? [] : await below(whom);
  const transcripts = attempt === undefined ? [] : await below(attempt);
  assert.deepEqual(
    transcripts.map((row) => row.kind === 'transcript' && row.part),
    ['.ltr'],
  );
});

void test('a transcript that was deleted leaves the recipients standing', async (t) => {
  const { entry, below } = queued(t, recipients('550@sim.test'));
  const [whom] = await below(entryRow(entry, 'Queue'));
  assert.ok(whom);
  assert.deepEqual(await below(whom), []);
});

void test('what has nothing below it has no rows', async (t) => {
  const { entry, below } = queued(t, recipients('550@sim.test'));
  const message = entryRow(entry, 'Queue');
  for (const row of [
    groupRow({ folder: 'Queue', label: 'x', rows: [], open: true }),
    moreRow('Queue', 'Queue', 3),
    { kind: 'new', id: 'x' },
    { kind: 'transcript', id: 'x', message, part: '.ltr', line: 0 },
  ] as const)
    assert.deepEqual(await below(row), []);
});

void test('a transcript is where its message is', (t) => {
  const { mailRoot, entry } = queued(t, recipients('550@sim.test'));
  const message = entryRow({ ...entry, folder: 'Sent' }, 'Sent');
  assert.equal(transcriptPath(mailRoot, { message, part: '.rtr' }), join(mailRoot.Sent, `${id}.rtr`));
  assert.equal(transcriptPath(undefined, { message, part: '.rtr' }), '');
});

void test('one message in two groups is two rows, with ids of their own', (t) => {
  const { entry } = queued(t, recipients('550@sim.test'));
  const [one, two] = ['one.test', 'two.test'].map((label) =>
    groupRow({ folder: 'Queue', label, rows: [entry], open: true }),
  );
  assert.notEqual(one?.id, two?.id);
  assert.notEqual(entryRow(entry, one?.id ?? '').id, entryRow(entry, two?.id ?? '').id);
  assert.equal(entryRow(entry, 'Queue').id, entryRow({ ...entry }, 'Queue').id, 'and the same again for the same row');
});
