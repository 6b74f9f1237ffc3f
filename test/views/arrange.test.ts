import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecipientState } from '../../src/engine/mailroot/envelope';
import { filtered, grouped, groupings, needsReading, plain, sorted, sortings } from '../../src/views/arrange';
import { badReasonTitles } from '../../src/views/badReasons';
import { parseFilter } from '../../src/views/mailFilter';
import type { RowFacts } from '../../src/views/rowFacts';
import { entry, envelope, now, problem, summary } from './envelopes';

function message(number: number, more: Parameters<typeof summary>[0] = {}): RowFacts {
  return { entry: entry('Drop', `message-${number}`), summary: summary(more) };
}

const names = (all: readonly RowFacts[]): string[] => all.map((facts) => facts.entry.id.replace('message-', ''));
const labels = (all: readonly RowFacts[], grouping: Parameters<typeof grouped>[1]): [string, string[]][] =>
  grouped(all, grouping).map(({ label, members }) => [label, names(members)]);

void test('names alone are enough for one list by age; all else needs the messages', () => {
  assert.equal(needsReading(plain, []), false);
  assert.equal(needsReading({ ...plain, sorting: 'oldest' }, []), false);
  assert.equal(needsReading(plain, parseFilter('id:1')), false);
  assert.equal(needsReading(plain, parseFilter('order')), true);
  for (const grouping of groupings)
    assert.equal(needsReading({ ...plain, grouping }, []), grouping !== 'none', grouping);
  for (const sorting of sortings)
    assert.equal(needsReading({ ...plain, sorting }, []), sorting !== 'newest' && sorting !== 'oldest', sorting);
});

void test('a list comes newest first, and is turned round for oldest first', () => {
  const all = [message(1), message(2), message(3)];
  assert.deepEqual(names(sorted(all, 'newest')), ['1', '2', '3']);
  assert.deepEqual(names(sorted(all, 'oldest')), ['3', '2', '1']);
});

void test('a reply stands beside what it answers', () => {
  const all = [
    message(1, { subject: 'Re: Apples' }),
    message(2, { subject: 'pears' }),
    message(3, { subject: 'AW: Fwd: apples' }),
  ];
  assert.deepEqual(names(sorted(all, 'subject')), ['1', '3', '2']);
});

void test('senders are sorted by name, whatever their case', () => {
  const all = [
    message(1, { from: 'zoe@x.test' }),
    message(2, { from: '"Ada" <z@x.test>' }),
    message(3, { from: 'bob@x.test' }),
  ];
  assert.deepEqual(names(sorted(all, 'sender')), ['2', '3', '1']);
});

void test('the largest comes first', () => {
  const all = [message(1, { size: 10 }), message(2, { size: 3_000 }), message(3, { size: 200 })];
  assert.deepEqual(names(sorted(all, 'largest')), ['2', '3', '1']);
});

void test('what is attempted next comes first, what is held last', () => {
  const queued = (number: number, more: Parameters<typeof envelope>[1] | undefined): RowFacts => ({
    entry: entry('Queue', `message-${number}`),
    envelope: more === undefined ? undefined : envelope([problem('delayed')], more),
  });
  const all = [
    queued(1, { held: { at: now, why: 'asked for by ann' } }),
    queued(2, { nextAttemptAt: now + 900 }),
    queued(3, { nextAttemptAt: now + 5 }),
    queued(4, undefined),
  ];
  assert.deepEqual(names(sorted(all, 'nextAttempt')), ['4', '3', '2', '1']);
});

void test('messages that sort alike keep their order: newest first', () => {
  assert.deepEqual(names(sorted([message(1), message(2), message(3)], 'subject')), ['1', '2', '3']);
});

void test('sorting leaves the list it was given as it is', () => {
  const all = [message(2, { subject: 'b' }), message(1, { subject: 'a' })];
  sorted(all, 'subject');
  assert.deepEqual(names(all), ['2', '1']);
});

void test('an empty filter lets all through', () => {
  const all = [message(1), message(2)];
  assert.equal(filtered(all, []), all);
  assert.deepEqual(names(filtered(all, parseFilter('nothing'))), []);
});

void test('a message stands in the group of each domain it goes to, once', () => {
  const all = [
    message(1, { to: ['a@One.test, b@one.test', 'c@two.test'] }),
    message(2, { to: ['d@two.test'] }),
    message(3, { to: [] }),
  ];
  assert.deepEqual(labels(all, 'domain'), [
    ['one.test', ['1']],
    ['two.test', ['1', '2']],
    ['no recipients', ['3']],
  ]);
});

void test('an address without domain has a group of its own', () => {
  assert.deepEqual(labels([message(1, { to: ['postmaster'] })], 'domain'), [['no domain', ['1']]]);
});

void test('in the Queue a message is grouped by those it still waits for', () => {
  const state = envelope([
    { action: 'delivered', at: now, file: 'x.eml' },
    problem('delayed', { nextHop: 'mx.test [192.0.2.1]:25' }),
  ]);
  const queued: RowFacts = { entry: entry('Queue', 'message-1'), summary: summary(), envelope: state };
  assert.deepEqual(labels([queued], 'nextHop'), [['mx.test', ['1']]]);
  const finished: RowFacts = { ...queued, entry: entry('Sent', 'message-1') };
  assert.deepEqual(labels([finished], 'nextHop'), [
    ['Drop', ['1']],
    ['mx.test', ['1']],
  ]);
});

void test('a next hop is told by its name', () => {
  const hop = (state: RecipientState): [string, string[]][] =>
    labels([{ entry: entry('Queue', 'message-1'), envelope: envelope([state]) }], 'nextHop');
  assert.deepEqual(hop(problem('delayed')), [['sim.test', ['1']]]);
  assert.deepEqual(hop({ action: 'pending' }), [['no next hop yet', ['1']]]);
});

void test('what was relayed is grouped by the host that took it', () => {
  const relayed = {
    action: 'relayed',
    at: now,
    nextHop: 'mx.test [192.0.2.1]:25',
    reply: { code: 250, text: 'OK' },
  } as const;
  assert.deepEqual(labels([{ entry: entry('Sent', 'message-1'), envelope: envelope([relayed]) }], 'nextHop'), [
    ['mx.test', ['1']],
  ]);
});

void test('reasons are told by title, the newest problem of a message counts', () => {
  const queued = (number: number, states: Parameters<typeof envelope>[0]): RowFacts => ({
    entry: entry('Queue', `message-${number}`),
    envelope: envelope(states),
  });
  const older = problem('delayed', { at: now - 90_000, category: 'dns' });
  const all = [
    queued(1, [older, problem('delayed')]),
    queued(2, [problem('failed', { category: 'unknown-user' })]),
    queued(3, [{ action: 'pending' }]),
  ];
  assert.deepEqual(labels(all, 'reason'), [
    ['Greylisted', ['1']],
    ['Unknown user', ['2']],
    ['No trouble', ['3']],
  ]);
});

void test('what is held without trouble is grouped as held', () => {
  const held: RowFacts = {
    entry: entry('Queue', 'message-1'),
    envelope: envelope([{ action: 'pending' }], { held: { at: now, why: 'asked for by ann' } }),
  };
  assert.deepEqual(labels([held], 'reason'), [['Held', ['1']]]);
});

void test('BadMail is grouped by why it is there; each reason has its title', () => {
  const fate = { kind: 'bad', reason: 'bad-pickup-file', text: 'x' } as const;
  const bad: RowFacts = { entry: entry('BadMail', 'message-1'), envelope: envelope([], { fate }) };
  assert.deepEqual(labels([bad], 'reason'), [[badReasonTitles['bad-pickup-file'], ['1']]]);
  assert.equal(new Set(Object.values(badReasonTitles)).size, Object.keys(badReasonTitles).length);
});

void test('senders and days make groups, in the order of the list', () => {
  const day = 24 * 3_600_000;
  const all = [
    message(1, { from: 'Bank <b@x.test>', at: now }),
    message(2, { at: now - day }),
    message(3, { from: 'Bank <b@x.test>', at: now }),
  ];
  assert.deepEqual(labels(all, 'sender'), [
    ['Bank', ['1', '3']],
    ['Shop', ['2']],
  ]);
  assert.deepEqual(
    labels(all, 'day').map(([label, members]) => [label.slice(0, 8), members]),
    [
      ['2026-11-', ['1', '3']],
      ['2026-11-', ['2']],
    ],
  );
});

void test('a message that could not be read has a place too', () => {
  const gone: RowFacts = { entry: entry('Drop', 'message-1') };
  assert.deepEqual(labels([gone], 'day'), [['unknown day', ['1']]]);
  assert.deepEqual(labels([gone], 'sender'), [['<>', ['1']]]);
});
