import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { copyName } from '../../src/host/copyName';
import { isMessageRow, messageOf, viewOf } from '../../src/host/messageRow';

const id = '20261124T115001Z-0c88001';

void test('a copy is called after its subject', () => {
  assert.equal(copyName('Your order', id), 'Your order.eml');
  assert.equal(copyName('Neue Bücher im November', id), 'Neue Bücher im November.eml');
});

void test('what no file name may hold is left out', () => {
  assert.equal(copyName('Re: a/b\\c: "d"?', id), 'Re a b c d.eml');
  assert.equal(copyName('../../etc/passwd', id), 'etc passwd.eml');
});

void test('a message without a usable subject is called by its id', () => {
  for (const subject of ['', '   ', '...', '???', 'CON', 'nul'])
    assert.equal(copyName(subject, id), `${id}.eml`, subject);
  assert.equal(copyName('', 'order.eml'), 'order.eml');
});

void test('a long subject is cut, and no character in the middle', () => {
  assert.ok(copyName('x'.repeat(500), id).length <= 64);
  const name = copyName(`${'x'.repeat(59)}𠮷y`, id);
  assert.doesNotMatch(name, /[\ud800-\udbff](?![\udc00-\udfff])/);
});

void test('whatever a subject is, the name is one file in one folder', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (subject) => {
      const name = copyName(subject, id);
      assert.match(name, /^[^/\\:*?"<>|]+\.eml$/);
      assert.doesNotMatch(name, /^[. ]|\p{Cc}/u);
    }),
  );
});

const entry = { folder: 'Drop', kind: 'message', id, path: `/shop/MailRoot/Drop/${id}.eml` } as const;

void test('a command about a recipient or an attempt is about its message', () => {
  const message = { kind: 'entry', id: 'x', entry };
  assert.equal(messageOf({ kind: 'recipient', id: 'y', message }), message);
  assert.equal(messageOf(message), message);
});

void test('a group, nothing at all and things of others are no message', () => {
  for (const other of [undefined, null, 'x', 3, {}, { kind: 'group', rows: [] }, { message: 'text' }]) {
    assert.equal(messageOf(other), undefined);
    assert.equal(isMessageRow(other), false);
  }
});

void test('a key binding names the view it was pressed in', () => {
  assert.equal(viewOf({ view: 'Queue' }), 'Queue');
  for (const other of [{ view: 'queue' }, { view: 1 }, 'Queue', undefined, {}]) assert.equal(viewOf(other), undefined);
});
