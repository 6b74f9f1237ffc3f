/** Accessibility of the HTML: each rule finds its fault on its line, and leaves alone what is right. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessibility } from '../../../src/preview/checks/accessibility';
import { colorOf, contrast, over } from '../../../src/preview/checks/color';
import type { Report } from '../../../src/preview/checks/report';
import { htmlMail, mailOf } from '../letters';
import { finding, found, rules } from './reports';

const of = (html: string): Report => accessibility(htmlMail(html));
/** With all that a whole page needs: what is left is of the piece alone. */
const around = (piece: string): string =>
  `<!doctype html><html lang="en"><head><title>Order</title></head><body>\r\n${piece}\r\n</body></html>`;

const faults: Readonly<Record<string, readonly [bad: string, good: string]>> = {
  'alt-missing': ['<img src="a.png">', '<img src="a.png" alt=""><img src="b.png" role="presentation">'],
  'alt-filename': ['<img src="a.png" alt="hero-2.png">', '<img src="a.png" alt="Our shop in spring">'],
  'alt-long': [`<img alt="${'long '.repeat(40)}">`, '<img alt="Our shop">'],
  'link-silent': [
    '<a href="https://a.example/"><img src="x.png" alt=""></a>',
    '<a href="https://a.example/"><img alt="Shop"></a>',
  ],
  'link-vague': ['<a href="https://a.example/">Click here »</a>', '<a href="https://a.example/">Your order 17</a>'],
  'link-same-words': [
    '<a href="https://a.example/1">Order</a> <a href="https://a.example/2">Order</a>',
    '<a href="https://a.example/1">Order</a> <a href="https://a.example/1">Order</a>',
  ],
  'heading-empty': ['<h2> </h2>', '<h2><img alt="Shop"></h2>'],
  'heading-skipped': ['<h1>a</h1><h3>b</h3>', '<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2>'],
  'table-role': [
    '<table><tr><td>x</table>',
    '<table role="presentation"><tr><td>x</table><table><tr><th scope="col">x</table>',
  ],
  'table-data': ['<table role="presentation"><tr><th>x</table>', '<table><caption>Prices</caption><tr><td>1</table>'],
  'zoom-off': [
    '<meta name="viewport" content="width=device-width, user-scalable=no">',
    '<meta name="viewport" content="maximum-scale=10">',
  ],
  'moving-text': ['<marquee>Sale</marquee>', '<p>Sale</p>'],
  justified: ['<p style="text-align: justify">x</p>', '<p style="text-align: left">x</p>'],
  'hidden-link': ['<a href="https://a.example/" aria-hidden="true">Order</a>', '<a aria-hidden="true">Order</a>'],
  'small-text': ['<p style="font-size:11px">Imprint</p>', '<p style="font-size:9pt">Imprint</p>'],
  contrast: ['<p style="color:#999">Imprint</p>', '<p style="color:#767676">Imprint</p>'],
  'contrast-large': ['<h1 style="color:#aaa">Sale</h1>', '<h1 style="color:#949494">Sale</h1>'],
};

for (const [rule, [bad, good]] of Object.entries(faults))
  void test(`${rule}: the fault is found on its line, what is right is not`, () => {
    assert.deepEqual(
      found(of(around(bad))).filter((each) => each.startsWith(`${rule}@`)),
      [`${rule}@7`],
    );
    assert.ok(!rules(of(around(good))).includes(rule), good);
  });

void test('a page that says its language and title, in readable text, has nothing to be said of', () => {
  const report = of(around('<h1>Hello</h1><p>Your <a href="https://a.example/">order 17</a> is on its way.</p>'));
  assert.deepEqual(found(report), []);
});

void test('the language: missing, not one, of a writing from right to left', () => {
  assert.ok(rules(of('<p>x')).includes('lang-missing'));
  assert.ok(!rules(of('<div lang="de"><p>x</div>')).includes('lang-missing'));
  assert.ok(rules(of('<html lang="english">')).includes('lang-unknown'));
  assert.ok(rules(of('<html lang="ar"><p>x')).includes('dir-missing'));
  assert.ok(!rules(of('<html lang="ar" dir="rtl"><p>x')).includes('dir-missing'));
  assert.ok(rules(of('<title> </title>')).includes('title-missing'));
});

void test('colours come from style sheets, classes, ancestors and the old attributes; the more exact rule wins', () => {
  const style =
    '<style>p{color:#ccc} .dark p{color:#000} #x > b{color:#ddd!important} @media print{p{color:#eee}} a:hover{color:#fff}</style>';
  const paleIn = (html: string): boolean => rules(of(around(style + html))).some((rule) => rule === 'contrast');
  assert.ok(paleIn('<p>x'));
  assert.ok(!paleIn('<div class="a dark"><div><p>x</div></div>'));
  assert.ok(paleIn('<div id="x"><b style="color:#000">x</b></div>'));
  assert.ok(!paleIn('<div id="x"><i><b style="color:#000">x</b></i></div>'));
  assert.ok(paleIn('<table role=none bgcolor="#0000cc"><tr><td>x</table>'), 'black on blue');
  assert.ok(!paleIn('<table role=none bgcolor="#0000cc"><tr><td><font color=white>x</font></table>'));
  assert.ok(
    paleIn('<div style="background:#000 none"><a href="https://a.example/">link</a></div>'),
    'blue links on black',
  );
  assert.match(finding(of(around(`${style}<p>x`)), 'contrast').what, /#cccccc on #ffffff/);
});

void test('text on a picture or with a variable is not guessed: it is counted', () => {
  const report = of(
    around('<div style="background:url(a.png) #000"><p style="color:#111">a</p></div><p style="color:var(--x)">b</p>'),
  );
  assert.deepEqual(found(report), []);
  assert.match(report.notes?.join(' ') ?? '', /contrast of 2 texts can’t be told/);
});

void test('what nobody sees is not held to contrast: preheaders, hidden parts', () => {
  for (const hidden of [
    'display:none',
    'font-size:0',
    'font-size:1px',
    'max-height:0',
    'mso-hide:all',
    'visibility:hidden',
    'opacity:0',
  ])
    assert.deepEqual(found(of(around(`<div style="color:#fff;${hidden}">Preheader</div>`))), [], hidden);
});

void test('contrast is that of WCAG', () => {
  const ratio = (a: string, b: string): number => {
    const [one, other] = [colorOf(a), colorOf(b)];
    assert.ok(one && other);
    return Math.round(contrast(one, other) * 100) / 100;
  };
  assert.equal(ratio('#000', 'white'), 21);
  assert.equal(ratio('#777', '#fff'), 4.48);
  assert.equal(ratio('rgb(255 0 0)', 'hsl(0, 0%, 100%)'), 4);
  const half = colorOf('rgba(0,0,0,.5)');
  const white = colorOf('#fff');
  assert.ok(half && white);
  assert.deepEqual(over(half, white), { r: 128, g: 128, b: 128, a: 1 });
  assert.equal(colorOf('no such colour'), undefined);
});

void test('a message without HTML is not checked, and the reason is said', () => {
  const report = accessibility(mailOf('From: a@example.com', '', 'x'));
  assert.equal(report.unchecked, true);
  assert.match(report.notes?.[0] ?? '', /no HTML/);
});

void test('a thousand rules on fifty thousand elements end, and it is said how far they were compared', () => {
  const style = Array.from({ length: 3_000 }, (_, i) => `a.c${i} b .d${i}>i{color:#ccc}`).join('');
  const report = of(`<style>${style}</style>${'<b>'.repeat(10)}${'<i>x</i>'.repeat(50_000)}`);
  assert.match(report.notes?.join(' ') ?? '', /Only the first 39\d rules/);
});
