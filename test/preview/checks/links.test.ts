/** The links of a message: each rule finds its fault, on its line, and leaves the sound link alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { misleads, type linkRuleNames } from '../../../src/preview/checks/linkRules';
import { links } from '../../../src/preview/checks/links';
import { htmlMail, mailOf, shopMail } from '../letters';
import { finding, found, rules } from './reports';

/** A link or image with the fault, and one like it without. */
const faults: Readonly<Record<(typeof linkRuleNames)[number], readonly [bad: string, good: string]>> = {
  'no-href': ['<a class="x">Order</a>', '<a name="top-of-it"></a>'],
  'empty-link': ['<a href=" ">Order</a>', '<a href="https://shop.example/">Order</a>'],
  'link-syntax': ['<a href="https:///">Order</a>', '<a href="https://shop.example/a%20b">Order</a>'],
  'link-relative': ['<a href="/orders">Order</a>', '<a href="//shop.example/orders">Order</a>'],
  'link-variable': ['<a href="https://shop.example/{{id}}">Order</a>', '<a href="https://shop.example/{id}">Order</a>'],
  'link-scheme': ['<a href="java&#10;script:alert(1)">Order</a>', '<a href="sms:+491701234567">Order</a>'],
  'link-http': ['<a href="http://shop.example/">Order</a>', '<a href="https://shop.example/">Order</a>'],
  'image-http': ['<img src="http://shop.example/a.png">', '<img src="https://shop.example/a.png"><img src="cid:a@b">'],
  'link-mismatch': [
    '<a href="https://evil.example/">https://bank.example/login</a>',
    '<a href="https://www.bank.example/login">bank.example</a>',
  ],
  'link-password': [
    '<a href="https://bank.example@evil.example/">Order</a>',
    '<a href="https://a.example/@b">Order</a>',
  ],
  'link-address': ['<a href="https://192.0.2.7/">Order</a>', '<a href="https://a192.example/">Order</a>'],
  'link-local': ['<a href="http://localhost:3000/">Order</a>', '<a href="https://localhost.example/">Order</a>'],
  'link-punycode': ['<a href="https://bücher.example/">Order</a>', '<a href="https://buecher.example/">Order</a>'],
  'link-shortener': ['<a href="https://bit.ly/3">Order</a>', '<a href="https://rabbit.ly/3">Order</a>'],
  'link-long': [
    `<a href="https://a.example/${'x'.repeat(2_001)}">Order</a>`,
    `<a href="https://a.example/${'x'.repeat(1_900)}">Order</a>`,
  ],
  'link-mailto': [
    '<a href="mailto:bob">Bob</a>',
    '<a href="mailto:bob@example.com,carol@example.com?subject=x">B</a><a href="mailto:?to=bob%40example.com">C</a>',
  ],
  'link-tel': ['<a href="tel:callme">Call</a>', '<a href="tel:+49%2030%201234567">Call</a>'],
  'anchor-without-target': [
    '<a href="#terms">Terms</a>',
    '<a href="#terms">Terms</a><h2 id="terms">Terms</h2><a href="#top">Up</a>',
  ],
};

for (const [rule, [bad, good]] of Object.entries(faults))
  void test(`${rule}: the fault is found on its line, the sound link is not`, () => {
    const report = links(htmlMail(`<p>Hello</p>\r\n${bad}`));
    assert.deepEqual(
      found(report).filter((each) => each.startsWith(rule)),
      [`${rule}@7`],
    );
    assert.ok(finding(report, rule).why.length > 20);
    assert.ok(!rules(links(htmlMail(`<p>Hello</p>\r\n${good}`))).includes(rule), good);
  });

void test('the line of a link is that of the source, behind quoted-printable with soft line ends and base64', () => {
  const html = `<p>Grüße</p>${'<b>ü</b>'.repeat(30)}\r\n<p><a href="http://shop.example/">x</a>`;
  const octets = Buffer.from(html);
  const quoted = [...octets]
    .map((code) => (code > 126 || code === 61 ? `=${code.toString(16).toUpperCase()}` : String.fromCharCode(code)))
    .reduce(
      (lines: string[], sign) => {
        const last = lines.at(-1) ?? '';
        return sign === '\n' || last.length > 60
          ? [...lines.slice(0, -1), sign === '\n' ? last.replace(/\r$/, '') : `${last}=`, sign === '\n' ? '' : sign]
          : [...lines.slice(0, -1), last + sign];
      },
      [''],
    );
  const head = (encoding: string): string[] => [
    ...['From: a@example.com', 'Content-Type: text/html; charset=utf-8', `Content-Transfer-Encoding: ${encoding}`, ''],
  ];
  const inQuoted = links(mailOf(...head('quoted-printable'), ...quoted));
  const at = quoted.findIndex((line) => line.includes('http:'));
  assert.deepEqual(
    found(inQuoted).filter((each) => each.startsWith('link-http')),
    [`link-http@${at + 5}`],
  );
  const encoded = octets.toString('base64').match(/.{1,76}/g) ?? [];
  const inBase64 = links(mailOf(...head('base64'), ...encoded));
  const line = Math.floor((Math.floor(octets.indexOf('href=') / 3) * 4) / 76);
  assert.deepEqual(
    found(inBase64).filter((each) => each.startsWith('link-http')),
    [`link-http@${line + 5}`],
  );
});

void test('the links of a text part are held to the same rules, and the mark that ends a sentence is no part of them', () => {
  const report = links(
    mailOf('From: a@example.com', '', 'See http://shop.example/o/17, or (https://shop.example/).', 'Bye'),
  );
  assert.deepEqual(found(report), ['link-http@3']);
  assert.equal(finding(report, 'link-http').places[0]?.words, 'http://shop.example/o/17');
  assert.deepEqual(report.tables?.[0]?.rows, [['shop.example', '2', 'http://shop.example/o/17']]);
});

void test('a message with sound links has nothing to say but where they lead', () => {
  const report = links(mailOf(...shopMail()));
  assert.deepEqual(found(report), []);
  assert.deepEqual(report.facts?.[0], ['Links in the HTML', '1']);
});

void test('what is shown misleads only where it is a host, and another', () => {
  assert.ok(misleads('www.bank.example', 'evil.example'));
  assert.ok(misleads('BANK.com', 'evil.example'));
  assert.ok(!misleads('Read more', 'evil.example'));
  assert.ok(!misleads('bank.example', 'mail.bank.example'));
  assert.ok(!misleads('invoice.pdf', 'shop.example'));
  assert.ok(!misleads('Node.js', 'nodejs.org'));
});

void test('a hundred thousand bad links are one finding with some of its places, in bounded time', () => {
  const report = links(htmlMail('<a href=x>y'.repeat(90_000)));
  assert.deepEqual(rules(report), ['link-relative']);
  const { places, more } = finding(report, 'link-relative');
  assert.equal(places.length, 20);
  assert.ok(more > 80_000, `${more}`);
});

void test('patterns do not go back and forth over what an attacker writes', () => {
  const started = performance.now();
  for (const piece of ['a.', 'a-', '1', '%2', '{', ' ', ',', '@', '-.'])
    links(
      htmlMail(
        `<a href="mailto:${piece.repeat(200_000)}">${piece.repeat(100_000)}</a><a href="tel:${piece.repeat(100_000)}">x`,
      ),
    );
  links(mailOf('From: a@example.com', '', 'www.'.repeat(250_000)));
  links(mailOf('From: a@example.com', '', `http://${'.'.repeat(900_000)}`));
  assert.ok(performance.now() - started < 20_000);
});
