/**
 * Why STARTTLS is not offered to this machine by default (docs/smtp.md): programs with the settings they come with take it up and refuse a
 * certificate they do not know. And that they send over TLS once they are told to trust it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { missing, runProgram } from './program';
import { realEngine, type RealEngine } from './realEngine';

const limit = { timeout: 60_000 };
const mail = { from: 'ann@example.test', to: 'bob@example.test', subject: 'hi', text: 'hi' };
const letter = 'Subject: hi\r\n\r\nhi\r\n';

function certificateOf({ mailRoot }: RealEngine): string {
  return join(mailRoot.root, 'tls', 'certificate.pem');
}

function curl({ host, port }: RealEngine, ...more: string[]): Promise<string> {
  const url = `smtp://${host}:${port}/client.example.test`;
  return runProgram('curl', ['-sS', url, '--mail-from', mail.from, '--mail-rcpt', mail.to, ...more, '-T', '-'], letter);
}

const tells = `
import smtplib, ssl, sys
host, port, certificate = sys.argv[1], int(sys.argv[2]), sys.argv[3]
def send(tls):
    with smtplib.SMTP(host, port) as client:
        if tls: client.starttls(context=tls)
        client.sendmail('ann@example.test', ['bob@example.test'], b'Subject: hi\\r\\n\\r\\nhi\\r\\n')
        return 'sent'
send(None)
if certificate:
    try: send(ssl.create_default_context())
    except ssl.SSLCertVerificationError: print('refused')
    trusting = ssl.create_default_context(cafile=certificate)
    trusting.check_hostname = False
    print(send(trusting))
else: print('sent in clear')
`;
const python = (args: readonly string[]): Promise<string> => runProgram('python3', ['-c', tells, ...args]);

void test('by default every program sends without a word of configuration', limit, async (t) => {
  const engine = await realEngine(t);
  const info = await createTransport({ host: engine.host, port: engine.port }).sendMail(mail);
  assert.match(info.response, /^250 /);
});

void test('nodemailer takes STARTTLS up where it is offered, and refuses until it trusts', limit, async (t) => {
  const engine = await realEngine(t, { 'smtp.tls.startTls': 'always' });
  const { host, port } = engine;
  await assert.rejects(createTransport({ host, port }).sendMail(mail), /self-signed certificate/);
  const ca = readFileSync(certificateOf(engine));
  const info = await createTransport({ host, port, tls: { ca } }).sendMail(mail);
  assert.match(info.response, /^250 /);
});

void test(
  'curl: by default in clear; with --ssl it refuses until it trusts',
  { ...limit, skip: missing('curl') },
  async (t) => {
    await curl(await realEngine(t));
    const engine = await realEngine(t, { 'smtp.tls.startTls': 'always' });
    await assert.rejects(curl(engine, '--ssl'), /self-signed certificate/);
    await curl(engine, '--ssl-reqd', '--cacert', certificateOf(engine));
  },
);

void test(
  'Python: in clear unless starttls is called; its usual context refuses until it trusts',
  { ...limit, skip: missing('python3') },
  async (t) => {
    const quiet = await realEngine(t);
    assert.equal(await python([quiet.host, String(quiet.port), '']), 'sent in clear\n');
    const engine = await realEngine(t, { 'smtp.tls.startTls': 'always' });
    assert.equal(await python([engine.host, String(engine.port), certificateOf(engine)]), 'refused\nsent\n');
  },
);
