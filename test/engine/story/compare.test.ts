import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountOf } from '../../../src/engine/story/account';
import { attemptText } from '../../../src/engine/story/asText';
import { readStory, type AttemptStory } from '../../../src/engine/story/attempts';
import { compare, diff } from '../../../src/engine/story/compare';
import { id, ltr, rtr } from './samples';

function attempt(number: number): AttemptStory {
  const found = readStory(ltr, rtr).attempts.find((each) => each.number === number);
  assert.ok(found);
  return found;
}

void test('the account for one recipient has its own RCPT and reply, and nobody else in it', () => {
  const { dialogue, decisions } = accountOf(attempt(1), '451x2@sim.test');
  assert.ok(dialogue.includes('> RCPT TO:<451x2@sim.test>'));
  assert.ok(dialogue.includes('< 451 4.7.1 Greylisted'));
  assert.ok(!dialogue.some((line) => line.includes('550')), dialogue.join('\n'));
  assert.ok(decisions.includes('delayed: 4.7.1 The remote host said: 451 4.7.1 Greylisted'));
  assert.ok(!decisions.some((line) => line.includes('User unknown')));
});

void test('a failing recipient against one that was put off: RCPT, reply and verdict differ', () => {
  const { different, dialogue } = compare(
    accountOf(attempt(1), '550@sim.test'),
    accountOf(attempt(1), '451x2@sim.test'),
  );
  assert.deepEqual(
    dialogue.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => [kind, text]),
    [
      ['left', '> RCPT TO:<550@sim.test>'],
      ['right', '> RCPT TO:<451x2@sim.test>'],
      ['left', '< 550 5.1.1 User unknown'],
      ['right', '< 451 4.7.1 Greylisted'],
    ],
  );
  assert.ok(different > 4);
});

void test('an attempt does not differ from itself', () => {
  assert.equal(compare(accountOf(attempt(1)), accountOf(attempt(1))).different, 0);
});

void test('moments, ids of ours and ports make no difference; a reply does', () => {
  const left = [`queued ${id} at 2026-11-23T12:05:01.200Z`, 'sim.test port 38949: a', '< 250 ok'];
  const right = ['queued 20261124T115001Z-0c88002 at 2027-01-01T00:00:00.000Z', 'sim.test port 1: a', '< 251 ok'];
  assert.deepEqual(
    diff(left, right).lines.map(({ kind }) => kind),
    ['same', 'same', 'left', 'right'],
  );
});

void test('what is on each side can be put together again from the difference', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
  fc.assert(
    fc.property(words, words, (left, right) => {
      const { lines } = diff(left, right);
      const side = (name: 'left' | 'right'): string[] =>
        lines.filter(({ kind }) => kind === 'same' || kind === name).map(({ text }) => text);
      assert.deepEqual(side('left'), left);
      assert.deepEqual(side('right'), right);
    }),
  );
});

void test('accounts of any length are compared where they differ; what is too much between is counted, not hidden', () => {
  const many = Array.from({ length: 30_000 }, (_, i) => `< 250 line ${i}`);
  const other = many.with(20_000, '< 550 no');
  assert.deepEqual(
    diff(many, other).lines.filter(({ kind }) => kind !== 'same'),
    [
      { kind: 'left', text: '< 250 line 20000' },
      { kind: 'right', text: '< 550 no' },
    ],
  );
  const all = compare({ decisions: [], dialogue: many }, { decisions: [], dialogue: many.map((line) => `${line}x`) });
  assert.equal(all.uncompared, 2 * 28_000);
  assert.equal(all.different, 2 * 2_000);
});

void test('an attempt as text tells the decisions, then the dialogue with its times', () => {
  const text = attemptText(id, attempt(1));
  assert.match(text, /^Attempt 1 of 20261123T115001Z-0c88001 at 2026-11-23T11:50:01\.210Z\n {2}route: <550@sim\.test>/);
  assert.match(text, /\nSession with sim\.test, port 38949\n {5}3 \* dns: sim\.test -> 127\.0\.0\.1\n/);
  assert.ok(text.endsWith('closed: by us\n'));
});
