/** Which outcomes somebody has to be told of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecipientState } from '../../src/engine/mailroot/envelope';
import type { Outcome } from '../../src/engine/protocol';
import { isTroubled } from '../../src/host/troubled';

function outcome(folder: Outcome['folder'], ...states: readonly RecipientState[]): Outcome {
  const recipients = states.map((state) => ({ address: 'b@example.org', state }));
  return { id: 'x', attempt: 1, durationMs: 1, folder, recipients, sentence: '' };
}

const problem = { at: 0, stage: 'rcpt', category: 'greylisting', status: '4.7.1', text: 'x' } as const;
const delivered: RecipientState = { action: 'delivered', at: 0, file: 'x.eml' };

void test('what was delivered is no trouble; what failed, waits or is bad is', () => {
  assert.equal(isTroubled(outcome('Drop', delivered)), false);
  assert.equal(isTroubled(outcome('Sent', delivered, { action: 'failed', ...problem })), true);
  assert.equal(isTroubled(outcome('Queue', { action: 'delayed', ...problem })), true);
  assert.equal(isTroubled(outcome('BadMail')), true);
});
