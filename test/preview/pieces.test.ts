/** The pieces of the preview: which part is what, words and names, lines, the envelope against the headers, requests, parts as files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Envelope } from '../../src/engine/mailroot/envelope';
import { octetsOf, savedName, sizeOf, wordsOf } from '../../src/preview/mail/content';
import { envelopeView } from '../../src/preview/mail/envelope';
import { linesAt } from '../../src/preview/mail/lines';
import { partAt, readMail } from '../../src/preview/mail/mail';
import { partQuery, readPartQuery } from '../../src/preview/partAddress';
import { isPreviewRequest } from '../../src/preview/requests';
import { mailOf, pixel, shopMail } from './letters';

const shop = mailOf(...shopMail());

void test('text and HTML are what is read, all else is a file: pictures, calendars, messages inside', () => {
  assert.equal(shop.html?.path, '1.2.1');
  assert.deepEqual(
    shop.texts.map(({ path }) => path),
    ['1.1'],
  );
  assert.deepEqual(
    shop.files.map(({ type }) => type.word),
    ['image/png', 'application/pdf', 'text/calendar', 'message/rfc822'],
  );
});

void test('a text file that is attached is no text of the message', () => {
  const mail = mailOf(
    ...['From: a@example.com', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'the text', '--b'],
    ...['Content-Type: text/plain; name=log.txt', 'Content-Disposition: attachment', '', 'the log', '--b--'],
  );
  assert.deepEqual(
    mail.texts.map((part) => wordsOf(mail, part).text),
    ['the text'],
  );
  assert.deepEqual(
    mail.files.map((part) => savedName(mail, part)),
    ['log.txt'],
  );
});

void test('a part is given as the octets it was made of', () => {
  const picture = partAt(shop, '1.2.2');
  assert.ok(picture);
  assert.deepEqual(octetsOf(shop, picture), Buffer.from(pixel, 'base64'));
  assert.equal(sizeOf(shop, picture), Buffer.from(pixel, 'base64').length);
  assert.equal(partAt(shop, '9'), undefined);
});

void test('8-bit text keeps its octets and its size', () => {
  const mail = readMail(
    Buffer.from(
      'Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGr\xfc\xdfe',
      'latin1',
    ),
  );
  assert.equal(wordsOf(mail, mail.message.root).text, 'Grüße');
  assert.equal(sizeOf(mail, mail.message.root), 5);
});

void test('text without a charset is read as UTF-8 where it is, else as Windows has it', () => {
  const words = (octets: Buffer): string => {
    const mail = readMail(Buffer.concat([Buffer.from('From: a@example.com\r\n\r\n'), octets]));
    return wordsOf(mail, mail.message.root).text;
  };
  assert.equal(words(Buffer.from('Grüße')), 'Grüße');
  assert.equal(words(Buffer.from([0x93, 0x47, 0x72, 0xfc, 0x94])), '“Grü”');
});

void test('an unknown charset is told, and the text is still shown', () => {
  const mail = mailOf('Content-Type: text/plain; charset=x-martian', '', 'abc');
  assert.deepEqual(wordsOf(mail, mail.message.root), {
    text: 'abc',
    note: 'The charset “x-martian” is not known here: read as Latin-1.',
  });
});

void test('a text of many millions of characters is cut, and that is said', () => {
  const mail = mailOf('Content-Type: text/plain', '', 'a'.repeat(1_500_000));
  const { text, note } = wordsOf(mail, mail.message.root);
  assert.equal(text.length, 1_000_000);
  assert.match(note ?? '', /Only the first million characters/);
});

void test('lines are counted as the editor counts them', () => {
  const text = 'a\r\nb\nc\rd\r\n\r\ne';
  assert.deepEqual(linesAt(readMail(Buffer.from(text)), [0, 3, 5, 7, 12]), [0, 1, 2, 3, 5]);
});

void test('a property: lines never go back, and the last is the number of line ends', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '\r\n', '\n', 'bc')), (pieces) => {
      const text = pieces.join('');
      const [last] = linesAt(readMail(Buffer.from(text)), [text.length]);
      assert.equal(last, text.split('\n').length - 1);
    }),
  );
});

void test('who gets a message: the lines on top count, and a name in To alone does not', () => {
  const view = envelopeView(shop.head, undefined);
  assert.equal(view.reversePath, 'bounce@shop.example');
  assert.deepEqual(view.rows, [
    { address: 'bob@example.org', named: ['To'], receives: true },
    { address: 'secret@example.net', named: [], receives: true },
    { address: 'carol@example.org', named: ['To'], receives: false },
  ]);
  assert.match(view.notes.join(' '), /reverse-path is not the address in From/);
});

void test('a Bcc is told: who it is, and that the field is taken out', () => {
  const { head } = mailOf('From: a@example.com', 'To: b@example.com', 'Bcc: c@example.com', '', 'x');
  const { rows, notes } = envelopeView(head, undefined);
  assert.deepEqual(rows.at(-1), { address: 'c@example.com', named: ['Bcc'], receives: true });
  assert.match(notes.join(' '), /taken out on the wire/);
});

void test('the state beside a message says more than its lines: who got it already', () => {
  const state = {
    reversePath: '',
    why: 'told by the client',
    recipients: [
      {
        address: 'Bob@example.org',
        state: { action: 'relayed', at: 1, nextHop: 'x', reply: { code: 250, text: 'ok' } },
      },
    ],
  } as unknown as Envelope;
  const { rows, reversePath } = envelopeView(shop.head, state);
  assert.equal(reversePath, '');
  assert.deepEqual(rows[0], { address: 'Bob@example.org', named: ['To'], receives: true, state: 'relayed' });
  assert.equal(rows.find(({ address }) => address === 'carol@example.org')?.receives, false);
});

void test('a message without recipients says why nobody gets it', () => {
  const { why, rows, reversePath } = envelopeView(mailOf('From: a@example.com', '', 'x').head, undefined);
  assert.match(why, /names no recipient/);
  assert.deepEqual([rows, reversePath], [[], undefined]);
});

void test('a page may ask for what its buttons say, and for nothing else', () => {
  const good = [
    { ready: true },
    { do: 'allowRemote' },
    { dark: 'on' },
    { images: 'off' },
    { source: '12' },
    { open: '1.2' },
    { save: '' },
    { inside: '4' },
    { do: 'back' },
    { check: 'links' },
    { link: 'https://example.com/' },
  ];
  for (const request of good) assert.ok(isPreviewRequest(request), JSON.stringify(request));
  const bad = [
    null,
    'x',
    {},
    { ready: false },
    { do: 'rm' },
    { check: 'toString' },
    { dark: 'x' },
    { source: '-1' },
    { open: '../x' },
    { save: '1..2' },
  ];
  const links = [
    'javascript:alert(1)',
    'command:x',
    'file:///etc/passwd',
    'https://a b',
    `https://${'a'.repeat(9_000)}`,
  ].map((link) => ({ link }));
  for (const request of [
    ...bad,
    ...links,
    JSON.parse('{"constructor":"x"}'),
    { do: 'openText', open: '1' },
  ] as unknown[])
    assert.ok(!isPreviewRequest(request), JSON.stringify(request));
});

void test('the address of a part is read as it was written, and nothing else is one', () => {
  fc.assert(
    fc.property(fc.webUrl(), fc.string(), (message, part) => {
      assert.deepEqual(readPartQuery(partQuery({ message, part })), { message, part });
    }),
  );
  for (const query of ['', 'x', '{}', '[1,2]', '["a"]', '["a","b","c"]'])
    assert.equal(readPartQuery(query), undefined, query);
});
