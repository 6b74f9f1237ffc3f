import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requeueQuestion } from '../../src/commands/requeueQuestion';
import type { RecipientState } from '../../src/engine/mailroot/envelope';

const delivered: RecipientState = { action: 'delivered', at: 0, file: 'x.eml' };
const envelope = {
  recipients: [
    { address: 'has@far.test', state: delivered },
    { address: 'waits@far.test', state: { action: 'pending' } as const },
  ],
};

void test('it is asked about those who have not got it, with the leave that the message has already', () => {
  assert.deepEqual(requeueQuestion(envelope, {}), { recipients: ['waits@far.test'] });
  const mayLeave = ['far.test'];
  assert.deepEqual(requeueQuestion({ ...envelope, mayLeave }, {}), { recipients: ['waits@far.test'], mayLeave });
});

void test('other recipients and another route are what counts', () => {
  const how = { recipients: ['new@x.test'], via: 'mx.test:25' };
  assert.deepEqual(requeueQuestion(envelope, how), how);
});

void test('where everybody has it there is nothing to ask', () => {
  assert.equal(requeueQuestion({ recipients: [{ address: 'has@far.test', state: delivered }] }, {}), undefined);
});
