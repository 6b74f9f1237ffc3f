/**
 * Files in Pickup as other programs write them: .NET Framework and .NET with their envelope lines, Python and nodemailer without.
 * The files of .NET are written here from its published sources (MailWriter, SmtpClient.SpecifiedPickupDirectory), byte for byte.
 */
import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { missing, runProgram } from './program';
import { dropped, filesIn, realEngine, takeApart } from './realEngine';

const limit = { timeout: 60_000 };

/** SmtpClient writes X-Sender once and X-Receiver for To, Cc and Bcc, and leaves Bcc out of the headers. */
const dotnetTop = [
  'X-Sender: "Ann Example" <ann@example.test>',
  'X-Receiver: bob@example.test',
  'X-Receiver: "=?utf-8?B?Q8OpbGluZQ==?=" <celine@example.test>',
  'X-Receiver: hidden@example.test',
];
const dotnetHeaders = [
  'MIME-Version: 1.0',
  'From: "Ann Example" <ann@example.test>',
  'To: bob@example.test',
  'Cc: "=?utf-8?B?Q8OpbGluZQ==?=" <celine@example.test>',
  'Date: 23 Nov 2026 11:50:01 +0000',
  'Subject: From .NET',
  'Content-Type: text/plain; charset=us-ascii',
  'Content-Transfer-Encoding: quoted-printable',
];
const guid = '0f8fad5b-d9cb-469f-a165-70867728950e.eml';

function file(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
}

const dotnetReceivers = ['<bob@example.test>', '<celine@example.test>', '<hidden@example.test>'];

void test(
  '.NET Framework: its dot-stuffed file arrives with the dots it meant, for all whom it named',
  limit,
  async (t) => {
    const { mailRoot } = await realEngine(t);
    writeFileSync(
      join(mailRoot.Pickup, guid),
      file(...dotnetTop, ...dotnetHeaders, '', 'Hello', '..', '..hidden', '...'),
    );
    const { ours, below } = takeApart(await dropped(mailRoot));
    assert.equal(ours[0], 'X-Sender: <ann@example.test>');
    assert.deepEqual(
      ours.filter((line) => line.startsWith('X-Receiver')),
      dotnetReceivers.map((each) => `X-Receiver: ${each}`),
    );
    assert.match(ours.at(-1) ?? '', /^Received: from mail pickup service by /);
    assert.equal(below.toString(), file(...dotnetHeaders, '', 'Hello', '.', '.hidden', '..').toString());
    assert.equal((await simpleParser(below)).subject, 'From .NET');
  },
);

void test('.NET 5 and later: its file is not dot-stuffed, and no dot is taken from it', limit, async (t) => {
  const { mailRoot } = await realEngine(t);
  const body = ['Hello', '.hidden', '..two', 'end.'];
  writeFileSync(join(mailRoot.Pickup, guid), file(...dotnetTop, ...dotnetHeaders, '', ...body));
  const { below } = takeApart(await dropped(mailRoot));
  assert.equal(below.toString(), file(...dotnetHeaders, '', ...body).toString());
});

void test(
  '.NET writes straight into Pickup: a file that still grows is not taken before it is whole',
  limit,
  async (t) => {
    const { mailRoot } = await realEngine(t, { 'pickup.settleMs': 400 });
    const whole = file(...dotnetTop, ...dotnetHeaders, '', ...Array.from({ length: 400 }, (_, n) => `line ${n}`));
    const handle = openSync(join(mailRoot.Pickup, guid), 'wx');
    // Each piece is written when the engine has had an occasion to look: a neighbour written meanwhile has arrived.
    for (let piece = 0; piece < 4; piece++) {
      const size = Math.ceil(whole.length / 4);
      writeSync(handle, whole, piece * size, Math.min(size, whole.length - piece * size));
    }
    closeSync(handle);
    const { below } = takeApart(await dropped(mailRoot));
    assert.equal(below.toString(), whole.toString().slice(dotnetTop.map((line) => `${line}\r\n`).join('').length));
  },
);

const writeByPython = `
import os, sys
from email.message import EmailMessage
message = EmailMessage()
message['From'] = 'Ann <ann@example.test>'
message['To'] = 'Bob <bob@example.test>, carol@example.test'
message['Bcc'] = 'hidden@example.test'
message['Subject'] = 'From Python ☕'
message.set_content('Grüße\\n.\\n.hidden\\n')
content = message.as_bytes()
draft = os.path.join(sys.argv[1], 'python.tmp')
with open(draft, 'wb') as file:
    file.write(content)
os.rename(draft, os.path.join(sys.argv[1], 'python.eml'))
sys.stdout.buffer.write(content)
`;

void test(
  'Python: a file by its email package arrives as written, line ends included',
  { ...limit, skip: missing('python3') },
  async (t) => {
    const { mailRoot } = await realEngine(t);
    const written = await runProgram('python3', ['-c', writeByPython, mailRoot.Pickup]);
    assert.doesNotMatch(written, /\r/, 'Python writes LF, and LF it stays');
    const { ours, below } = takeApart(await dropped(mailRoot));
    assert.equal(below.toString(), written);
    assert.deepEqual(
      ours.filter((line) => line.startsWith('X-Receiver')),
      ['bob', 'carol', 'hidden'].map((name) => `X-Receiver: <${name}@example.test>`),
    );
    assert.equal((await simpleParser(below)).subject, 'From Python ☕');
  },
);

for (const newline of ['unix', 'windows']) {
  void test(
    `nodemailer: a file by its stream transport (${newline} line ends) arrives as written`,
    limit,
    async (t) => {
      const { mailRoot } = await realEngine(t);
      const transport = createTransport({ streamTransport: true, buffer: true, newline });
      const { message } = await transport.sendMail({
        from: 'Ann <ann@example.test>',
        to: 'bob@example.test',
        subject: 'From nodemailer ☕',
        text: 'Hello\n.\n..\n.hidden',
        attachments: [{ filename: 'bytes.bin', content: Buffer.from([0, 10, 13, 46, 255]) }],
      });
      assert.ok(Buffer.isBuffer(message));
      writeFileSync(join(mailRoot.Pickup, 'nodemailer.eml'), message);
      const { below } = takeApart(await dropped(mailRoot));
      assert.equal(below.toString('latin1'), message.toString('latin1'));
      const parsed = await simpleParser(below);
      assert.equal(parsed.text?.trimEnd(), 'Hello\n.\n..\n.hidden');
      assert.deepEqual([...(parsed.attachments[0]?.content ?? [])], [0, 10, 13, 46, 255]);
    },
  );
}

void test('a Drop file put back into Pickup goes to the same recipients again', limit, async (t) => {
  const { mailRoot } = await realEngine(t);
  writeFileSync(join(mailRoot.Pickup, guid), file(...dotnetTop, ...dotnetHeaders, '', 'Hello', '.hidden'));
  const first = await dropped(mailRoot);
  writeFileSync(join(mailRoot.Pickup, 'again.eml'), first);
  const names = await filesIn(mailRoot, 'Drop', (all) => all.length === 2);
  const again = takeApart(readFileSync(join(mailRoot.Drop, names[1] ?? '')));
  assert.deepEqual(again.ours.slice(0, -1), takeApart(first).ours.slice(0, -1));
  assert.ok(again.below.toString().endsWith(file('', 'Hello', '.hidden').toString()));
});
