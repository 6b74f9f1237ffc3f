import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome, Progress } from '../../src/engine/protocol';
import { SendTracker, type Sent } from '../../src/host/sendTracker';

const document = 'file:///shop/order.eml';
const began = { now: 1_000, engineRuns: true };
const progress = (pickupFile?: string): Progress => ({
  id: 'x',
  stage: 'connect',
  attempt: 1,
  ...(pickupFile !== undefined && { pickupFile }),
});
const outcome = (pickupFile: string): Outcome => ({
  id: 'x',
  pickupFile,
  attempt: 1,
  durationMs: 12,
  folder: 'Drop',
  recipients: [],
  sentence: 'Delivered to Drop',
});

function tracker(): { tracker: SendTracker; steps: string[] } {
  const made = new SendTracker();
  const steps: string[] = [];
  made.onChange(({ pickupFile, state }: Sent) => steps.push(`${pickupFile} ${state.kind}`));
  return { tracker: made, steps };
}

void test('a file that is sent waits, is under way, and has ended', () => {
  const { tracker: sent, steps } = tracker();
  sent.began(document, 'order-1.eml', began);
  assert.deepEqual(sent.of(document)?.state, { kind: 'waiting', since: 1_000, engineRuns: true });
  sent.progressed(progress('order-1.eml'));
  sent.ended(outcome('order-1.eml'));
  assert.deepEqual(steps, ['order-1.eml waiting', 'order-1.eml underway', 'order-1.eml ended']);
  assert.deepEqual(sent.of(document)?.state, { kind: 'ended', outcome: outcome('order-1.eml') });
});

void test('a document never sent has no story', () => {
  assert.equal(new SendTracker().of(document), undefined);
});

void test('what others send is none of our business', () => {
  const { tracker: sent, steps } = tracker();
  sent.progressed(progress('somebody-elses.eml'));
  sent.progressed(progress());
  sent.ended(outcome('somebody-elses.eml'));
  assert.deepEqual(steps, []);
});

void test('sent again, only the newer sending is followed', () => {
  const { tracker: sent, steps } = tracker();
  sent.began(document, 'order-1.eml', began);
  sent.began(document, 'order-2.eml', began);
  sent.ended(outcome('order-1.eml'));
  assert.deepEqual(steps, ['order-1.eml waiting', 'order-2.eml waiting']);
  sent.ended(outcome('order-2.eml'));
  assert.equal(steps.at(-1), 'order-2.eml ended');
});

void test('two documents are followed apart', () => {
  const { tracker: sent } = tracker();
  sent.began(document, 'order-1.eml', began);
  sent.began('file:///shop/other.eml', 'other-1.eml', began);
  sent.ended(outcome('other-1.eml'));
  assert.equal(sent.of(document)?.state.kind, 'waiting');
  assert.equal(sent.of('file:///shop/other.eml')?.state.kind, 'ended');
});

void test('a further attempt of what has ended is told again', () => {
  const { tracker: sent, steps } = tracker();
  sent.began(document, 'order-1.eml', began);
  sent.ended(outcome('order-1.eml'));
  sent.progressed(progress('order-1.eml'));
  assert.equal(steps.at(-1), 'order-1.eml underway');
});

void test('who does not listen any more hears nothing', () => {
  const sent = new SendTracker();
  let heard = 0;
  const stop = sent.onChange(() => (heard += 1));
  sent.began(document, 'a.eml', began);
  stop();
  sent.began(document, 'b.eml', began);
  assert.equal(heard, 1);
});
