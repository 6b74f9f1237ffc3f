import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdReason, type HoldRule } from '../../../src/engine/queue/holdRules';

const message = {
  reversePath: 'app@shop.example',
  recipients: ['ann@example.net', 'bob@example.org'],
  nextHops: ['mx.example.net'],
  subject: 'Invoice 17 (urgent)',
};

const reason = (...rules: HoldRule[]): string | undefined => holdReason(message, rules);

test('a rule holds when all its members fit, and says which it was', () => {
  assert.equal(
    reason({ sender: '*@shop.example', subject: 'invoice*' }),
    'mailroot.holdRules: sender *@shop.example, subject invoice*',
  );
  assert.equal(reason({ sender: '*@shop.example', subject: 'Reminder*' }), undefined);
});

test('one recipient that fits is enough', () => {
  assert.notEqual(reason({ recipient: 'bob@*' }), undefined);
  assert.equal(reason({ recipient: 'carol@*' }), undefined);
});

test('a message can be held by the host it would be handed to', () => {
  assert.notEqual(reason({ nextHop: 'mx.example.net' }), undefined);
});

test('only * is special in a pattern', () => {
  assert.notEqual(reason({ subject: '*(urgent)' }), undefined);
  assert.equal(reason({ subject: 'Invoice 1. *' }), undefined);
});

test('a rule without members holds nothing, and without rules nothing is held', () => {
  assert.equal(reason({}), undefined);
  assert.equal(reason(), undefined);
});
