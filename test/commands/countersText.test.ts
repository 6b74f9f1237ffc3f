import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countersText } from '../../src/commands/countersText';
import { counterNames, type Counters } from '../../src/engine/counters';

const counters = {
  ...(Object.fromEntries(counterNames.map((name) => [name, 0])) as unknown as Counters),
  messagesSent: 1_234,
};

void test('names and values stand in two columns, under the moment at which they were read', () => {
  const lines = countersText({ counters, startedAt: 0, now: 60_000 }).split('\n');
  assert.match(lines[0] ?? '', /^MailRoot counters at .*since the engine started at /);
  const sent = lines.find((line) => line.startsWith('Messages Sent Total'));
  assert.match(sent ?? '', / {2}1234$/);
  const rows = lines.slice(2, -1);
  assert.equal(new Set(rows.map((line) => line.length)).size, 1, 'the values end in one column');
});

void test('without an engine it says why there is nothing to see', () => {
  assert.equal(
    countersText({ reason: 'The MailRoot engine is not running.' }),
    'The MailRoot engine is not running.\n',
  );
});
