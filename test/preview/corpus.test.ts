/** Every message of the corpus becomes a page: nothing throws, nothing of it gets into the page as markup. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { readMail } from '../../src/preview/mail/mail';
import { pageOf } from './letters';

const corpus = join(import.meta.dirname, '..', 'corpus');
const letters = readdirSync(corpus).filter((name) => name.endsWith('.eml'));
const ours = new Set(
  'header nav div h1 h2 button dl dt dd b ul li section p pre span table thead tbody tr th td a img details summary'.split(
    ' ',
  ),
);

function elements(node: Tree.Node, found: Tree.Element[] = []): Tree.Element[] {
  if ('tagName' in node) found.push(node);
  if ('childNodes' in node) for (const child of node.childNodes) elements(child, found);
  return found;
}

void test('the whole corpus is parsed and rendered, in every way it may be looked at', () => {
  assert.ok(letters.length >= 60, `${letters.length} messages`);
  for (const name of letters) {
    const mail = readMail(readFileSync(join(corpus, name)));
    for (const wishes of [{}, { dark: true }, { images: false }, { remote: true }]) {
      const { page, frame } = pageOf(mail, wishes);
      assert.equal(frame !== undefined, mail.html !== undefined, name);
      for (const { tagName, attrs } of elements(parseFragment(page))) {
        assert.ok(ours.has(tagName), `${name}: <${tagName}>`);
        assert.ok(!attrs.some((each) => each.name.startsWith('on') || each.name === 'href'), name);
      }
    }
  }
});

void test('what is in the frame of a message of the corpus runs nothing and loads nothing', () => {
  for (const name of letters) {
    const { frame = '' } = pageOf(readMail(readFileSync(join(corpus, name))));
    assert.doesNotMatch(frame, /<script|\son\w+=|src="(?!data:image)|javascript:/i, name);
  }
});
