import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCommand } from '../../../src/engine/mailroot/command';

function refusal(raw: unknown): string {
  const read = readCommand(raw);
  assert.equal(read.kind, 'refused');
  return read.why;
}

void test('a command is read as it was sent', () => {
  const commands = [
    { kind: 'retry' },
    { kind: 'hold', why: 'lunch' },
    { kind: 'requeue', recipients: ['a@b.test'], via: 'localhost:25', file: '/tmp/a.eml' },
    { kind: 'priority', priority: 'low' },
    { kind: 'advance', moment: { to: 'later', ms: 60_000 } },
    { kind: 'advance', moment: { to: 'delay-notification' } },
  ];
  for (const command of commands) assert.deepEqual(readCommand(command), { kind: 'command', command });
});

void test('what is no command is refused with the place that is wrong', () => {
  assert.match(refusal({ kind: 'explode' }), /kind/);
  assert.match(refusal({ kind: 'priority', priority: 'urgent' }), /priority/);
  assert.match(refusal({ kind: 'requeue', recipients: [] }), /recipients: names nobody/);
  assert.match(refusal({ kind: 'advance', moment: { to: 'later', ms: -1 } }), /moment\.ms/);
});

void test('whatever the control socket is told, reading does not throw', () => {
  fc.assert(
    fc.property(fc.anything(), (anything) => {
      assert.equal(readCommand(anything).kind, 'refused');
    }),
  );
});
