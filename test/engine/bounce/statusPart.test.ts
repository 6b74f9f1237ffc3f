import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { statusFields, type StatusAbout } from '../../../src/engine/bounce/statusPart';
import type { Recipient } from '../../../src/engine/mailroot/envelope';
import { headerValue, readHeaders } from '../../../src/engine/message/headers';
import { problem } from '../../views/envelopes';
import { about, bob, late } from './samples';

const fields = (more: Partial<StatusAbout> = {}, charset: 'ascii' | 'utf8' = 'ascii'): string =>
  statusFields(about(more), charset);

/** The blocks as a program reads them. */
function blocks(text: string): ReturnType<typeof readHeaders>[] {
  return text.split('\r\n\r\n').map((block) => readHeaders(Buffer.from(block)));
}

void test('a delayed recipient has until when it is tried; a failed one has not', () => {
  const [, delayed] = blocks(fields({ kind: 'delay', recipients: [late] }));
  assert.equal(delayed && headerValue(delayed, 'Will-Retry-Until'), 'Thu, 26 Nov 2026 12:00:00 +0000');
  const [, failed] = blocks(fields());
  assert.equal(failed && headerValue(failed, 'Will-Retry-Until'), undefined);
});

void test('a reply of many lines stands on one, folded, and is read back whole', () => {
  const long = 'the mailbox of this recipient is full and has been for a long time '.repeat(5).trim();
  const state = problem('failed', { reply: { code: 552, enhanced: '5.2.2', text: `${long}\n${long}` } });
  const text = fields({ recipients: [{ ...bob, state }] });
  for (const line of text.split('\r\n')) assert.ok(line.length <= 76, line);
  const [, block] = blocks(text);
  assert.equal(block && headerValue(block, 'Diagnostic-Code'), `smtp; 552 5.2.2 ${long} / ${long}`);
});

void test('no reply whatever can forge a field or break a line', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 3_000 }),
      fc.constantFrom('ascii' as const, 'utf8' as const),
      (text, charset) => {
        const state = problem('failed', { reply: { code: 550, text }, text });
        const said = fields({ recipients: [{ ...bob, state }] }, charset);
        assert.ok(said.split('\r\n').every((line) => Buffer.byteLength(line) <= 998 * 4 && !/\p{Cc}/u.test(line)));
        const [, block, ...more] = blocks(said);
        assert.deepEqual(more, []);
        assert.deepEqual(
          block?.fields.map(({ name }) => name),
          ['Final-Recipient', 'Action', 'Status', 'Remote-MTA', 'Diagnostic-Code', 'Last-Attempt-Date'],
        );
        if (charset === 'ascii') assert.ok(!/[^\0-\x7f]/.test(said));
      },
    ),
  );
});

void test('an original recipient that can not be read is left out rather than made up', () => {
  const broken: Recipient = { ...bob, orcpt: 'nonsense' };
  assert.doesNotMatch(fields({ recipients: [broken] }), /Original-Recipient/);
});

void test('a recipient that was never attempted has the status that says no more', () => {
  const [, block] = blocks(fields({ recipients: [{ address: 'bob@there.test', state: { action: 'pending' } }] }));
  assert.equal(block && headerValue(block, 'Status'), '4.0.0');
});

void test('one that expired was tried last when it was tried last, not when it was given up', () => {
  const state = problem('failed', { category: 'expired', status: '4.4.7', at: Date.UTC(2026, 10, 26, 12) });
  const tried = { attempt: 3, at: Date.UTC(2026, 10, 26, 9), durationMs: 5, action: 'delayed' } as const;
  const dateOf = (recipient: Recipient): string | undefined => {
    const [, block] = blocks(fields({ recipients: [recipient] }));
    return block && headerValue(block, 'Last-Attempt-Date');
  };
  assert.equal(dateOf({ ...bob, state, history: [tried] }), 'Thu, 26 Nov 2026 09:00:00 +0000');
  assert.equal(dateOf({ ...bob, state }), undefined, 'never attempted');
});
