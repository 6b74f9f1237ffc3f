import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { focusOf } from '../../../src/host/messageRow';
import { linkedMessage } from '../../../src/views/story/link';
import { readSide, sideText, storyRequest } from '../../../src/views/story/requests';

void test('the page may ask for its own wishes', () => {
  assert.deepEqual(storyRequest({ ready: true }), { ready: true });
  assert.deepEqual(storyRequest({ run: 'retryNow' }), { run: 'retryNow' });
  assert.deepEqual(storyRequest({ open: 'ltr:12' }), { open: { file: 'ltr', line: 12 } });
  assert.deepEqual(storyRequest({ open: 'state:0' }), { open: { file: 'state', line: 0 } });
  assert.deepEqual(storyRequest({ cure: '3:1' }), { cure: [3, 1] });
  assert.deepEqual(storyRequest({ copy: 'link' }), { copy: { what: 'link' } });
  assert.deepEqual(storyRequest({ copy: 'text:2' }), { copy: { what: 'text', attempt: 2 } });
  assert.deepEqual(storyRequest({ copy: 'curl:2:1' }), { copy: { what: 'curl', attempt: 2, session: 1 } });
  assert.deepEqual(storyRequest({ compare: '1~2:0' }), {
    compare: { left: { attempt: 1 }, right: { attempt: 2, recipient: 0 } },
  });
  assert.deepEqual(storyRequest({ compare: 'nothing' }), { compare: undefined });
  assert.deepEqual(storyRequest({ setting: 'mailroot.smtp.port' }), { setting: 'mailroot.smtp.port' });
});

void test('and for nothing else', () => {
  for (const wish of [
    undefined,
    null,
    42,
    'retryNow',
    [],
    {},
    { run: 'deleteMessage' },
    { run: 'constructor' },
    { do: 'retryNow' },
    { run: 'retryNow', open: 'ltr:1' },
    { open: '../../etc/passwd:1' },
    { open: 'ltr:-1' },
    { open: { file: 'ltr', line: 1 } },
    { cure: '0' },
    { cure: '0:1:2' },
    { copy: 'swaks:1' },
    { copy: 'env:1' },
    { compare: '1' },
    { compare: '1~2~3' },
    { toString: 'x' },
    { __proto__: 'x' },
    { setting: 'terminal.integrated.shell' },
    { command: 'workbench.action.terminal.new' },
  ])
    assert.equal(storyRequest(wish), undefined, JSON.stringify(wish));
});

void test('whatever a page says, it is a wish of ours or none, and nothing breaks', () => {
  const words = fc.oneof(fc.string(), fc.constantFrom('run', 'open', 'cure', 'copy', 'compare', 'constructor'));
  fc.assert(fc.property(fc.dictionary(words, fc.anything()), (value) => void storyRequest(value)));
});

void test('a side of a comparison reads as it was written', () => {
  for (const side of [{ attempt: 3 }, { attempt: 0, recipient: 12 }]) assert.deepEqual(readSide(sideText(side)), side);
  assert.equal(readSide('x'), undefined);
});

void test('a link names a message by its queue id, and nothing else', () => {
  assert.equal(linkedMessage('/message/20261123T115001Z-0c88001'), '20261123T115001Z-0c88001');
  assert.equal(linkedMessage('/message/20261123T115001Z-0c88001-f1/'), '20261123T115001Z-0c88001-f1');
  for (const path of ['', '/message/', '/message/../x', '/message/a/b', '/other/20261123T115001Z-0c88001'])
    assert.equal(linkedMessage(path), undefined, path);
});

void test('the row of a recipient or an attempt says what of the story is wanted', () => {
  assert.deepEqual(focusOf({ kind: 'recipient', recipient: { address: 'a@b' } }), { recipient: 'a@b' });
  assert.deepEqual(focusOf({ kind: 'attempt', attempt: { number: 2 } }), { attempt: 2 });
  for (const row of [undefined, null, 'x', { entry: {} }, { recipient: 3 }]) assert.equal(focusOf(row), undefined);
});
