/** The snippets, filled in with what they propose: each is a message that no rule has anything against. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { codesOf } from '../facts';
import { message, treeOf } from './snippetText';

interface Snippet {
  readonly prefix: string | readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

const path = join(__dirname, '..', '..', '..', 'snippets', 'eml.json');
const snippets = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, Snippet>>);

void test('there is one for each kind of message', () => {
  assert.deepEqual(
    snippets.map(([, { prefix }]) => [prefix].flat()[0]),
    ['mail', 'mail-html', 'mail-attachment', 'mail-invite', 'mail-dsn', 'mail-list'],
  );
});

void test('filled in as proposed, none has anything wrong with it: Date and Message-ID are added on the wire', () => {
  for (const [name, { body }] of snippets)
    assert.deepEqual(codesOf(message(body)), ['missing-date', 'missing-message-id'], name);
});

void test('each is what it is called', () => {
  const trees = Object.fromEntries(snippets.map(([name, { body }]) => [name, treeOf(message(body))]));
  assert.deepEqual(trees, {
    'Plain message': 'text/plain',
    'HTML and text': 'multipart/alternative(text/plain, text/html)',
    'Message with an attachment': 'multipart/mixed(text/plain, text/csv)',
    'Calendar invitation': 'multipart/alternative(text/plain, text/calendar)',
    'DSN request': 'text/plain',
    'List mail': 'text/plain',
  });
});
