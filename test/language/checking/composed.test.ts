/** What programs write: messages that nodemailer composes have nothing wrong with them, and are read into the trees they were made as. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { decodeWords } from '../../../src/engine/message/encodedWord';
import { decodedBody, decodedText, fileNameOf } from '../../../src/language/model/content';
import { fieldOf, unfolded } from '../../../src/language/model/fields';
import { readMessage } from '../../../src/language/model/message';
import type { Message, Part } from '../../../src/language/model/part';
import { readAddresses } from '../../../src/language/model/addresses';
import { treeOf } from '../messages';
import { codesOf } from '../facts';

const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

async function composed(mail: SendMailOptions): Promise<Buffer> {
  const { message } = (await transport.sendMail({ from: 'Ann <ann@example.com>', to: 'bob@example.org', ...mail })) as {
    message: Buffer;
  };
  return message;
}

async function read(mail: SendMailOptions): Promise<Message> {
  return readMessage((await composed(mail)).toString('utf8'));
}

/** What the rules may say of mail as programs write it: it is only advice. */
const advice = new Set(['no-text-alternative', 'no-final-line-end', 'bcc-stripped', 'lone-dot']);

const shapes: readonly (readonly [name: string, mail: SendMailOptions, tree: string])[] = [
  ['plain', { subject: 'Hi', text: 'Hello.' }, 'text/plain'],
  ['empty', { subject: '' }, 'text/plain'],
  ['not ASCII', { subject: 'Grüße', text: 'Grüße, 你好' }, 'text/plain'],
  ['long lines', { subject: 'x '.repeat(200), text: 'y'.repeat(2_000) }, 'text/plain'],
  ['dots and dashes', { text: '.\n..\n-- \n--b\nFrom here' }, 'text/plain'],
  ['html', { html: '<p>Hello.</p>' }, 'text/html'],
  ['both', { text: 'Hello.', html: '<p>Hello.</p>' }, 'multipart/alternative(text/plain, text/html)'],
  [
    'amp',
    { text: 'a', amp: '<!doctype html><html amp4email></html>', html: '<p>a</p>' },
    'multipart/alternative(text/plain, text/x-amp-html, text/html)',
  ],
  [
    'a file',
    { text: 'a', attachments: [{ filename: 'a.bin', content: Buffer.alloc(300, 7) }] },
    'multipart/mixed(text/plain, application/octet-stream)',
  ],
  [
    'a file with a foreign name',
    { text: 'a', attachments: [{ filename: 'Übersicht 你好.pdf', content: 'x' }] },
    'multipart/mixed(text/plain, application/pdf)',
  ],
  [
    'a picture',
    { html: '<img src="cid:logo@a">', attachments: [{ filename: 'l.png', content: 'x', cid: 'logo@a' }] },
    'multipart/related(text/html, image/png)',
  ],
  [
    'an invitation',
    { text: 'a', icalEvent: { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR' } },
    'multipart/mixed(multipart/alternative(text/plain, text/calendar), application/ics)',
  ],
  [
    'a forwarded message',
    {
      text: 'a',
      attachments: [{ contentType: 'message/rfc822', content: 'From: c@d.example\r\nSubject: x\r\n\r\ny\r\n' }],
    },
    'multipart/mixed(text/plain, message/rfc822(text/plain))',
  ],
  [
    'a list',
    { text: 'a', list: { id: 'a <a.example>', unsubscribe: 'https://a.example/u', help: 'b@c.example' } },
    'text/plain',
  ],
  [
    'many recipients',
    { text: 'a', to: Array.from({ length: 60 }, (_, i) => `Person ${i} <p${i}@example.org>`) },
    'text/plain',
  ],
  [
    'names with everything',
    {
      text: 'a',
      to: [
        { name: 'Smith, Bob "B" (x)', address: 'bob@example.org' },
        { name: 'Jörg', address: 'j@example.org' },
      ],
    },
    'text/plain',
  ],
  ['a thread', { text: 'a', inReplyTo: 'x@y.example', references: ['a@b.example', 'x@y.example'] }, 'text/plain'],
  ['hidden copies', { text: 'a', bcc: 'carol@example.net', priority: 'high' }, 'text/plain'],
];

for (const [name, mail, tree] of shapes) {
  void test(`nodemailer: ${name}`, async () => {
    const bytes = await composed(mail);
    assert.deepEqual(
      codesOf(bytes).filter((code) => !advice.has(code)),
      [],
      bytes.toString(),
    );
    assert.equal(treeOf(readMessage(bytes.toString('utf8')).root), tree);
  });
}

function leaf(message: Message, type: string): Part {
  const part = message.parts.find((each) => each.kind === 'leaf' && each.type.word === type);
  assert.ok(part, type);
  return part;
}

void test('what was put in is read out again: text, files, names, subjects', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' b', 'ü', '你', '=', '.', '\n', '\t'), maxLength: 80 });
  const line = fc.string({
    unit: fc.constantFrom('a', ' b', 'ü', '你', ',', '"', '(', '?'),
    minLength: 1,
    maxLength: 60,
  });
  const mail = fc.record({ text, subject: line, name: line, file: fc.uint8Array({ maxLength: 300 }) });
  await fc.assert(
    fc.asyncProperty(mail, async ({ text: given, subject, name, file }) => {
      const body = `x${given}`;
      const attachments = [{ filename: 'f.bin', content: Buffer.from(file) }];
      const message = await read({ text: body, subject, to: { name, address: 'bob@example.org' }, attachments });
      const plain = decodedText(message.text, leaf(message, 'text/plain'))?.replace(/\r\n/g, '\n') ?? '';
      assert.equal(plain.trimEnd(), body.trimEnd());
      const sent = leaf(message, 'application/octet-stream');
      assert.deepEqual(decodedBody(message.text, sent), Buffer.from(file));
      assert.equal(fileNameOf(message.text, sent), 'f.bin');
      const field = fieldOf(message.root.fields, 'subject');
      assert.ok(field);
      assert.equal(decodeWords(unfolded(message.text, field.value)).trim(), subject.replace(/\s+/g, ' ').trim());
      const to = fieldOf(message.root.fields, 'to');
      assert.ok(to);
      assert.deepEqual(
        readAddresses(message.text, to.value).map((each) => each.text),
        ['bob@example.org'],
      );
    }),
    { numRuns: 150 },
  );
});

void test('whatever nodemailer composes has nothing wrong with it', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' b', 'ü', '你', ',', '"', '<', '@', ';'), maxLength: 60 });
  const mail = fc.record({
    subject: line,
    text: line,
    html: line,
    to: fc.record({ name: line, address: fc.constant('bob@example.org') }),
  });
  await fc.assert(
    fc.asyncProperty(mail, async (given) => {
      const bytes = await composed(given);
      assert.deepEqual(
        codesOf(bytes).filter((code) => !advice.has(code)),
        [],
        bytes.toString(),
      );
    }),
    { numRuns: 150 },
  );
});
