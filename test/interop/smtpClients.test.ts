/**
 * Real SMTP clients, none of them ours, hand a message that is hard to carry to a real engine. What arrives in Drop below the lines
 * MailRoot puts on top is what was sent, byte for byte.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { tempFolder } from '../support/tempFolder';
import { withCrlf, withLf } from './letters';
import { missing, runProgram } from './program';
import { dropped, filesIn, realEngine, takeApart, type RealEngine } from './realEngine';

const limit = { timeout: 60_000 };
const from = 'ann@example.test';
const to = ['bob@example.test', 'carol@example.test'];

/** The envelope lines on top are the transaction's, the rest is the message, and a MIME parser that is not ours reads it. */
async function assertArrived({ mailRoot }: RealEngine, sent: Uint8Array): Promise<void> {
  const { ours, below } = takeApart(await dropped(mailRoot));
  assert.equal(ours[0], `X-Sender: <${from}>`);
  assert.deepEqual(
    ours.filter((line) => line.startsWith('X-Receiver: ')),
    to.map((each) => `X-Receiver: <${each}>`),
  );
  assert.ok(ours.includes(`Return-Path: <${from}>`));
  assert.match(ours.at(-1) ?? '', /^Received: from .+ by .+;? /);
  assert.deepEqual(below.toString('latin1'), Buffer.from(sent).toString('latin1'));
  const parsed = await simpleParser(below);
  assert.equal(parsed.subject, 'Café ☕');
  assert.match(parsed.text ?? '', /^A coffee, please: café ☕\n\.\n\.\.two dots/);
  assert.equal(parsed.attachments[0]?.content[2], 10);
}

void test('swaks: a message by swaks arrives as it was sent', { ...limit, skip: missing('swaks') }, async (t) => {
  const engine = await realEngine(t);
  const file = join(tempFolder(t), 'letter.eml');
  writeFileSync(file, withCrlf);
  const server = ['--server', `${engine.host}:${engine.port}`, '--from', from, '--to', to.join(',')];
  const said = await runProgram('swaks', [...server, '--data', `@${file}`]);
  assert.match(said, /<- {2}250 2\.\d\.\d/, 'replies carry enhanced status codes');
  // swaks ends what it is given with a line end of its own before the final dot.
  await assertArrived(engine, Buffer.concat([withCrlf, Buffer.from('\r\n')]));
});

void test('curl: a message by curl arrives as it was sent', { ...limit, skip: missing('curl') }, async (t) => {
  const engine = await realEngine(t);
  const recipients = to.flatMap((each) => ['--mail-rcpt', each]);
  const url = `smtp://${engine.host}:${engine.port}/client.example.test`;
  await runProgram('curl', ['-sS', url, '--mail-from', from, ...recipients, '-T', '-'], withCrlf);
  await assertArrived(engine, withCrlf);
});

void test('msmtp: a message by msmtp arrives as it was sent', { ...limit, skip: missing('msmtp') }, async (t) => {
  const engine = await realEngine(t);
  const server = ['--file=/dev/null', `--host=${engine.host}`, `--port=${engine.port}`, '--auth=off', '--tls=off'];
  await runProgram('msmtp', [...server, `--from=${from}`, '--', ...to], withLf);
  await assertArrived(engine, withCrlf);
});

const sendByPython = `
import smtplib, sys
host, port, sender, *recipients = sys.argv[1:]
with smtplib.SMTP(host, int(port), timeout=30) as smtp:
    refused = smtp.sendmail(sender, recipients, sys.stdin.buffer.read(), mail_options=['BODY=8BITMIME'])
    assert refused == {}, refused
`;

void test('Python: a message by smtplib arrives as it was sent', { ...limit, skip: missing('python3') }, async (t) => {
  const engine = await realEngine(t);
  await runProgram('python3', ['-c', sendByPython, engine.host, String(engine.port), from, ...to], withCrlf);
  await assertArrived(engine, withCrlf);
});

const composeByPython = `
import smtplib, sys
from email.message import EmailMessage
from email.policy import SMTP
message = EmailMessage(policy=SMTP)
message['From'] = 'Ann <ann@example.test>'
message['To'] = 'Bob <bob@example.test>'
message['Subject'] = 'Café ☕'
message.set_content('Grüße\\n.\\n..\\n.hidden\\n')
message.add_attachment(bytes(range(256)), maintype='application', subtype='octet-stream', filename='all bytes.bin')
with smtplib.SMTP(sys.argv[1], int(sys.argv[2]), timeout=30) as smtp:
    smtp.send_message(message)
sys.stdout.buffer.write(message.as_bytes())
`;

void test(
  'Python: a message composed by email and sent by smtplib is read by mailparser',
  { ...limit, skip: missing('python3') },
  async (t) => {
    const engine = await realEngine(t);
    await runProgram('python3', ['-c', composeByPython, engine.host, String(engine.port)]);
    const parsed = await simpleParser(takeApart(await dropped(engine.mailRoot)).below);
    assert.equal(parsed.subject, 'Café ☕');
    assert.equal(parsed.text?.trimEnd(), 'Grüße\n.\n..\n.hidden');
    assert.equal(parsed.attachments[0]?.filename, 'all bytes.bin');
    assert.deepEqual(
      [...parsed.attachments[0].content],
      Array.from({ length: 256 }, (_, i) => i),
    );
  },
);

void test('nodemailer: a message by its SMTP transport arrives as it was sent', limit, async (t) => {
  const engine = await realEngine(t);
  const transport = createTransport({ host: engine.host, port: engine.port, ignoreTLS: true });
  const info = await transport.sendMail({ envelope: { from, to }, raw: withCrlf });
  assert.deepEqual(info.rejected, []);
  await assertArrived(engine, withCrlf);
});

void test('ten clients at once: ten messages arrive, each whole', limit, async (t) => {
  const { host, port, mailRoot } = await realEngine(t);
  const transport = createTransport({ host, port, ignoreTLS: true });
  const bodies = Array.from({ length: 10 }, (_, n) => `Subject: number ${n}\r\n\r\n${`${n}.\r\n`.repeat(5_000)}`);
  await Promise.all(bodies.map((raw) => transport.sendMail({ envelope: { from, to }, raw })));
  const names = await filesIn(mailRoot, 'Drop', (all) => all.length === bodies.length);
  const arrived = names.map((name) => takeApart(readFileSync(join(mailRoot.Drop, name))).below.toString());
  assert.deepEqual(arrived.sort(), bodies);
});
