import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseRequest } from '../../../src/views/case/requests';

void test('the page of a case may open, copy, compare and turn to another message', () => {
  assert.deepEqual(caseRequest({ ready: true }), { ready: true });
  assert.deepEqual(caseRequest({ open: 'rtr:12' }), { open: { file: 'rtr', line: 12 } });
  assert.deepEqual(caseRequest({ packed: 'MailRoot/Sent/x.eml' }), { packed: 'MailRoot/Sent/x.eml' });
  assert.deepEqual(caseRequest({ copy: 'text:1' }), { copy: { what: 'text', attempt: 1 } });
  assert.deepEqual(caseRequest({ compare: '1~2' }), { compare: { left: { attempt: 1 }, right: { attempt: 2 } } });
  assert.deepEqual(caseRequest({ message: '20261123T115001Z-07b3a9c-f1' }), { message: '20261123T115001Z-07b3a9c-f1' });
});

void test('it may not steer, cure, change settings here, or copy a link to a message that is elsewhere', () => {
  for (const wish of [
    { run: 'retryNow' },
    { run: 'saveCaseBundle' },
    { cure: '0:0' },
    { copy: 'link' },
    { do: 'retryNow' },
  ])
    assert.equal(caseRequest(wish), undefined, JSON.stringify(wish));
  assert.deepEqual(caseRequest({ setting: 'mailroot.smartHost' }), { packed: 'settings.json' });
});

void test('what is no wish is none', () => {
  for (const wish of [undefined, 7, {}, { packed: 7 }, { open: '../x:1' }, { packed: 'a', run: 'b' }])
    assert.equal(caseRequest(wish), undefined, JSON.stringify(wish));
});
