/** The colours of mail: every part in its own language, base64 dimmed, and nothing that leaks over a delimiter. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { corpusNames, corpusText } from '../language/messages';
import { tokens, type Token } from './tokens';

/** The scopes of the first token that has the needle in it. */
function scopesOf(found: readonly Token[], needle: string): string {
  const token = found.find(({ text }) => text.includes(needle));
  assert.ok(token, `no token has ${needle}: ${found.map(({ text }) => text).join('|')}`);
  return token.scopes;
}

async function corpus(name: string): Promise<Token[]> {
  return tokens(corpusText(name).split(/\r?\n/));
}

void test('names of fields are told from values; envelope lines from fields; known fields from others', async () => {
  const found = await tokens(['X-Receiver: <a@b.example>', 'To: Bob <bob@example.org>', 'X-Mine: 1', '', 'To: text']);
  assert.match(scopesOf(found, 'X-Receiver'), /keyword\.control\.envelope/);
  assert.match(scopesOf(found, 'To'), /entity\.name\.tag\.header/);
  assert.match(scopesOf(found, 'X-Mine'), /entity\.other\.attribute-name\.header/);
  assert.match(scopesOf(found, 'bob@example.org'), /string\.unquoted\.address/);
  assert.doesNotMatch(scopesOf(found, 'To: text'), /header/);
});

void test('addresses, names, comments, encoded words, dates and ids have their own colours', async () => {
  const found = await tokens([
    'From: "Smith, Ann" <ann@example.com>, jörg@bücher.example (who \\) =?utf-8?Q?J=C3=B6?=)',
    'Date: Tue, 24 Nov 2026 09:00:00 +0000 (UTC)',
    'References: <a1@example.com>',
    ' <a2@example.com>',
    'Subject: =?utf-8?Q?B=C3=BC?= for ${name}',
    'List-Unsubscribe: <https://example.com/u>, <mailto:u@example.com>',
  ]);
  assert.match(scopesOf(found, 'Smith, Ann'), /string\.quoted/);
  assert.match(scopesOf(found, 'jörg@bücher.example'), /address/);
  assert.match(scopesOf(found, 'who'), /comment/);
  assert.match(scopesOf(found, 'J=C3=B6'), /encoded-word/);
  assert.match(scopesOf(found, '24 Nov 2026'), /constant\.numeric\.date/);
  assert.match(scopesOf(found, 'UTC'), /comment/);
  assert.match(scopesOf(found, 'a2@example.com'), /message-id/);
  assert.match(scopesOf(found, '${name}'), /variable/);
  assert.match(scopesOf(found, 'https://example.com/u'), /link/);
});

void test('a media type and its parameters', async () => {
  const found = await tokens([
    'Content-Type: multipart/mixed; boundary="=_x";',
    '\tcharset*0=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ]);
  assert.match(scopesOf(found, 'multipart/mixed'), /support\.type\.media/);
  assert.match(scopesOf(found, 'boundary'), /variable\.parameter/);
  assert.match(scopesOf(found, '=_x'), /string\.quoted/);
  assert.match(scopesOf(found, 'charset'), /variable\.parameter/);
  assert.match(scopesOf(found, '8bit'), /constant\.language/);
});

/** What a body of a media type is coloured by. */
const languages: readonly (readonly [type: string, scope: RegExp])[] = [
  ['text/html; charset=utf-8', /meta\.embedded\.block\.html.*word\.text\.html\.basic/],
  ['TEXT/HTML', /word\.text\.html\.basic/],
  ['text/x-amp-html', /word\.text\.html\.basic/],
  ['application/json', /word\.source\.json/],
  ['application/ld+json;x=y', /word\.source\.json/],
  ['text/xml', /word\.text\.xml/],
  ['application/soap+xml', /word\.text\.xml/],
  ['text/css', /word\.source\.css/],
  ['text/markdown', /word\.text\.html\.markdown/],
  ['text/x-patch', /word\.source\.diff/],
];

void test('a message, and a part, is coloured by the language of its media type', async () => {
  for (const [type, scope] of languages) {
    const whole = await tokens([`Content-Type: ${type}`, 'Subject: x', '', 'needle']);
    assert.match(scopesOf(whole, 'needle'), scope, type);
    const part = ['--b', 'X-First: 1', `Content-Type: ${type}`, 'X-Last: 1', '', 'needle', '--b', '', 'after', '--b--'];
    const found = await tokens(['Content-Type: multipart/mixed; boundary=b', '', ...part]);
    assert.match(scopesOf(found, 'needle'), scope, type);
    assert.doesNotMatch(scopesOf(found, 'after'), /embedded/, type);
  }
});

void test('plain text has quotes, signatures and links, and no other language', async () => {
  const found = await tokens(['Content-Type: text/plain', '', '> quoted', 'see https://example.com/', '-- ', '<b>']);
  assert.match(scopesOf(found, 'quoted'), /markup\.quote/);
  assert.match(scopesOf(found, 'https'), /link/);
  assert.match(scopesOf(found, '-- '), /signature/);
  assert.doesNotMatch(scopesOf(found, '<b>'), /embedded/);
});

void test('base64 is dimmed, whichever of type and encoding comes first, and ends with its part', async () => {
  const [type, encoding] = ['Content-Type: text/html', 'Content-Transfer-Encoding: BASE64'];
  for (const head of [[type, encoding], [encoding, type], [encoding]]) {
    const found = await tokens([
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      ...head,
      '',
      'SGVsbG8',
      '--b',
      '',
      'after',
    ]);
    assert.match(scopesOf(found, 'SGVsbG8'), /comment\.block\.base64/);
    assert.doesNotMatch(scopesOf(found, 'after'), /base64/);
  }
});

void test('quoted-printable shows in whatever language, and only where it is the encoding', async () => {
  const [type, encoding] = ['Content-Type: text/html', 'Content-Transfer-Encoding: quoted-printable'];
  for (const head of [
    [type, encoding],
    [encoding, type],
  ]) {
    const found = await tokens([...head, '', 'a href=3D b =', 'word']);
    assert.match(scopesOf(found, '=3D'), /escape\.quoted-printable/);
    assert.match(scopesOf(found, '='), /escape\.quoted-printable/);
    assert.match(scopesOf(found, 'word'), /word\.text\.html/);
  }
  const plain = await tokens([type, '', 'width=50']);
  assert.ok(plain.every(({ scopes }) => !scopes.includes('quoted-printable')));
});

void test('a comment of HTML that is never closed ends with its part', async () => {
  const found = await tokens([
    ...['Content-Type: multipart/alternative; boundary="alt"', '', '--alt', 'Content-Type: text/html', ''],
    ...['<!-- open', 'inside', '--alt', 'Content-Type: application/json', '', 'data', '--alt--', 'epilogue'],
  ]);
  assert.match(scopesOf(found, 'inside'), /comment\.text\.html/);
  assert.match(scopesOf(found, 'data'), /word\.source\.json/);
  assert.doesNotMatch(scopesOf(found, 'data'), /html/);
  assert.match(scopesOf(found, '--alt--'), /boundary\.end/);
});

void test('multiparts in multiparts: the delimiter of the outer ends the inner, closed or not', async () => {
  const found = await tokens([
    ...[
      'Content-Type: multipart/mixed; boundary=out',
      '',
      '--out',
      'Content-Type: multipart/alternative; boundary=in',
      '',
    ],
    ...['--in', 'Content-Type: text/html', '', 'inner', '--out', 'Content-Type: text/css', '', 'outer', '--out--'],
  ]);
  assert.match(scopesOf(found, 'inner'), /meta\.part\.eml.*meta\.part\.eml.*html/);
  assert.match(scopesOf(found, 'outer'), /css/);
  assert.doesNotMatch(scopesOf(found, 'outer'), /html|meta\.part\.eml.*meta\.part\.eml/);
  assert.match(scopesOf(found, '--in'), /keyword\.control\.boundary/);
});

void test('a line with dashes in a text is no delimiter', async () => {
  const found = await corpus('lines-that-look-like-delimiters');
  for (const dashes of ['--realm', '---- Original message ----'])
    assert.doesNotMatch(scopesOf(found, dashes), /boundary/, dashes);
});

void test('a boundary of odd characters is a delimiter', async () => {
  for (const name of ['boundary-of-odd-characters', 'boundary-folded-and-unquoted', 'boundary-that-begins-another'])
    for (const { text, scopes } of await corpus(name))
      if (text.startsWith('--') && !scopes.includes('header')) assert.match(scopes, /boundary/, `${name}: ${text}`);
});

void test('an attached message is a message again, and a delivery status has its fields', async () => {
  const forwarded = await corpus('forwarded-message');
  assert.ok(forwarded.some(({ text, scopes }) => text === 'original' && scopes.includes('word.text.html')));
  assert.match(scopesOf(await corpus('delivery-status-report'), 'Final-Recipient'), /entity\.name\.tag\.header/);
});

void test('a calendar has its properties', async () => {
  const found = await corpus('calendar-invitation');
  assert.match(scopesOf(found, 'VCALENDAR'), /component/);
  assert.match(scopesOf(found, 'SUMMARY'), /property/);
});

void test('what is no mail at all is left as text, and every message of the corpus is coloured to its end', async () => {
  assert.ok((await corpus('fault-no-mail-at-all')).every(({ scopes }) => !scopes.includes('header')));
  for (const name of corpusNames) {
    const lines = corpusText(name).split(/\r?\n/);
    const found = await tokens(lines);
    for (const [line, text] of lines.entries()) {
      const there = found
        .filter((token) => token.line === line)
        .map((token) => token.text)
        .join('');
      assert.equal(there, text, `${name}, line ${line + 1}`);
    }
  }
});

void test('the languages inside are told to the editor, so that brackets and comments are theirs', () => {
  const repository = join(__dirname, '..', '..');
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    contributes: { grammars: { scopeName: string; embeddedLanguages?: Record<string, string> }[] };
  };
  const told = manifest.contributes.grammars.find(({ scopeName }) => scopeName === 'text.eml')?.embeddedLanguages ?? {};
  const grammar = readFileSync(join(repository, 'syntaxes', 'eml.tmLanguage.json'), 'utf8');
  const named = new Set([...grammar.matchAll(/meta\.embedded\.block\.\w+/g)].map(([scope]) => scope));
  assert.ok(named.size >= 6);
  assert.deepEqual(Object.keys(told).sort(), [...named].sort());
});
