import assert from 'node:assert/strict';
import { test } from 'node:test';
import { htmlToText } from '../../../src/language/writing/htmlToText';

void test('paragraphs, breaks and lists are lines', () => {
  assert.equal(
    htmlToText('<p>One\n two</p><p>three<br>four</p><ul><li>a</li><li>b</li></ul>'),
    'One two\n\nthree\nfour\n\n- a\n- b',
  );
});

void test('a link is told with where it leads, unless it says so itself', () => {
  assert.equal(
    htmlToText('<a href="https://a.example/">here</a> <a href=\'https://b.example/\'>https://b.example/</a>'),
    'here (https://a.example/) https://b.example/',
  );
  assert.equal(
    htmlToText('<a class=x href=https://c.example/ id=y>c</a>, <a href="mailto:a@b">a@b</a>, <a href="#top">top</a>'),
    'c (https://c.example/), a@b, top',
  );
});

void test('what nobody sees is no text: head, styles, scripts, comments', () => {
  assert.equal(
    htmlToText('<head><title>T</title></head><style>p{}</style><!-- no --><SCRIPT>x()</SCRIPT>Yes<script>never closed'),
    'Yes',
  );
});

void test('entities are signs, pictures are their words', () => {
  assert.equal(
    htmlToText('a &amp; b &lt;c&gt; &#252; &#xFC; &uuml; &nope; <img src="x" alt="Logo">'),
    'a & b <c> ü ü ü &nope; [Logo]',
  );
  assert.equal(htmlToText('&#0;&#99999999;&#x110000;'), '&#0;&#99999999;&#x110000;');
});

void test('megabytes of hostile HTML take no time', () => {
  for (const piece of ['<a href="', '<!--', '<', '<style', '&#', '<a ', '<img alt="']) {
    const began = performance.now();
    htmlToText(piece.repeat(300_000));
    assert.ok(performance.now() - began < 4_000, piece);
  }
});
