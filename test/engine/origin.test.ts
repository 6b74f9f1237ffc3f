import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalOf, dsnId } from '../../src/engine/mailroot/layout';
import { firstEnvelope } from '../../src/engine/origin';

const id = '20261123T115001Z-07b3a9c';
const later = '2026-11-25T11:50:01.250Z';
const file = Buffer.from(`X-Sender: <> ARRIVED=${later}\r\nX-Receiver: <ann@here.test>\r\nSubject: hi\r\n\r\n`);
const first = (name: string, bytes = file): ReturnType<typeof firstEnvelope> =>
  firstEnvelope(name, bytes, { ask: {}, defaultDomain: 'localhost', fqdn: 'host.test' });

void test('a DSN has an arrival of its own: it is not born expired', () => {
  const { arrivedAt, source } = first(dsnId(id, 'failure', 15));
  assert.equal(arrivedAt, Date.parse(later));
  assert.deepEqual(source, { kind: 'dsn', of: id });
});

void test('a file that merely says when it arrived is not believed: anybody can write that', () => {
  assert.equal(first(id).arrivedAt, arrivalOf(id));
});

void test('a DSN that does not say when it arrived is as old as its original', () => {
  const bytes = Buffer.from('X-Sender: <>\r\nX-Receiver: <ann@here.test>\r\n\r\n');
  assert.equal(first(dsnId(id, 'delay', 6), bytes).arrivedAt, arrivalOf(id));
});
