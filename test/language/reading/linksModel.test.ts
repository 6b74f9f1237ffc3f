import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linksOf, mostLinks } from '../../../src/language/reading/linksModel';
import { cut } from '../../../src/language/model/span';
import { corpusMessage, message } from '../messages';
import type { Message } from '../../../src/language/model/part';

function links(read: Message): string[] {
  return linksOf(read).map((link) => {
    const { target } = link;
    const to =
      target.kind === 'url'
        ? target.url
        : target.kind === 'source'
          ? `${target.source.path} at ${target.source.line}`
          : `line ${read.text.slice(0, target.offset).split('\n').length}`;
    return `${cut(read.text, link)} → ${to}`;
  });
}

void test('addresses lead to a new mail', () => {
  assert.deepEqual(links(corpusMessage('plain')).slice(0, 2), [
    'ann@example.com → mailto:ann@example.com',
    'bob@example.org → mailto:bob@example.org',
  ]);
  assert.deepEqual(
    links(corpusMessage('quoted-local-part'))[1],
    '"bob smith"@example.org → mailto:%22bob%20smith%22@example.org',
  );
});

void test('what is no address, or has no domain, leads nowhere', () => {
  assert.deepEqual(links(message('To: bob@, root, <a b@c.example>')), []);
});

void test('URLs of lists and in text are links, without the full stop behind them', () => {
  assert.deepEqual(
    links(
      message('List-Help: <https://example.com/help>', '', 'See https://example.com/a, or (http://b.example/?c=d).'),
    ),
    [
      'https://example.com/help → https://example.com/help',
      'https://example.com/a → https://example.com/a',
      'http://b.example/?c=d → http://b.example/?c=d',
    ],
  );
});

void test('a URL in quoted-printable is decoded, over its soft line break', () => {
  const read = message(
    'Content-Type: text/html',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<a href=3D"https://example.com/?a=3D1&b=',
    '=3D2">',
  );
  assert.deepEqual(links(read), ['https://example.com/?a=3D1&b=\r\n=3D2 → https://example.com/?a=1&b=2']);
});

void test('cid: leads to the part with that Content-ID, and to nowhere when there is none', () => {
  assert.ok(links(corpusMessage('related-with-cid-image')).includes('cid:logo@example.com → line 14'));
  const cids = links(corpusMessage('fault-cid-without-part')).filter((link) => link.startsWith('cid'));
  assert.deepEqual(cids, []);
});

void test('what is encoded in base64 is not searched', () => {
  assert.deepEqual(links(message('Content-Transfer-Encoding: base64', '', 'https://example.com/')), []);
});

void test('a message of a million links has as many as one can use', () => {
  assert.equal(linksOf(message('', 'http://a.example/ '.repeat(20_000))).length, mostLinks);
});

void test('X-Mail-Source leads to its file and line; a URL there does not', () => {
  assert.deepEqual(links(message('X-Mail-Source: src/mail/welcome.ts:42', '', 'x')), [
    'src/mail/welcome.ts:42 → src/mail/welcome.ts at 42',
  ]);
  assert.deepEqual(links(message('X-Mail-Source: C:\\shop\\Mail.cs:7:3', '', 'x')), [
    'C:\\shop\\Mail.cs:7:3 → C:\\shop\\Mail.cs at 7',
  ]);
  assert.deepEqual(links(message('X-Mail-Source: https://evil.example/a:1', '', 'x')), []);
});
