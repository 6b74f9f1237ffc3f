/** Hostile mail in the preview: what is endless ends, what is disguised is shown as what it is, nothing leads out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { savedName } from '../../src/preview/mail/content';
import { readMail } from '../../src/preview/mail/mail';
import { htmlMail, mailOf, pageOf } from './letters';

void test('a cid that names itself, or HTML, is no picture', () => {
  const mail = mailOf(
    ...[
      'From: a@example.com',
      'To: b@example.com',
      'Content-Type: multipart/related; boundary=r',
      '',
      '--r',
      'Content-Type: text/html',
      'Content-ID: <me@x>',
    ],
    ...[
      '',
      '<img src="cid:me@x" alt="me"><img src="cid:other@x"><iframe src="cid:me@x"></iframe>',
      '--r',
      'Content-Type: text/html',
      'Content-ID: <other@x>',
      '',
    ],
    ...['<img src="cid:me@x">', '--r--', ''],
  );
  const { frame = '' } = pageOf(mail);
  assert.match(frame, /<img alt="me"><img><\/body>/);
});

void test('one large picture that is named ten thousand times is not written ten thousand times', () => {
  const large = Buffer.alloc(600_000, 1).toString('base64');
  const mail = mailOf(
    ...[
      'From: a@example.com',
      'To: b@example.com',
      'Content-Type: multipart/related; boundary=r',
      '',
      '--r',
      'Content-Type: text/html',
      '',
    ],
    ...[
      '<img src="cid:p@x">'.repeat(10_000),
      '--r',
      'Content-Type: image/png',
      'Content-ID: <p@x>',
      'Content-Transfer-Encoding: base64',
      '',
      large,
      '--r--',
    ],
  );
  const { frame = '' } = pageOf(mail);
  assert.ok(frame.length < 32_000_000, `${frame.length}`);
  assert.match(frame, /data:image\/png;base64/);
});

void test('ten thousand parts are a page that ends, and the page says what it leaves out', () => {
  const parts = Array.from({ length: 10_500 }, () => '--b\r\nContent-Type: image/png\r\n\r\nx');
  const mail = mailOf(
    'From: a@example.com',
    'To: b@example.com',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    ...parts,
    '--b--',
  );
  const { page } = pageOf(mail);
  assert.ok(page.length < 2_000_000, `${page.length}`);
  assert.match(page, /more than 10000 parts/);
  assert.match(page, /more parts are not shown/);
});

void test('a hundred and more levels of multiparts and messages are read to a limit', () => {
  const levels = Array.from({ length: 150 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}`);
  assert.match(pageOf(mailOf('From: a@example.com', ...levels, '', 'deep')).page, /deeper than 100 levels/);
  const messages = Array.from({ length: 150 }, () => 'Content-Type: message/rfc822\r\n');
  assert.match(pageOf(mailOf('From: a@example.com', ...messages, 'deep')).page, /deeper than 100 levels/);
});

void test('a declared size is not believed', () => {
  const mail = mailOf(
    'From: a@example.com',
    'Content-Length: 1073741824',
    'Content-Type: application/zip; name=a.zip; size=1073741824',
    'Content-Transfer-Encoding: base64',
    '',
    'UEsDBA==',
  );
  const { page } = pageOf(mail);
  assert.match(page, /application\/zip[^]*?>4 B</);
  assert.ok(page.length < 20_000);
});

void test('an override of the writing direction is shown as what it is, and is not in the name of a file', () => {
  const mail = mailOf(
    'From: a@example.com',
    'Subject: pay \u202egnp.exe',
    'Content-Type: application/octet-stream; name="invoice_\u202efdp.exe"',
    '',
    'x',
  );
  const { page } = pageOf(mail);
  assert.doesNotMatch(page, /\u202e/);
  assert.match(page, /\\u202e/);
  assert.equal(savedName(mail, mail.message.root), 'invoice_fdp.exe');
});

void test('NULs and control characters change nothing', () => {
  const { page, frame = '' } = pageOf(htmlMail('a\0b<scr\0ipt>c</scr\0ipt><img src="x\0" alt="\0">'));
  assert.doesNotMatch(page + frame, /\0/);
  assert.match(pageOf(mailOf('From: a@example.com', 'Subject: a\0b', '', 'x\0y')).page, /x\\u0000y/);
});

void test('a file name never leads out of the folder it is saved in', () => {
  for (const [name, safe] of [
    ['../../etc/passwd', 'passwd'],
    ['C:\\\\Windows\\\\x.dll', 'x.dll'],
    ['..', 'part-0.bin'],
    ['con.txt', 'part-0.bin'],
    ['a:b|c?.txt', 'abc.txt'],
    ['', 'part-0.bin'],
  ] as const) {
    const mail = mailOf('From: a@example.com', `Content-Type: application/octet-stream; name="${name}"`, '', 'x');
    assert.equal(savedName(mail, mail.message.root), safe, name);
  }
});

void test('markup in headers, names and types is text on the page', () => {
  const evil = '<img src=x onerror=alert(1)>';
  const { page, title } = pageOf(
    mailOf(
      `From: "${evil}" <a@example.com>`,
      `To: ${evil}`,
      `Subject: ${evil}`,
      `X-A: ${evil}`,
      `Content-Type: text/plain; charset="${evil}"; name="${evil}"`,
      '',
      evil,
    ),
  );
  assert.doesNotMatch(page, /<img/);
  assert.equal(title, evil);
});

void test('octets that are no message at all are a page', () => {
  const noise = Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 256));
  assert.match(pageOf(readMail(noise)).page, /role="tablist"/);
  assert.match(pageOf(readMail(Buffer.alloc(0))).page, /\(no subject\)/);
});
