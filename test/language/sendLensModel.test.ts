import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecipientState } from '../../src/engine/mailroot/envelope';
import type { Outcome } from '../../src/engine/protocol';
import { failed, lensButtons, type LensFacts } from '../../src/language/sendLensModel';
import { problem } from '../views/envelopes';

const words = { stage: () => 'RCPT (mx.test)', took: (ms: number) => `${ms} ms` };
const fresh: LensFacts = { hasFolder: true, inMailRoot: false };

function ended(
  folder: Outcome['folder'],
  states: readonly RecipientState[],
  sentence = 'Delivered to Drop',
): LensFacts {
  const recipients = states.map((state, i) => ({ address: `r${i}@example.org`, state }));
  return {
    ...fresh,
    sending: { kind: 'ended', outcome: { id: 'x', attempt: 1, durationMs: 12, folder, recipients, sentence } },
  };
}

const titles = (facts: LensFacts): string[] => lensButtons(facts, words).map(({ title }) => title);
const commands = (facts: LensFacts): (string | undefined)[] => lensButtons(facts, words).map(({ command }) => command);

void test('a message that was not sent has one button: Send', () => {
  assert.deepEqual(titles(fresh), ['$(send) Send']);
  assert.deepEqual(commands(fresh), ['sendCurrentFile']);
});

void test('a message that lies in the MailRoot is sent again', () => {
  assert.deepEqual(titles({ ...fresh, inMailRoot: true }), ['$(send) Send Again']);
});

void test('where there is no MailRoot, the lens offers to make one', () => {
  assert.deepEqual(commands({ ...fresh, hasFolder: false }), ['sendCurrentFile', 'createFolder']);
});

void test('a message that waits in Pickup says so, and why when no engine runs', () => {
  assert.match(titles({ ...fresh, sending: { kind: 'waiting', engineRuns: true } })[0] ?? '', /waits in Pickup$/);
  const stopped: LensFacts = { ...fresh, sending: { kind: 'waiting', engineRuns: false } };
  assert.match(titles(stopped)[0] ?? '', /engine is stopped/);
  assert.ok(commands(stopped).includes('startEngine'));
});

void test('while it is delivered the lens shows the stage and has nothing to press', () => {
  const facts: LensFacts = {
    ...fresh,
    sending: { kind: 'underway', progress: { id: 'x', stage: 'rcpt', attempt: 1 } },
  };
  assert.deepEqual(titles(facts), ['$(sync~spin) RCPT (mx.test)']);
  assert.deepEqual(commands(facts), [undefined]);
});

void test('what arrived can be opened in Drop', () => {
  const facts = ended('Drop', [{ action: 'delivered', at: 0, file: 'x.eml' }]);
  const [again, told, ...next] = titles(facts);
  assert.deepEqual([again, told], ['$(send) Send Again', '$(pass) Delivered to Drop · 12 ms']);
  assert.deepEqual(next, ['Open in Drop', 'Show Story']);
});

void test('what failed has a cross and the way to its transcript', () => {
  const facts = ended('Sent', [problem('failed')], 'a@b failed: 550 5.1.1 User unknown');
  assert.deepEqual(commands(facts), ['sendCurrentFile', undefined, 'showStory', 'showTranscript']);
  assert.match(titles(facts)[1] ?? '', /^\$\(error\) a@b failed: 550 5\.1\.1 User unknown · 12 ms$/);
});

void test('what waits for another attempt can be retried now', () => {
  const facts = ended('Queue', [problem('delayed')]);
  assert.deepEqual(commands(facts), ['sendCurrentFile', undefined, 'showStory', 'showTranscript', 'retryNow']);
  assert.match(titles(facts)[1] ?? '', /^\$\(history\)/);
});

void test('what ended in BadMail has the way to its reason', () => {
  assert.deepEqual(commands(ended('BadMail', [])), ['sendCurrentFile', undefined, 'showStory', 'showTranscript']);
});

void test('a long reply is cut, so that the buttons behind it can be seen', () => {
  const [, told = ''] = titles(ended('Queue', [problem('delayed')], 'x'.repeat(500)));
  assert.ok(told.length < 170, told);
  assert.match(told, /… · 12 ms$/);
});

void test('failed means: somebody did not get it and it is over for them', () => {
  const outcome = (folder: Outcome['folder'], states: readonly RecipientState[]): Outcome => {
    const { sending } = ended(folder, states);
    assert.equal(sending?.kind, 'ended');
    return sending.outcome;
  };
  assert.equal(failed(outcome('Queue', [problem('delayed')])), false);
  assert.equal(failed(outcome('Queue', [problem('delayed'), problem('failed')])), true);
  assert.equal(failed(outcome('BadMail', [])), true);
  assert.equal(failed(outcome('Drop', [{ action: 'delivered', at: 0, file: 'x' }])), false);
});
