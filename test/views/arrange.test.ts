import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecipientState } from '../../src/engine/mailroot/envelope';
import {
  grouped,
  groupings,
  keyed,
  needsReading,
  plain,
  sorted,
  sortings,
  type Grouping,
  type Sorting,
} from '../../src/views/arrange';
import { badReasonTitles } from '../../src/views/badReasons';
import { parseFilter } from '../../src/views/mailFilter';
import type { RowFacts } from '../../src/views/rowFacts';
import { entry, envelope, now, problem, summary } from './envelopes';

function message(number: number, more: Parameters<typeof summary>[0] = {}): RowFacts {
  return { entry: entry('Drop', `message-${number}`), summary: summary(more) };
}

const nameOf = (id: string): string => id.replace('message-', '');
const sortedBy = async (sorting: Sorting, all: readonly RowFacts[]): Promise<string[]> => {
  const list = all.map((facts) => keyed(facts, { ...plain, sorting }));
  return (await sorted(list, sorting)).map(({ entry: { id } }) => nameOf(id));
};
const labels = async (all: readonly RowFacts[], grouping: Grouping): Promise<[string, string[]][]> => {
  const groups = await grouped(all.map((facts) => keyed(facts, { ...plain, grouping })));
  return groups.map(({ label, rows }) => [label, rows.map(({ id }) => nameOf(id))]);
};

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

void test('a list comes newest first, and is turned round for oldest first', async () => {
  const all = [message(1), message(2), message(3)];
  assert.deepEqual(await sortedBy('newest', all), ['1', '2', '3']);
  assert.deepEqual(await sortedBy('oldest', all), ['3', '2', '1']);
});

void test('a reply stands beside what it answers', async () => {
  const all = [
    message(1, { subject: 'Re: Apples' }),
    message(2, { subject: 'pears' }),
    message(3, { subject: 'AW: Fwd: apples' }),
  ];
  assert.deepEqual(await sortedBy('subject', all), ['1', '3', '2']);
});

void test('senders are sorted by name, whatever their case', async () => {
  const all = [
    message(1, { from: 'zoe@x.test' }),
    message(2, { from: '"Ada" <z@x.test>' }),
    message(3, { from: 'bob@x.test' }),
  ];
  assert.deepEqual(await sortedBy('sender', all), ['2', '3', '1']);
});

void test('the largest comes first', async () => {
  const all = [message(1, { size: 10 }), message(2, { size: 3_000 }), message(3, { size: 200 })];
  assert.deepEqual(await sortedBy('largest', all), ['2', '3', '1']);
});

void test('what is attempted next comes first, what is held last', async () => {
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
  assert.deepEqual(await sortedBy('nextAttempt', all), ['4', '3', '2', '1']);
});

void test('messages that sort alike keep their order: newest first', async () => {
  assert.deepEqual(await sortedBy('subject', [message(1), message(2), message(3)]), ['1', '2', '3']);
});

void test('sorting leaves the list it was given as it is', async () => {
  const all = [message(2, { subject: 'b' }), message(1, { subject: 'a' })];
  const list = all.map((facts) => keyed(facts, { ...plain, sorting: 'subject' }));
  await sorted(list, 'subject');
  assert.deepEqual(
    list.map(({ entry: { id } }) => nameOf(id)),
    ['2', '1'],
  );
});

void test('a message stands in the group of each domain it goes to, once', async () => {
  const all = [
    message(1, { to: ['a@One.test, b@one.test', 'c@two.test'] }),
    message(2, { to: ['d@two.test'] }),
    message(3, { to: [] }),
  ];
  assert.deepEqual(await labels(all, 'domain'), [
    ['one.test', ['1']],
    ['two.test', ['1', '2']],
    ['no recipients', ['3']],
  ]);
});

void test('an address without domain has a group of its own', async () => {
  assert.deepEqual(await labels([message(1, { to: ['postmaster'] })], 'domain'), [['no domain', ['1']]]);
});

void test('in the Queue a message is grouped by those it still waits for', async () => {
  const state = envelope([
    { action: 'delivered', at: now, file: 'x.eml' },
    problem('delayed', { nextHop: 'mx.test [192.0.2.1]:25' }),
  ]);
  const queued: RowFacts = { entry: entry('Queue', 'message-1'), summary: summary(), envelope: state };
  assert.deepEqual(await labels([queued], 'nextHop'), [['mx.test', ['1']]]);
  const finished: RowFacts = { ...queued, entry: entry('Sent', 'message-1') };
  assert.deepEqual(await labels([finished], 'nextHop'), [
    ['Drop', ['1']],
    ['mx.test', ['1']],
  ]);
});

void test('a next hop is told by its name', async () => {
  const hop = (state: RecipientState): Promise<[string, string[]][]> =>
    labels([{ entry: entry('Queue', 'message-1'), envelope: envelope([state]) }], 'nextHop');
  assert.deepEqual(await hop(problem('delayed')), [['sim.test', ['1']]]);
  assert.deepEqual(await hop({ action: 'pending' }), [['no next hop yet', ['1']]]);
});

void test('what was relayed is grouped by the host that took it', async () => {
  const relayed = {
    action: 'relayed',
    at: now,
    nextHop: 'mx.test [192.0.2.1]:25',
    reply: { code: 250, text: 'OK' },
  } as const;
  assert.deepEqual(await labels([{ entry: entry('Sent', 'message-1'), envelope: envelope([relayed]) }], 'nextHop'), [
    ['mx.test', ['1']],
  ]);
});

void test('reasons are told by title, the newest problem of a message counts', async () => {
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
  assert.deepEqual(await labels(all, 'reason'), [
    ['Greylisted', ['1']],
    ['Unknown user', ['2']],
    ['No trouble', ['3']],
  ]);
});

void test('what is held without trouble is grouped as held', async () => {
  const held: RowFacts = {
    entry: entry('Queue', 'message-1'),
    envelope: envelope([{ action: 'pending' }], { held: { at: now, why: 'asked for by ann' } }),
  };
  assert.deepEqual(await labels([held], 'reason'), [['Held', ['1']]]);
});

void test('BadMail is grouped by why it is there; each reason has its title', async () => {
  const fate = { kind: 'bad', reason: 'bad-pickup-file', text: 'x' } as const;
  const bad: RowFacts = { entry: entry('BadMail', 'message-1'), envelope: envelope([], { fate }) };
  assert.deepEqual(await labels([bad], 'reason'), [[badReasonTitles['bad-pickup-file'], ['1']]]);
  assert.equal(new Set(Object.values(badReasonTitles)).size, Object.keys(badReasonTitles).length);
});

void test('senders and days make groups, in the order of the list', async () => {
  const day = 24 * 3_600_000;
  const all = [
    message(1, { from: 'Bank <b@x.test>', at: now }),
    message(2, { at: now - day }),
    message(3, { from: 'Bank <b@x.test>', at: now }),
  ];
  assert.deepEqual(await labels(all, 'sender'), [
    ['Bank', ['1', '3']],
    ['Shop', ['2']],
  ]);
  assert.deepEqual(
    (await labels(all, 'day')).map(([label, members]) => [label.slice(0, 8), members]),
    [
      ['2026-11-', ['1', '3']],
      ['2026-11-', ['2']],
    ],
  );
});

void test('a message that could not be read has a place too', async () => {
  const gone: RowFacts = { entry: entry('Drop', 'message-1') };
  assert.deepEqual(await labels([gone], 'day'), [['unknown day', ['1']]]);
  assert.deepEqual(await labels([gone], 'sender'), [['<>', ['1']]]);
});
