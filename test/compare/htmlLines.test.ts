/** HTML by what is seen of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { htmlLines } from '../../src/compare/htmlLines';

/** What stands in the body. */
function body(html: string): string[] {
  const { lines } = htmlLines(html, (id) => (id === 'a b' ? 'logo.png' : undefined));
  const start = lines.findIndex((line) => line.trim().startsWith('<body'));
  return lines.slice(start).map((line) => line.trim());
}

void test('markup that shows the same is the same: case, quotes, order of attributes, implied tags, blanks, entities', () => {
  const same: readonly (readonly [string, string])[] = [
    ['<P CLASS=a ID=b>x</P>', '<p id="b"   class=\'a\'>x'],
    ['<p>a&amp;b &eacute;</p>', '<p>\n  a&#38;b é\n</p>'],
    ['<ul><li>a<li>b</ul>', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
    ['<table><tr><td>x</table>', '<table><tbody><tr><td> x </td></tr></tbody></table>'],
    ['a <b>b</b>', 'a<b> b</b>'],
    ['<p>a<br>b', '<p>a <br>\n b'],
    ['<p style="color:red;margin:0">x', '<p style=" color: red; margin: 0; ">x'],
    ['<p class="a b">x', '<p class=" a\n b ">x'],
    ['<html lang=en><body>x</body></html>', '<html lang="en">x'],
  ];
  for (const [one, other] of same) assert.deepEqual(body(one), body(other), one);
});

void test('what is seen differs: letters, blanks between words, tags, attributes, no-break spaces, lines of <pre>', () => {
  const different: readonly (readonly [string, string])[] = [
    ['<p>ab', '<p>a b'],
    ['a<b>b</b>', 'a <b>b</b>'],
    ['<p>a b', '<p>a&nbsp;b'],
    ['<b>x</b>', '<i>x</i>'],
    ['<a href="https://a.example/">x</a>', '<a href="https://b.example/">x</a>'],
    ['<pre>a  b</pre>', '<pre>a b</pre>'],
    ['<pre>a\n\nb</pre>', '<pre>a\nb</pre>'],
    ['<p style="white-space: pre-wrap">a  b', '<p style="white-space: pre-wrap">a b'],
    ['<p>a<p>b', '<p>a b'],
    ['<p>a<br>b', '<p>a b'],
    ['<!--[if mso]>a<![endif]-->', '<!--[if mso]>b<![endif]-->'],
    ['&lt;b>', '<b>'],
    ['<img alt="a">', '<img alt="b">'],
    ['<template><p>a</template>', '<template><p>b</template>'],
    ['<style>p{color:red}</style>x', '<style>p{color:blue}</style>x'],
  ];
  for (const [one, other] of different) assert.notDeepEqual(whole(one), whole(other), one);
});

function whole(html: string): readonly string[] {
  return htmlLines(html, () => undefined).lines;
}

void test('each block is a line; a block without blocks inside stays on one', () => {
  assert.deepEqual(whole('<!doctype html><div><p>Hello <b>Ann</b> and <i>Bob</i><hr><pre>a\n\n  b</pre></div>'), [
    '<!DOCTYPE html>',
    '<html>',
    '  <head></head>',
    '  <body>',
    '    <div>',
    '      <p>Hello <b>Ann</b> and <i>Bob</i></p>',
    '      <hr>',
    '      <pre>a',
    '',
    '          b',
    '      </pre>',
    '    </div>',
    '  </body>',
    '</html>',
  ]);
});

void test('a picture of the message is called by its part, wherever it is named; one that is not there by its id', () => {
  assert.match(body('<img src="cid:a%20b">').join(), /src="cid:\(logo\.png\)"/);
  assert.match(body('<p style="background:url(CID:a%20b)">x').join(), /url\(cid:\(logo\.png\)\)/);
  assert.match(body('<img src="cid:lost">').join(), /src="cid:lost"/);
  assert.match(body('<img src="cid:%E0%A4%A">').join(), /src="cid:%E0%A4%A"/);
});

void test('hostile HTML takes bounded time: elements without end, deep ones, an attribute of a megabyte', () => {
  assert.equal(htmlLines('<div>'.repeat(50_000), () => undefined).whole, 'cut');
  assert.equal(htmlLines('<div>'.repeat(900), () => undefined).whole, 'whole');
  assert.ok(htmlLines(`<p title="${'&#10;'.repeat(200_000)}">x`, () => undefined).lines.length < 10);
  assert.ok(htmlLines('<b><p>'.repeat(400), () => undefined).lines.length > 0);
});
