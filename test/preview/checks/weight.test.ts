/** The weight of a message: what is too much is found with the reason, what is not is left alone; the table adds up. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weight } from '../../../src/preview/checks/weight';
import { readMail } from '../../../src/preview/mail/mail';
import { htmlMail, mailOf, pixel, shopMail } from '../letters';
import { finding, found, rules } from './reports';

const has = (rule: string, ...of: Parameters<typeof weight>): boolean => rules(weight(...of)).includes(rule);

/** Only its first octets say how large a PNG is. */
function png(width: number, octets = 100): string {
  const picture = Buffer.alloc(octets);
  Buffer.from(pixel, 'base64').copy(picture, 0, 0, 33);
  picture.writeUInt32BE(width, 16);
  return picture.toString('base64');
}

function withPicture(html: string, picture: string): ReturnType<typeof mailOf> {
  return mailOf(
    ...['From: a@example.com', 'Content-Type: multipart/related; boundary=r', '', '--r', 'Content-Type: text/html', ''],
    ...[html, '--r', 'Content-Type: image/png; name=logo.png', 'Content-ID: <logo@x>'],
    ...['Content-Transfer-Encoding: base64', '', picture, '--r--', ''],
  );
}

void test('HTML beyond 102 KB is clipped by Gmail; a bit less is too near; less is well', () => {
  const html = (octets: number): ReturnType<typeof htmlMail> => htmlMail('x'.repeat(octets));
  assert.ok(has('clipped', html(104_449)));
  assert.ok(!has('clipped', html(104_448)) && has('nearly-clipped', html(104_448)));
  assert.ok(!has('nearly-clipped', html(90_000)));
  assert.match(finding(weight(html(200_000)), 'clipped').what, /200 KB/);
});

void test('a message above 25 MB is refused by most, one above 10 MB by many', () => {
  const large = (size: number): ReturnType<typeof readMail> => {
    const head = Buffer.from('From: a@example.com\r\n\r\nx');
    return readMail({ size, read: (start, end) => head.subarray(start, end) });
  };
  assert.ok(has('too-large', large(26_000_000)));
  assert.ok(has('large', large(11_000_000)));
  assert.deepEqual(rules(weight(large(9_000_000))), []);
});

void test('HTML without text is told, HTML with text is not', () => {
  assert.ok(has('no-text', htmlMail('<p>x')));
  assert.ok(!has('no-text', mailOf(...shopMail())));
});

void test('a picture much larger than it is shown is found where it is shown', () => {
  const page = (width: number): string =>
    `<p>x</p>\r\n<img src="cid:logo@x" width="100" alt="Logo">`.replace('100', String(width));
  assert.ok(found(weight(withPicture(page(100), png(300)))).includes('image-oversized@8'));
  assert.ok(!has('image-oversized', withPicture(page(150), png(300))));
  assert.equal(
    finding(weight(withPicture(page(100), png(300))), 'image-oversized').places[0]?.words,
    '300 × 1 shown 100 wide, 100 B',
  );
});

void test('a picture of more than 200 KB is heavy', () => {
  assert.ok(has('image-heavy', withPicture('<img src="cid:logo@x" width=9>', png(9, 200_001))));
  assert.ok(!has('image-heavy', withPicture('<img src="cid:logo@x" width=9>', png(9, 200_000))));
});

void test('a cid that no part has, and a part that no cid names', () => {
  const missing = weight(withPicture('<img src="cid:other@x" width=9>', png(9)));
  assert.ok(rules(missing).includes('cid-missing') && rules(missing).includes('picture-unused'));
  const there = weight(withPicture('<td background="cid:logo%40x"><img src="cid:logo@x" width=9>', png(9)));
  assert.ok(!rules(there).includes('cid-missing') && !rules(there).includes('picture-unused'));
});

void test('images without a size, as data: URIs, on other hosts, of one pixel', () => {
  const report = weight(
    htmlMail(
      `<img src="https://a.example/1.png">\r\n<img src="data:image/png;base64,${pixel}" width=1>\r\n<img src="//b.example/o" width=1 height=1>`,
    ),
  );
  assert.deepEqual(
    found(report).sort(),
    [
      ...['data-image@7', 'image-without-size@6', 'no-text', 'remote-images@6', 'remote-images@8', 'tracking-pixel@8'],
    ].sort(),
  );
  assert.equal(finding(report, 'remote-images').what, 'Remote images: 2');
  const sound = weight(withPicture('<img src="cid:logo@x" style="width: 10px">', png(10)));
  assert.deepEqual(rules(sound), ['no-text']);
});

void test('the parts are listed, the heaviest first, with what they are and what they take on the way', () => {
  const { tables, facts } = weight(mailOf(...shopMail()));
  assert.deepEqual(tables?.[0]?.rows[0]?.slice(0, 2), ['1.2.1', 'text/html']);
  assert.ok(
    tables[0].rows.some(
      ([, type, name, size]) => type === 'application/pdf' && name === 'Rechnung.pdf' && size === '9 B',
    ),
  );
  assert.match(facts?.find(([name]) => name === 'HTML')?.[1] ?? '', /Gmail shows the first 104 KB/);
});

void test('pictures that are none, and ten thousand that are the same, end', () => {
  assert.deepEqual(rules(weight(withPicture('<img src="cid:logo@x" width=1>', 'AAAA'))), ['no-text']);
  const report = weight(withPicture('<img src="cid:logo@x" width=10>'.repeat(10_000), png(5_000, 100_000)));
  assert.ok(rules(report).includes('image-oversized'));
});
