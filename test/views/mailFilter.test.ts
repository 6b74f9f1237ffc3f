import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fits, needsFacts, parseFilter } from '../../src/views/mailFilter';
import type { RowFacts } from '../../src/views/rowFacts';
import { entry, envelope, id, now, problem, summary } from './envelopes';

const order: RowFacts = { entry: entry('Drop'), summary: summary() };
const waits: RowFacts = {
  entry: entry('Queue'),
  summary: summary({ subject: 'Invoice 42' }),
  envelope: envelope([problem('delayed'), { action: 'delivered', at: 1, file: 'x.eml' }]),
};

function found(filter: string, facts: RowFacts = order): boolean {
  return fits(parseFilter(filter), facts);
}

void test('an empty filter fits everything', () => {
  assert.deepEqual(parseFilter('   '), []);
  assert.ok(found(''));
});

void test('plain words are looked for in subject, addresses, id and category, whatever their case', () => {
  for (const word of ['ORDER', 'shop', 'ann@', id.slice(-5), 'example.com']) assert.ok(found(word), word);
  assert.ok(found('greylist', waits));
  assert.ok(!found('invoice'));
});

void test('all words must fit', () => {
  assert.ok(found('your order'));
  assert.ok(!found('your invoice'));
});

void test('words in quotes are looked for as one', () => {
  assert.ok(found('"your order"'));
  assert.ok(!found('"order your"'));
  assert.ok(found('subject:"your order"'));
});

void test('a quote that is still being typed is no trouble', () => {
  assert.ok(found('"your ord'));
  assert.ok(found('subject:"your'));
});

void test('from:, to: and subject: look at nothing else', () => {
  assert.ok(found('from:shop'));
  assert.ok(!found('from:ann'));
  assert.ok(found('to:ann'));
  assert.ok(!found('to:shop'));
  assert.ok(found('subject:order'));
  assert.ok(!found('subject:shop'));
});

void test('from: knows the reverse-path, to: every recipient of the envelope', () => {
  assert.ok(found('from:shop@example.com', waits));
  assert.ok(found('to:r1@example.org', waits));
});

void test('a minus excludes', () => {
  assert.ok(found('-invoice'));
  assert.ok(!found('-order'));
  assert.ok(found('order -from:bank'));
  assert.ok(!found('order -from:shop'));
});

void test('a minus alone, while one types, excludes nothing', () => {
  assert.ok(found('-'));
  assert.ok(found('order -'));
  assert.ok(found('from:'));
});

void test('is: tells what became of some recipient', () => {
  assert.ok(found('is:delayed', waits));
  assert.ok(found('is:delivered', waits));
  assert.ok(!found('is:failed', waits));
  assert.ok(found('is:failed', { ...waits, envelope: envelope([problem('failed')]) }));
  assert.ok(found('-is:failed', waits));
});

void test('is:held finds what somebody holds back', () => {
  assert.ok(!found('is:held', waits));
  assert.ok(
    found('is:held', {
      ...waits,
      envelope: envelope([problem('delayed')], { held: { at: now, why: 'asked for by ann' } }),
    }),
  );
});

void test('is:pending finds what waits for its first attempt, in the Queue alone', () => {
  assert.ok(found('is:pending', { entry: entry('Queue'), summary: summary() }));
  assert.ok(!found('is:pending', waits));
  assert.ok(!found('is:pending', order));
});

void test('is:dsn finds notifications of ours, by their id or their source', () => {
  assert.ok(found('is:dsn', { entry: entry('Drop', `${id}-f1`) }));
  assert.ok(found('is:dsn', { ...waits, envelope: envelope([], { source: { kind: 'dsn', of: id } }) }));
  assert.ok(!found('is:dsn', order));
});

void test('a condition that nobody knows holds for nothing', () => {
  assert.ok(!found('is:great', waits));
  assert.ok(!found('is:constructor', waits));
});

void test('has:attachment finds messages with one', () => {
  assert.ok(!found('has:attachment'));
  assert.ok(found('has:attachment', { ...order, summary: summary({ attached: true }) }));
  assert.ok(!found('has:money', { ...order, summary: summary({ attached: true }) }));
});

void test('category: knows the name of a category and its title, and why a message is in BadMail', () => {
  assert.ok(found('category:greylisting', waits));
  assert.ok(found('category:Greylisted', waits));
  const fate = { kind: 'bad', reason: 'bad-pickup-file', text: 'It has no From header.' } as const;
  assert.ok(found('category:bad-pickup', { entry: entry('BadMail'), envelope: envelope([], { fate }) }));
});

void test('a reason is found by its words', () => {
  assert.ok(found('"no sender"', { entry: entry('BadMail'), reason: 'It has no sender.\r\n' }));
});

void test('a name that is no term is taken as words', () => {
  const reply: RowFacts = { ...order, summary: summary({ subject: 'Re: order' }) };
  assert.ok(found('re:', reply));
  assert.ok(!found('re:'));
});

void test('only an id can be looked for without reading messages', () => {
  assert.ok(!needsFacts(parseFilter('id:20261124')));
  assert.ok(needsFacts(parseFilter('20261124')));
  assert.ok(needsFacts(parseFilter('id:2026 is:held')));
});

void test('whatever one types, it is a filter, and the message that has just that as its subject fits', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.doesNotThrow(() => found(text));
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]{1,12}$/), (word) => {
      assert.ok(found(`subject:${word}`, { ...order, summary: summary({ subject: `x ${word.toUpperCase()} y` }) }));
    }),
  );
});
