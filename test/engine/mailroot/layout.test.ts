import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  arrivalOf,
  companionParts,
  dsnId,
  dsnSubject,
  familyPath,
  folderNames,
  isQueueId,
  mailRootAt,
  messagePart,
  queueIds,
  splitFamilyName,
} from '../../../src/engine/mailroot/layout';

const id = '20261123T115001Z-07b3a9c';
const moment = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2099, 0) });

void test('a queue id tells when the message arrived', () => {
  fc.assert(
    fc.property(moment, fc.nat(0xffff), (now, seed) => {
      const made = queueIds(seed)(now);
      assert.ok(isQueueId(made), made);
      assert.equal(arrivalOf(made), now);
    }),
  );
});

void test('queue ids sort by arrival', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 1e9 }), (now, later) => {
      assert.ok(queueIds(0xfffe)(now) < queueIds(3)(now + later));
    }),
  );
});

void test('65536 messages of one millisecond have ids of their own', () => {
  const next = queueIds(40_000);
  const now = Date.UTC(2026, 10, 23);
  assert.equal(new Set(Array.from({ length: 65_536 }, () => next(now))).size, 65_536);
});

void test('the files of a family are known by their names', () => {
  for (const part of ['.eml', '.envelope.json', '.ltr', '.rtr', '.bad', '.bdr', '.bdp'] as const)
    assert.deepEqual(splitFamilyName(id + part), { id, part });
  assert.deepEqual(splitFamilyName(`${id}-f2.eml`), { id: `${id}-f2`, part: '.eml' });
});

void test('a foreign file is not taken for a message of ours', () => {
  for (const name of [
    'order.eml',
    id,
    `${id}eml`,
    `${id} copy.eml`,
    `x${id}.eml`,
    '.eml',
    '',
    '20261123T115001Z-07B3A9C.eml',
    '20261123T115001-07b3a9c.eml',
    `../${id}.eml`,
  ])
    assert.equal(splitFamilyName(name), undefined, name);
});

void test('the id of a DSN comes from its message, and a repeated attempt replaces it', () => {
  assert.equal(dsnId(id, 'failure', 1), `${id}-f1`);
  assert.equal(dsnId(id, 'failure', 1), dsnId(id, 'failure', 1));
  assert.equal(dsnId(`${id}-f1`, 'delay', 3), `${id}-d3`);
  assert.ok(isQueueId(dsnId(id, 'delay', 12)));
  assert.equal(arrivalOf(`${id}-f1`), arrivalOf(id));
});

void test('the id of a DSN of any kind says whom it is about; other ids are about nobody', () => {
  for (const kind of ['failure', 'delay', 'success', 'copy'] as const) {
    const dsn = dsnId(id, kind, 7);
    assert.equal(dsnSubject(dsn), id);
    assert.deepEqual(splitFamilyName(`${dsn}.eml`), { id: dsn, part: '.eml' });
  }
  assert.equal(dsnSubject(id), undefined);
  assert.equal(splitFamilyName(`${id}-x1.eml`), undefined);
});

void test('a message in BadMail has the names IIS gave it', () => {
  assert.equal(messagePart('BadMail'), '.bad');
  assert.deepEqual(companionParts('BadMail').slice(0, 2), ['.bdr', '.bdp']);
  for (const folder of ['Queue', 'Drop', 'Sent', 'Pickup'] as const) assert.equal(messagePart(folder), '.eml');
});

void test('a message in Pickup or Drop stands alone', () => {
  assert.deepEqual(companionParts('Pickup'), []);
  assert.deepEqual(companionParts('Drop'), []);
});

void test('every path of a MailRoot lies under it', () => {
  const root = resolve('some', 'where', 'MailRoot');
  const mailRoot = mailRootAt(root);
  for (const name of folderNames) assert.equal(mailRoot[name], join(root, name));
  assert.equal(mailRoot.lock, join(root, 'engine.lock'));
  assert.equal(familyPath(mailRoot, 'Queue', { id, part: '.ltr' }), join(root, 'Queue', `${id}.ltr`));
});
