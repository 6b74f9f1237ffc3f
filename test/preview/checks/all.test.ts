/** All checks, over all messages: none throws, none lets the message into the page as markup, and every line is one of the source. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import { checked } from '../../../src/preview/checks/all';
import { checkNames } from '../../../src/preview/checks/names';
import { reportPage } from '../../../src/preview/checks/reportPage';
import { readMail } from '../../../src/preview/mail/mail';
import { htmlMail, pageOf } from '../letters';

const corpus = join(import.meta.dirname, '..', '..', 'corpus');
const ours = new Set('dl dt dd div button ul li p span b a code table caption thead tbody tr th td'.split(' '));

function elements(node: Tree.Node, found: Tree.Element[] = []): Tree.Element[] {
  if ('tagName' in node) found.push(node);
  if ('childNodes' in node) for (const child of node.childNodes) elements(child, found);
  return found;
}

void test('every message of the corpus goes through every check', async () => {
  for (const file of readdirSync(corpus).filter((name) => name.endsWith('.eml'))) {
    const bytes = readFileSync(join(corpus, file));
    const lines = bytes.toString('latin1').split(/\r\n|\r|\n/).length;
    for (const name of checkNames) {
      const { page, badge, mark } = await checked(name, readMail(bytes));
      assert.equal(badge === '', mark === '', file);
      for (const { tagName, attrs } of elements(parseFragment(page))) {
        assert.ok(ours.has(tagName), `${file}, ${name}: <${tagName}>`);
        for (const { name: attribute, value } of attrs) {
          assert.ok(!attribute.startsWith('on') && attribute !== 'href', `${file}, ${name}`);
          if (attribute === 'data-source') assert.ok(Number(value) < lines, `${file}, ${name}: line ${value}`);
        }
      }
    }
  }
});

void test('hostile HTML ends in every check: a million signs, nested deep, of one attribute, of nothing but tags', async () => {
  for (const html of [
    '<div>'.repeat(150_000),
    '<b>a</b>'.repeat(150_000),
    `<p style="${'color:red;'.repeat(90_000)}">x`,
    `<style>${'a{color:red}'.repeat(80_000)}</style>${'<a>x'.repeat(10_000)}`,
    `<style>${'((((['.repeat(190_000)}`,
    `<style>${'@media x{'.repeat(100_000)}`,
    `<style>a${' a'.repeat(400_000)}{color:red}</style><a>x`,
    `<style>a{b:${'calc('.repeat(150_000)}}</style>`,
    `<table>${'<tr><td>'.repeat(100_000)}`,
    `<a href="${'x'.repeat(900_000)}">${'y'.repeat(90_000)}`,
    '\0<\0'.repeat(300_000),
  ])
    for (const name of checkNames) {
      const { page } = await checked(name, htmlMail(html));
      assert.ok(page.length < 1_000_000, `${name}: ${page.length}`);
    }
});

void test('the page has a row for each check, closed, with nothing in it until it is asked for', () => {
  const { page } = pageOf(htmlMail('<a href="http://a.example/">x</a>'));
  for (const name of checkNames) {
    assert.match(page, new RegExp(`data-check="${name}"[^>]*aria-expanded="false" aria-controls="report-${name}"`));
    assert.match(page, new RegExp(`<section id="report-${name}"[^>]*hidden><\\/section>`));
  }
  assert.doesNotMatch(page, /link-http|A link is http/);
});

void test('a badge counts what was found, the worst first; without findings it says so; unchecked it says nothing', () => {
  const of = (...levels: ('problem' | 'warning' | 'note')[]): string[] => {
    const findings = levels.map((level) => ({ rule: 'x', level, what: 'w', why: 'y', places: [], more: 0 }));
    const { badge, mark } = reportPage('links', { findings });
    return [badge, mark];
  };
  assert.deepEqual(of('note', 'problem', 'note'), ['1 problem, 2 notes', 'problem']);
  assert.deepEqual(of('warning'), ['1 warning', 'warning']);
  assert.deepEqual(of(), ['nothing found', 'good']);
  assert.equal(reportPage('links', { findings: [], unchecked: true }).badge, '');
});
