import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeHtml, html } from '../../../src/views/transcript/html';
import { linked } from '../../../src/views/transcript/links';
import { isPageRequest } from '../../../src/views/transcript/requests';
import { timeBar } from '../../../src/views/transcript/timeBar';

void test('what is put into markup is escaped, unless it is markup', () => {
  assert.equal(html`<b>${'<i>'}</b>`.markup, '<b>&#60;i&#62;</b>');
  assert.equal(html`<b>${html`<i>x</i>`}</b>`.markup, '<b><i>x</i></b>');
  assert.equal(html`<b>${[html`1`, html`2`]}${3}${undefined}</b>`.markup, '<b>123</b>');
});

void test('quotes can not end an attribute', () => {
  assert.equal(html`<a title="${'" onload="x'}"></a>`.markup, '<a title="&#34; onload=&#34;x"></a>');
});

void test('marks that turn the text around are shown instead of obeyed', () => {
  assert.equal(escapeHtml('a\u202eb\u001bc'), 'a\\u202eb\\u001bc');
});

void test('escaped text has no character that means something in HTML', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => assert.doesNotMatch(escapeHtml(text), /[<>"']|&(?!#\d+;)/)),
  );
});

void test('names of settings become links, with the words around them untouched', () => {
  const { markup } = linked('Drop: local by mailroot.localDomains "*", see mailroot.smtp.port.');
  assert.match(markup, /^Drop: local by <a role="link" tabindex="0" data-setting="mailroot\.localDomains"/);
  assert.match(markup, /data-setting="mailroot\.smtp\.port"[^>]*>mailroot\.smtp\.port<\/a>\.$/);
});

void test('a Drop file is a link as a whole, and leads to Drop', () => {
  const { markup } = linked('in Drop as 20261123T115001Z-0c88001.eml');
  assert.match(markup, /data-dropped="20261123T115001Z-0c88001"[^>]*>20261123T115001Z-0c88001\.eml<\/a>$/);
});

void test('a moment that cannot be stays as it was said', () => {
  assert.doesNotMatch(linked('at 2026-99-99T11:50:01.000Z').markup, /<time|<a|Invalid/);
});

void test('a sentence without names stays a sentence', () => {
  assert.equal(linked('The remote host said: 550 <no>').markup, 'The remote host said: 550 &#60;no&#62;');
  assert.equal(linked('my.mailroot is not one, nor is mailroot alone').markup.includes('<a'), false);
});

void test('the page may ask for its own wishes', () => {
  for (const wish of [
    { ready: true },
    { do: 'retryNow' },
    { do: 'openRtr' },
    { setting: 'mailroot.smtp.port' },
    { message: '20261123T115001Z-0c88001-f1' },
    { dropped: '20261123T115001Z-0c88001' },
    { document: 'docs/simulator.md' },
  ])
    assert.ok(isPageRequest(wish), JSON.stringify(wish));
});

void test('and for nothing else', () => {
  for (const wish of [
    undefined,
    null,
    'retryNow',
    42,
    [],
    {},
    { ready: 'true' },
    { do: 'deleteMessage' },
    { do: 'retryNow', setting: 'mailroot.smtp.port' },
    { setting: 'terminal.integrated.shell' },
    { setting: 'mailroot.x; command' },
    { message: '../../etc/passwd' },
    { document: '../secret.md' },
    { document: 'docs/../../x.md' },
    { command: 'workbench.action.terminal.new' },
  ])
    assert.equal(isPageRequest(wish), false, JSON.stringify(wish));
});

void test('the pieces of a bar fill its width, also when everything took no time', () => {
  for (const times of [
    [
      { stage: 'dns', ms: 3 },
      { stage: 'rcpt', ms: 97 },
    ],
    [
      { stage: 'dns', ms: 0 },
      { stage: 'connect', ms: 0 },
      { stage: 'quit', ms: 0 },
    ],
  ] as const) {
    const { markup } = timeBar(times);
    const bar = markup.split('</svg>')[0] ?? '';
    const widths = [...bar.matchAll(/width="([\d.]+)" height="10"/g)].map(([, width]) => Number(width));
    assert.equal(widths.length, times.length);
    assert.ok(Math.abs(widths.reduce((sum, width) => sum + width, 0) - 1_000) < 1);
    assert.ok(
      widths.every((width) => width >= 4),
      'every stage can be seen',
    );
  }
});

void test('a session without any line has no bar', () => {
  assert.equal(timeBar([]).markup, '');
});
