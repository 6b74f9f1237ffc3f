import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerFields } from '../../../src/language/knowledge/headerFields';
import type { Hover } from '../../../src/language/hovering/hover';
import { hoverAt } from '../../../src/language/hovering/hovers';
import { readMessage } from '../../../src/language/model/message';
import { now } from '../facts';
import { corpusNames, corpusText } from '../messages';

const view = { now: now + 2 * 86_400_000, timeZone: 'Europe/Berlin' };

/** Where the bar stands in the text; lines end with CRLF. */
function hover(marked: string): Hover | undefined {
  const text = marked.replace(/\n/g, '\r\n');
  return hoverAt(readMessage(text.replace('|', '')), text.indexOf('|'), view);
}

function lines(marked: string): string[] {
  return (hover(marked)?.blocks ?? []).map((block) =>
    block.kind === 'markdown' ? block.text : `${block.label}: ${block.text}`,
  );
}

void test('the name of a field: what it means, how often it stands, where that is written', () => {
  const [meaning, where] = lines('Su|bject: x\n\n');
  assert.equal(
    meaning,
    '**Subject**: What the message is about. What is not ASCII stands in encoded words (RFC 2047).',
  );
  assert.match(
    where ?? '',
    /^Stands once\. \[RFC 5322 §3\.6\.5\]\(https:\/\/www\.rfc-editor\.org\/.*\) · \[IANA registry\]\(https:\/\/www\.iana\.org\//,
  );
  assert.match(lines('Rec|eived: x\n\n')[1] ?? '', /^May stand more than once\./);
});

void test('every field that is known has a hover, and what no RFC has names no registry', () => {
  for (const { name, spec } of headerFields) {
    const said = lines(`|${name}: x\n\n`).join('\n');
    assert.ok(said.startsWith(`**${name}**: `), name);
    assert.equal(said.includes('iana.org'), spec !== '', name);
  }
});

void test('a field that nobody knows is said to be one', () => {
  assert.match(lines('X-Mi|ne: x\n\n')[0] ?? '', /^\*\*X-Mine\*\*: An own header field/);
  assert.match(lines('Fo|o_: x\n\n')[0] ?? '', /^\*\*Foo_\*\*: No header field that is known here\./);
});

void test('encoded words are read, and how they are written', () => {
  assert.deepEqual(lines('Subject: =?utf-8?Q?B=C3=BCc|her?= =?utf-8?B?w7w=?=\n\n'), [
    'Reads: Bücherü',
    'Encoded words: utf-8, quoted-printable; utf-8, base64',
  ]);
  assert.deepEqual(lines('Subject: plain| text\n\n'), []);
});

void test('an address in its parts, with both forms of its domain', () => {
  assert.deepEqual(lines('To: "Smith, \\"Al\\"" <al@b|ücher.example>\n\n'), [
    'Name: Smith, "Al"',
    'Local part: al',
    'Domain: bücher.example',
    'On the wire (IDNA): xn--bcher-kva.example',
  ]);
  assert.ok(lines('To: al@xn--bcher-kva.exam|ple\n\n').includes('Read as (IDNA): bücher.example'));
  assert.equal(hover('To: a@b.example, c@d.exam|ple\n\n')?.address, 'c@d.example');
  assert.equal(hover('To: ro|ot\n\n')?.address, undefined);
  assert.match(lines('To: ro|ot\n\n').join(), /mailroot\.defaultDomain/);
  assert.match(lines('To: a@[192.0.2.|1]\n\n').join(), /An address literal/);
});

void test('an address of the simulator: what it does; an envelope line too', () => {
  const does = 'A simulated host on this machine: it answers RCPT with 550 5.1.1 User unknown.';
  assert.equal(lines('To: 5|50@sim.test\n\n').at(-1), does);
  assert.equal(lines('X-Receiver: <5|50@sim.test> NOTIFY=NEVER\n\n').at(-1), does);
});

void test('a date: in the zone of who looks, in UTC, and how long ago', () => {
  assert.deepEqual(lines('Date: Tue, 24 Nov| 2026 09:00:00 +0000\n\n'), [
    'Tue 24 Nov 2026, 10:00:00 CET (2026-11-24T09:00:00Z, 2 days ago)',
  ]);
  assert.deepEqual(lines('Date: tomo|rrow\n\n'), []);
});

void test('media types, charsets, encodings and parameters', () => {
  assert.deepEqual(lines('Content-Type: multi|part/related; boundary=b\n\n'), [
    '**multipart/related**: HTML and what it shows by cid:.',
  ]);
  assert.deepEqual(lines('Content-Type: text/plain; charset=koi|8-r\n\n'), [
    '**charset**: In which its characters are written.',
    'Russian.',
  ]);
  assert.match(lines('Content-Transfer-Encoding: quoted|-printable\n\n').join(), /some characters that are not ASCII/);
  assert.deepEqual(lines("Content-Disposition: attachment; filename*=utf-8''B%C3%BCc|her.pdf\n\n"), [
    'Reads: Bücher.pdf',
  ]);
});

const parted = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n';

void test('a delimiter: which part begins, or that it is the last', () => {
  const text = '\nContent-Type: text/html\n\n12345\n--b\n\nx\n--b--\n';
  assert.deepEqual(lines(`${parted}-|-b${text}`), ['Part 1 (1 of 2) of `multipart/mixed`: `text/html`, 5 B.']);
  assert.deepEqual(lines(`${parted}--b${text.replace('--b--', '-|-b--')}`), ['The end of `multipart/mixed`.']);
});

void test('a delivery status: its fields, and what its codes mean', () => {
  const status = (body: string): string[] =>
    lines(`MIME-Version: 1.0\nContent-Type: message/delivery-status\n\n${body}\n`);
  assert.match(status('Fi|nal-Recipient: rfc822; a@b').join(), /^\*\*Final-Recipient\*\*/);
  assert.deepEqual(status('Status: 5.|1.1'), [
    '5.1.1: The mailbox does not exist. (permanent failure; about the address; RFC 3463.)',
  ]);
  assert.match(
    status('Diagnostic-Code: smtp; 55|0 5.1.1 User unknown').join('\n'),
    /^550: .*\n5\.1\.1: .*\n\*\*Unknown user\.\*\*/,
  );
  assert.deepEqual(status('Arrival-Date: Tue, 24 Nov 2026 09:00:00 +|0500'), []);
});

void test('what comes out of a message is never Markdown', () => {
  const evil = '![x](https://evil.example/track)';
  for (const marked of [
    `Subject: =?utf-8?Q?${evil.replace(/ /g, '_')}|?=\n\n`,
    `To: "${evil}" <a@b.exam|ple>\n\n`,
    'X-`![|]: x\n\n',
  ])
    for (const block of hover(marked)?.blocks ?? [])
      if (block.kind === 'markdown') assert.ok(!block.text.includes(']('.concat('https://evil')), marked);
});

void test('a hover stands around its place, wherever one looks in the corpus', () => {
  let found = 0;
  for (const name of corpusNames) {
    const message = readMessage(corpusText(name).slice(0, 4_000));
    for (let offset = 0; offset < message.text.length; offset += 5) {
      const at = hoverAt(message, offset, view);
      if (at === undefined) continue;
      found++;
      assert.ok(at.start <= offset && offset <= at.end, `${name} ${offset}`);
      assert.ok(at.blocks.length > 0, `${name} ${offset}`);
    }
  }
  assert.ok(found > 2_000, `${found}`);
});
