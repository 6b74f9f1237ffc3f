/** From the cursor in the source to what is marked on the page: the innermost part, the field of the header, or nothing. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { condenseLimits } from '../../src/preview/mail/condensed';
import { placesOf } from '../../src/preview/mail/lines';
import { readMail } from '../../src/preview/mail/mail';
import { markAt } from '../../src/preview/places';
import { mailOf, pageOf, shopMail } from './letters';

const shop = shopMail();
const places = placesOf(mailOf(...shop));
const lineOf = (begin: string): number => shop.findIndex((line) => line.startsWith(begin));

void test('the cursor in a part marks that part, the innermost where one is in another', () => {
  assert.deepEqual(markAt(places, lineOf('<html')), { part: '1.2.1' });
  assert.deepEqual(markAt(places, lineOf('Gr=C3')), { part: '1.1' });
  assert.deepEqual(markAt(places, lineOf('JVBER')), { part: '2' });
  assert.deepEqual(markAt(places, lineOf('Subject: inner')), { part: '4.1' });
});

void test('the cursor in the header marks its field, and the blank line under it the message', () => {
  const subject = lineOf('Subject: =?utf-8');
  assert.deepEqual(markAt(places, subject), { part: '', field: subject });
  assert.deepEqual(markAt(places, 0), { part: '', field: 0 });
  assert.deepEqual(markAt(places, shop.indexOf('')), { part: '' });
});

void test('behind the end there is nothing to mark, and a message without a header has no field', () => {
  assert.equal(markAt(places, 100_000), undefined);
  const bare = placesOf(mailOf('', 'text'));
  assert.deepEqual(markAt(bare, 1), { part: '' });
});

void test('every part of the corpus is marked from its first line, whatever was left in the file', () => {
  const corpus = join(import.meta.dirname, '..', 'corpus');
  for (const name of readdirSync(corpus)) {
    const bytes = readFileSync(join(corpus, name));
    const [whole, short] = [readMail(bytes), readMail(bytes, { ...condenseLimits, run: 400, top: 4_000 })];
    assert.deepEqual(placesOf(short), placesOf(whole), name);
    for (const { part, from, to } of placesOf(whole).parts) {
      assert.ok(from <= to, `${name} ${part}`);
      const mark = markAt({ ...placesOf(whole), headTo: -1 }, from);
      assert.ok(mark?.part.startsWith(part), `${name}: ${part} is marked as ${mark?.part}`);
    }
  }
});

void test('the page has a mark for each part in every view that shows it, and one for each field', () => {
  const { page } = pageOf(mailOf(...shop));
  assert.equal(page.match(/data-part="1\.1"/g)?.length, 2, 'in the text and in the tree');
  assert.equal(page.match(/data-part="2"/g)?.length, 2, 'in the tree and among the attachments');
  assert.ok(page.includes(`data-line="${lineOf('Subject: =?utf-8')}"`));
});
