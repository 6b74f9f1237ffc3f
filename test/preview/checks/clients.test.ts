/** Mail programs and what they support: what a message uses is found where it stands, and told as caniemail.com tested it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clients } from '../../../src/preview/checks/clients';
import { featuresOf } from '../../../src/preview/checks/features';
import { dataDate, slugs, supportOf } from '../../../src/preview/checks/support';
import { htmlMail, mailOf } from '../letters';
import { finding, found, rules } from './reports';

const of = (html: string): ReturnType<typeof clients> => clients(htmlMail(html));

void test('what Outlook does not support is a warning with its line, who does not, and when that was tested', () => {
  const report = of('<p>Hello</p>\r\n<div style="display:flex; color: #000">x</div>');
  assert.ok(found(report).includes('css-display-flex@7'));
  const { level, why, details, what } = finding(report, 'css-display-flex');
  assert.deepEqual([level, what], ['warning', 'display:flex']);
  assert.match(why, /Supported by \d+ of \d+ mail programs, tested 20\d\d-\d\d/);
  assert.match(details?.[0] ?? '', /^Not supported: Outlook \(Windows/);
  assert.match(details?.[1] ?? '', /Partly: Gmail \(.*non Google accounts/);
});

void test('what all support is no finding, and is counted', () => {
  const report = of('<p style="gap: 1px; font-weight: bold"><strong>x</strong>');
  for (const rule of rules(report))
    assert.ok(
      supportOf(rule)?.clients.some(({ answer }) => answer !== 'yes'),
      rule,
    );
  assert.ok(Number(report.facts?.[0]?.[1]) > rules(report).length);
  assert.equal(report.facts?.[1]?.[1], `caniemail.com, ${dataDate}`);
});

/** What stands in a message, and the feature that it is. */
const signs: readonly (readonly [html: string, slug: string])[] = [
  ['<style>p{gap:1px}</style>', 'css-gap'],
  ['<style>\r\n@media (prefers-color-scheme: dark){p{color:red}}</style>', 'css-at-media-prefers-color-scheme'],
  ['<style>@font-face{font-family:x;src:url(a.woff)}</style>', 'css-at-font-face'],
  ['<style>a:hover{color:red}</style>', 'css-pseudo-class-hover'],
  ['<style>p::before{content:"x"}</style>', 'css-pseudo-element-before'],
  ['<style>p>b{color:red}</style>', 'css-selector-child'],
  ['<style>p+b{color:red}</style>', 'css-selector-adjacent-sibling'],
  ['<style>[data-x]{color:red}</style>', 'css-selector-attribute'],
  ['<style>.a{& b{color:red}}</style>', 'css-nesting'],
  ['<p style="--x: 1px; width: var(--x)">', 'css-variables'],
  ['<p style="width: calc(1px + 2px)">', 'css-unit-calc'],
  ['<p style="width: 3rem">', 'css-unit-rem'],
  ['<p style="background: linear-gradient(red, blue)">', 'css-linear-gradient'],
  ['<p style="-webkit-border-radius: 3px">', 'css-border-radius'],
  ['<p style="border-radius: 3px !important">', 'css-important'],
  ['<video src="a.mp4"></video>', 'html-video'],
  ['<svg></svg>', 'html-svg'],
  ['<form><input type="checkbox"></form>', 'html-input-checkbox'],
  ['<section>x</section>', 'html-semantics'],
  ['<img src="https://a.example/a.webp?x=1">', 'image-webp'],
  ['<img src="data:image/png;base64,AA">', 'image-base64'],
  ['<a href="#there">x</a>', 'html-anchor-links'],
  ['<img srcset="a.png 2x">', 'html-srcset'],
  ['<p aria-hidden="true">x</p>', 'html-aria-hidden'],
  ['<meta name="color-scheme" content="light dark">', 'html-meta-color-scheme'],
  ['<link rel="stylesheet" href="a.css">', 'html-link'],
];

for (const [html, slug] of signs)
  void test(`${slug} is known by ${html.replace(/\s+/g, ' ').slice(0, 50)}`, () => {
    assert.ok(supportOf(slug), 'the data has it');
    assert.ok(rules(of(html)).includes(slug), rules(of(html)).join(' '));
    assert.ok(!rules(of('<p>x')).includes(slug));
  });

void test('every feature of the data can be found in a message', () => {
  const known = new Set([...featuresOf.values()].flat());
  assert.deepEqual(
    slugs.filter((slug) => !known.has(slug)),
    [],
  );
  assert.ok(slugs.length > 290, `${slugs.length}`);
});

void test('names that every object has are no features', () => {
  const report = of('<p constructor=x style="constructor:1;toString:2"><__proto__>x');
  assert.ok(!rules(report).some((rule) => /constructor|proto/.test(rule)));
});

void test('the families are listed, those most read first, each by the weakest of its programs', () => {
  const rows = of('<p style="display:flex">x').tables?.[0]?.rows ?? [];
  const outlook = rows.find(([family]) => family === 'Outlook');
  assert.ok(Number(outlook?.[3]) >= 1);
  assert.ok(rows.findIndex(([family]) => family === 'Outlook') < rows.findIndex(([family]) => family === 'GMX'));
});

void test('a message without HTML is not checked', () => {
  assert.equal(clients(mailOf('From: a@example.com', '', 'x')).unchecked, true);
});

void test('a style sheet that is broken is read as far as it goes', () => {
  assert.ok(rules(of('<style>p{color:red;}} @@@ ; .a{gap:1px</style>')).includes('css-gap'));
});
