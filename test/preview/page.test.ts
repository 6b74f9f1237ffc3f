/** The preview page: what a reader sees of a message, and what is said about what is not seen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safeCss } from '../../src/preview/safe/css';
import { condenseLimits } from '../../src/preview/mail/condensed';
import { readMail } from '../../src/preview/mail/mail';
import { clean, htmlMail, mailOf, pageOf, pixel, shopMail } from './letters';

const shop = mailOf(...shopMail());
const text = (page: string): string => page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

void test('subject, sender and recipients are decoded; who is not named is shown apart', () => {
  const { title, page } = pageOf(shop);
  assert.equal(title, 'Ihre Bücher sind da');
  assert.match(text(page), /From Bücher-Shop &#60;shop@shop\.example&#62;/);
  assert.match(text(page), /Unnamed secret@example\.net/);
});

void test('a picture of the message stands in its HTML, a remote one does not', () => {
  const { frame = '', page } = pageOf(shop);
  assert.ok(frame.includes(`src="data:image/png;base64,${pixel}"`));
  assert.doesNotMatch(frame, /track\.example/);
  assert.match(text(page), /1 remote image of track\.example not loaded/);
  assert.match(text(page), /Taken out of the HTML: 1 × form, 1 × input/);
});

void test('remote images that are allowed are loaded, and can be blocked again', () => {
  const { frame = '', page } = pageOf(shop, { remote: true });
  assert.match(frame, /src="https:\/\/track\.example\/open\.gif"/);
  assert.match(page, /data-do="blockRemote"/);
});

void test('with images off their words stand there', () => {
  const { frame = '' } = pageOf(shop, { images: false, remote: true });
  assert.match(frame, /<img alt="Logo" width="40" height="40">/);
  assert.doesNotMatch(frame, /src=/);
});

void test('dark mode: a message with a style of its own shows it, one without has its colours turned', () => {
  const own = htmlMail(
    '<style>@media (prefers-color-scheme: dark){p{color:#fff}}@media (prefers-color-scheme:light){p{color:#000}}</style><p>a',
  );
  assert.match(
    pageOf(own, { dark: true }).frame ?? '',
    /@media \(min-width: 0px\)\{p\{color:#fff\}\}@media \(max-width: 0px\)/,
  );
  assert.match(pageOf(own).frame ?? '', /@media \(max-width: 0px\)\{p\{color:#fff\}\}@media \(min-width: 0px\)/);
  assert.doesNotMatch(pageOf(own, { dark: true }).frame ?? '', /invert/);
  assert.match(pageOf(htmlMail('<p>a'), { dark: true }).frame ?? '', /invert\(1\)/);
});

void test('language, direction and colours of the message are kept', () => {
  const { rootAttributes, bodyAttributes, body } = clean(
    '<html lang="ar" dir="rtl"><body bgcolor="#eee" style="margin:0"><font color=red>x</font>',
  );
  assert.equal(rootAttributes, ' lang="ar" dir="rtl"');
  assert.equal(bodyAttributes, ' bgcolor="#eee" style="margin:0"');
  assert.equal(body, '<font color="red">x</font>');
});

void test('names of classes with escapes are left alone', () => {
  const css = '.sm\\:w-full{width:100%!important}';
  assert.equal(safeCss(css, { dark: false, resolve: () => undefined }), css);
});

void test('quoted lines are told apart', () => {
  const { page } = pageOf(mailOf('From: a@example.com', '', 'mine', '> yours', '> more', '>> mine before'));
  assert.match(page, /mine\n<span class="quote q1">&#62; yours\n&#62; more\n<\/span>\s*<span class="quote q2">/);
});

void test('a message without text says so', () => {
  assert.match(text(pageOf(htmlMail('<p>a')).page), /has no text part/);
});

void test('the tree has every part with its size, charset and line', () => {
  const { page } = pageOf(shop);
  const lines = shopMail();
  const at = lines.indexOf('Content-Type: application/pdf; name="Rechnung.pdf"');
  assert.match(text(page), new RegExp(`application/pdf attachment Rechnung\\.pdf 9 B base64 ${at + 1} `));
  assert.match(text(page), /1\.1 text\/plain text \d+ B utf-8 quoted-printable/);
  assert.ok(page.includes(`data-source="${at}"`));
});

void test('attachments can be opened, saved and found; pictures and small texts are seen at once', () => {
  const { page } = pageOf(shop);
  for (const action of ['data-open="2"', 'data-save="2"', 'data-open="4"']) assert.ok(page.includes(action), action);
  assert.match(page, /<img src="data:image\/png/);
  assert.match(text(page), /Tue, 1 Dec 2026, 10:00 – 10:30 Europe\/Berlin/);
});

void test('a delivery report is read without opening it', () => {
  const mail = mailOf(
    ...[
      'From: a@example.com',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      '',
      'Sorry.',
      '--b',
    ],
    ...[
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.test',
      '',
      'Final-Recipient: rfc822; x@example.com',
      'Action: failed',
      '--b--',
    ],
  );
  assert.match(text(pageOf(mail).page), /x@example\.com failed 5\.0\.0/);
});

void test('headers stand decoded and as they are, each with its line', () => {
  const { page } = pageOf(shop);
  assert.match(page, /<span class="decoded">Ihre Bücher sind da<\/span/);
  assert.match(page, /=\?utf-8\?Q\?Ihre_B=C3=BCcher_sind_da\?=/);
  assert.match(page, /data-source="5"[^>]*title="Line 6 of the source"/);
});

void test('what was not read is said', () => {
  const octets = Buffer.from(`From: a@example.com\r\n\r\n${'x'.repeat(1_000)}`);
  const mail = readMail(octets, { ...condenseLimits, scanned: 500 });
  assert.match(text(pageOf(mail).page), /Only the first 500 B of 1\.0 KB were read/);
});
