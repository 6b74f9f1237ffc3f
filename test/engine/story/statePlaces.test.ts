import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeEnvelope } from '../../../src/engine/mailroot/envelope';
import { statePlaces } from '../../../src/engine/story/statePlaces';
import { envelope } from '../../views/envelopes';

const record = { attempt: 2, at: 0, durationMs: 1, action: 'delayed' } as const;
const pending = { action: 'pending' } as const;
const text = encodeEnvelope(
  envelope([], {
    recipients: [
      { address: 'ann@x.test', state: pending, history: [record] },
      { address: '"odd, one"@x.test', state: pending, history: [{ ...record, attempt: 12 }, record] },
    ],
    attempts: 2,
    held: { at: 0, why: 'asked for' },
    reports: [{ file: 'r.eml', at: 0, recipients: [{ address: 'ann@x.test', action: 'failed', status: '5.1.1' }] }],
  }),
);
const lines = text.split('\n');

void test('each recipient, attempt, report and hold is found at its line', () => {
  const places = statePlaces(text);
  const said = (place: { line: number } | undefined): string | undefined => lines[place?.line ?? -1]?.trim();
  assert.equal(said(places.recipient('ann@x.test')), '"address": "ann@x.test",');
  assert.ok((places.recipient('ann@x.test')?.line ?? 99) < 20, 'the recipient, not the report about it');
  assert.equal(said(places.recipient('"odd, one"@x.test')), '"address": "\\"odd, one\\"@x.test",');
  assert.equal(said(places.attempt('"odd, one"@x.test', 12)), '"attempt": 12,');
  assert.notEqual(places.attempt('"odd, one"@x.test', 2)?.line, places.attempt('ann@x.test', 2)?.line);
  assert.equal(said(places.report('r.eml')), '"file": "r.eml",');
  assert.equal(said(places.held()), '"held": {');
});

void test('what is not there, and what is no state, has no place', () => {
  const places = statePlaces(text);
  assert.equal(places.recipient('bob@x.test'), undefined);
  assert.equal(places.attempt('ann@x.test', 7), undefined);
  assert.equal(statePlaces('').held(), undefined);
  assert.equal(statePlaces('{"held":{}}').held(), undefined);
});
