/** Messages as the worker gives them for a comparison, and how they are named in a URI. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { comparedParts, readCompared } from '../../src/preview/comparedAddress';
import { Reader } from '../../src/preview/reader';
import { Answering } from '../../src/preview/worker/answering';
import { tempFolder } from '../support/tempFolder';

const letter = (subject: string): Buffer => Buffer.from(`Date: now\r\nSubject: ${subject}\r\n\r\nHello\r\n`);

void test('the worker gives the text by which a message is compared, and in what two differ', async (t) => {
  const path = join(tempFolder(t), 'a.eml');
  writeFileSync(path, letter('Hello'));
  const reader = new Reader(join(import.meta.dirname, '..', '..', 'dist', 'mail.js'));
  t.after(() => reader.dispose());
  const source = { stamp: '1', path };
  const form = await reader.ask({ kind: 'form', source, what: 'meaning' });
  assert.deepEqual(form, {
    kind: 'form',
    text: 'Subject: Hello\n\n[Parts]\ntext/plain\n\n[text/plain]\nHello\n',
  });
  const other = { stamp: '2', octets: letter('Hallo') };
  const differs = await reader.ask({ kind: 'differences', source, other, what: 'meaning' });
  assert.deepEqual(differs, { kind: 'differences', summary: 'Subject' });
  const same = await reader.ask({ kind: 'differences', source, other: { ...source, stamp: '3' }, what: 'everything' });
  assert.deepEqual(same, { kind: 'differences', summary: '' });
});

void test('a message that is gone is a sentence', async (t) => {
  const source = { stamp: '1', path: join(tempFolder(t), 'none.eml') };
  const answer = await new Answering().answer({ kind: 'form', source, what: 'meaning' });
  assert.ok(answer.kind === 'trouble' && answer.text.includes('no such file'));
});

void test('what is compared is read out of its URI again; what is none of ours is not', () => {
  const address = { what: 'everything', message: 'file:///a/b%20c.eml?x#y', stamp: '12 3' } as const;
  const parts = comparedParts('b c/\\.eml', address);
  assert.equal(parts.path, '/everything/b c--.eml.txt');
  assert.deepEqual(readCompared(parts), address);
  assert.equal(comparedParts('', address).path, '/everything/message.txt');
  for (const query of ['', '{}', '["a"]', '["a",1]', '["a","b","c"]', '[1,"b"]'])
    assert.equal(readCompared({ ...parts, query }), undefined, query);
  assert.equal(readCompared({ ...parts, path: '/something/x.txt' }), undefined);
});
