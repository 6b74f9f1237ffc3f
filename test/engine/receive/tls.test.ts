/** TLS as a program meets it: STARTTLS, TLS from the first octet, a certificate that changes under way, and what is sent too early. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { connect, TLSSocket } from 'node:tls';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import { Client, dialogue, goOn } from '../../support/dialogue';
import { listening } from '../../support/listening';

const certificate = (): { key: string; cert: string } =>
  makeCertificate({ names: ['localhost'], addresses: ['127.0.0.1', '::1'], now: Date.now(), days: 1 });
const tls = certificate();
const ca = tls.cert;
const hello = `
  S: 220 *
  C: EHLO client.test
  S: ...
  S: 250-STARTTLS
  S: 250 SIZE *
`;
const upgraded = `
  C: STARTTLS
  S: 220 2.0.0 Ready to start TLS
  -- tls
  C: EHLO client.test
  S: ...
  S: 250 SIZE *
`;
const message = `
  C: MAIL FROM:<ann@here.test>
  S: 250 *
  C: RCPT TO:<bob@there.test>
  S: 250 *
  C: DATA
  S: 354 *
  C: Subject: hi
  C: .
  S: 250 *
`;

test('STARTTLS: the message goes over TLS 1.3, and says so', async (t) => {
  const { listener, kept } = await listening(t, { tls });
  const me = await dialogue(t, { ...listener, ca }, `${hello} ${upgraded} ${message}`);
  assert.ok(me.socket instanceof TLSSocket);
  assert.deepEqual([me.socket.authorized, me.socket.getProtocol()], [true, 'TLSv1.3']);
  assert.match(kept[0]?.received ?? '', /with ESMTPS id/);
  const events = kept[0]?.session.lines.filter(({ mark }) => mark === '*').map(({ text }) => text) ?? [];
  assert.match(events[0] ?? '', /^tls: TLSv1\.3 TLS_/);
});

test('behind STARTTLS the session begins anew: what was said before counts no more (RFC 3207 §4.2)', async (t) => {
  const { listener } = await listening(t, { tls, terms: { auth: 'users', users: new Map([['ann', 'wonderland']]) } });
  await dialogue(
    t,
    { ...listener, ca },
    `${hello}
    C: AUTH PLAIN ${Buffer.from('\0ann\0wonderland').toString('base64')}
    S: 235 *
    C: MAIL FROM:<ann@here.test>
    S: 250 *
    C: STARTTLS
    S: 220 *
    -- tls
    C: RCPT TO:<bob@there.test>
    S: 530 *
    C: EHLO client.test
    S: ...
    S: 250-AUTH *
    S: 250-REQUIRETLS
    S: 250 SIZE *
    C: MAIL FROM:<ann@here.test>
    S: 530 *
    C: STARTTLS
    S: 500 *
  `.replace('S: 500 *', 'S: 503 *'),
  );
});

test('what is pipelined in clear behind STARTTLS is thrown away, unanswered, and never obeyed', async (t) => {
  const { listener, kept } = await listening(t, { tls });
  const smuggled = `MAIL FROM:<evil@here.test>\\r\\nRCPT TO:<victim@there.test>\\r\\n${'NOOP\\r\\n'.repeat(300)}DATA\\r\\nforged\\r\\n.\\r\\n`;
  await dialogue(t, { ...listener, ca }, `${hello}\nC| STARTTLS\\r\\n${smuggled}\nS: 220 *`).then(async (me) => {
    // The handshake comes behind the octets in clear, which no server may take for its own.
    await goOn(
      me,
      `-- tls\nC: EHLO client.test\nS: 250-host.test *\nS: ...\nS: 250 SIZE *\nC: DATA\nS: 503 *\n${message}`,
    );
  });
  assert.deepEqual(
    kept.map(({ reversePath }) => reversePath),
    ['ann@here.test'],
  );
});

test('TLS from the first octet, on a port of its own', async (t) => {
  const { listener, kept } = await listening(t, { tls, tlsPort: 0 });
  const port = listener.tlsPort ?? 0;
  assert.notEqual(port, listener.port);
  await dialogue(
    t,
    { port, ca, secure: true },
    `
    S: 220 host.test ESMTP MailRoot
    C: EHLO client.test
    S: 250-host.test *
    S: 250-PIPELINING
    S: 250-8BITMIME
    S: 250-SMTPUTF8
    S: 250-ENHANCEDSTATUSCODES
    S: 250-DSN
    S: 250-AUTH *
    S: 250-REQUIRETLS
    S: 250 SIZE *
    ${message}
  `,
  );
  assert.match(kept[0]?.received ?? '', /with ESMTPS id/);
  assert.match(kept[0]?.session.lines[0]?.text ?? '', /^tls: TLSv1\.3/);
});

test('a new certificate is shown to the next session, and the one that is open goes on', async (t) => {
  const { listener } = await listening(t, { tls });
  const old = await dialogue(t, { ...listener, ca }, `${hello} ${upgraded}`);
  const next = certificate();
  listener.present(next);
  await dialogue(t, { ...listener, ca: next.cert }, `${hello} ${upgraded}`);
  await goOn(old, message);
});

test('a program that does not trust the certificate: the session that broke off is kept, with the reason', async (t) => {
  const { listener, refused, refusals } = await listening(t, { tls });
  const me = await dialogue(t, listener, `${hello}\nC: STARTTLS\nS: 220 *`);
  await assert.rejects(me.secure(), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  await refusals(1);
  const [session] = refused;
  assert.ok(
    session?.lines.some(({ text }) => text.startsWith('error: ')),
    JSON.stringify(session?.lines),
  );
});

test('who asks for STARTTLS without having been told of it gets it; with "never" nobody does', async (t) => {
  const { listener, change } = await listening(t, { tls, terms: { startTls: 'elsewhere' } });
  const untold = `
    S: 220 *
    C: EHLO client.test
    S: ...
    S: 250-DSN
    S: 250-AUTH *
    S: 250 SIZE *
  `;
  await dialogue(t, { ...listener, ca }, `${untold} ${upgraded}`);
  change({ startTls: 'never' });
  await dialogue(
    t,
    { ...listener, ca },
    `${untold}\nC: STARTTLS\nS: 502 5.5.1 No STARTTLS here (mailroot.smtp.tls.startTls)`,
  );
});

test('without a certificate there is no STARTTLS', async (t) => {
  const { listener } = await listening(t);
  await dialogue(
    t,
    listener,
    'S: 220 *\nC: EHLO client.test\nS: ...\nS: 250-DSN\nS: 250-AUTH *\nS: 250 SIZE *\nC: STARTTLS\nS: 500 *',
  );
});

test('TLS 1.1 is too old', async (t) => {
  const { listener } = await listening(t, { tls, tlsPort: 0 });
  const socket = connect({
    port: listener.tlsPort ?? 0,
    ca,
    servername: 'localhost',
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
  });
  t.after(() => socket.destroy());
  await assert.rejects(once(socket, 'secureConnect'));
});

test('octets that are no TLS on the TLS port end nothing but their own connection', async (t) => {
  const { listener } = await listening(t, { tls, tlsPort: 0 });
  const port = listener.tlsPort ?? 0;
  const rubbish = Client.connect(t, { port });
  rubbish.write('EHLO client.test\r\n');
  await once(rubbish.socket, 'close');
  await dialogue(t, { port, ca, secure: true }, 'S: 220 *');
});

test('REQUIRETLS is offered over TLS alone, taken there, and kept with the message (RFC 8689)', async (t) => {
  const { listener, kept } = await listening(t, { tls });
  await dialogue(
    t,
    { ...listener, ca },
    `S: 220 *
    C: EHLO client.test
    S: 250-host.test *
    S: 250-PIPELINING
    S: 250-8BITMIME
    S: 250-SMTPUTF8
    S: 250-ENHANCEDSTATUSCODES
    S: 250-DSN
    S: 250-AUTH *
    S: 250-STARTTLS
    S: 250 SIZE *
    C: MAIL FROM:<ann@here.test> REQUIRETLS
    S: 530 *
    C: STARTTLS
    S: 220 *
    -- tls
    C: EHLO client.test
    S: ...
    S: 250-REQUIRETLS
    S: 250 SIZE *
    C: MAIL FROM:<ann@here.test> REQUIRETLS=1
    S: 501 *
    ${message.replace('<ann@here.test>', '<ann@here.test> REQUIRETLS')}
    ${message}`,
  );
  assert.deepEqual(
    kept.map(({ requireTls }) => requireTls),
    [true, undefined],
  );
});
