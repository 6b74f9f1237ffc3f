import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldKind, headerField, headerFields, specUrl } from '../../../src/language/knowledge/headerFields';

void test('every field is there once, with a sentence on what it means', () => {
  const keys = headerFields.map(({ name }) => name.toLowerCase());
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(keys.length >= 80);
  for (const { name, meaning } of headerFields) assert.match(meaning, /^\S.*[.)]$/, name);
});

void test('the fields that RFC 5322 allows once are known to be single', () => {
  for (const name of [
    'Date',
    'From',
    'Sender',
    'Reply-To',
    'To',
    'Cc',
    'Bcc',
    'Message-ID',
    'In-Reply-To',
    'References',
    'Subject',
  ])
    assert.equal(headerField(name)?.once, true, name);
  for (const name of ['Received', 'Comments', 'Keywords', 'Resent-To', 'X-Receiver', 'DKIM-Signature'])
    assert.equal(headerField(name)?.once, false, name);
});

void test('a field is found by its name in any case, and what nobody knows is text', () => {
  assert.equal(headerField('MESSAGE-id')?.name, 'Message-ID');
  assert.equal(headerField('x-nobody'), undefined);
  assert.deepEqual(
    [fieldKind('to'), fieldKind('content-type'), fieldKind('x-nobody')],
    ['addresses', 'structured', 'text'],
  );
});

void test('a specification has an address where it can be read', () => {
  assert.equal(specUrl('RFC 5322 §3.6.2'), 'https://www.rfc-editor.org/rfc/rfc5322.html#section-3.6.2');
  assert.equal(specUrl('RFC 8058'), 'https://www.rfc-editor.org/rfc/rfc8058.html');
  for (const { name, spec } of headerFields) assert.ok(spec === '' || specUrl(spec) !== undefined, `${name}: ${spec}`);
});
