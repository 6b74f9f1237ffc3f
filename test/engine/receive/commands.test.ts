/** What the listener speaks, as dialogues. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialogue } from '../../support/dialogue';
import { listening } from '../../support/listening';

test('a session as it should be', async (t) => {
  const { listener, kept } = await listening(t);
  await dialogue(
    t,
    listener,
    `
    S: 220 host.test ESMTP MailRoot
    C: EHLO client.test
    S: 250-host.test greets [127.0.0.1]
    S: 250-PIPELINING
    S: 250-8BITMIME
    S: 250-SMTPUTF8
    S: 250-ENHANCEDSTATUSCODES
    S: 250-DSN
    S: 250-AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2
    S: 250 SIZE 10000
    C: MAIL FROM:<ann@here.test> BODY=8BITMIME
    S: 250 2.1.0 Accepted
    C: RCPT TO:<bob@there.test>
    S: 250 2.1.5 Accepted
    C: DATA
    S: 354 End data with <CR><LF>.<CR><LF>
    C: Subject: hi
    C:
    C: Hello.
    C: .
    S: 250 2.0.0 id-1 accepted
    C: QUIT
    S: 221 2.0.0 Bye
    -- closed
  `,
  );
  assert.equal(kept[0]?.bytes.toString(), 'Subject: hi\r\n\r\nHello.\r\n');
});

test('pipelined: commands in one piece are answered in order (RFC 2920)', async (t) => {
  const { listener, kept } = await listening(t);
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C| EHLO client.test\\r\\nMAIL FROM:<ann@here.test>\\r\\nRCPT TO:<bob@there.test>\\r\\nRCPT TO:<nobody>x\\r\\nDATA\\r\\n
    S: ...
    S: 250 SIZE *
    S: 250 2.1.0 Accepted
    S: 250 2.1.5 Accepted
    S: 501 5.1.3 *
    S: 354 *
    C| Subject: one\\r\\n\\r\\n.\\r\\nMAIL FROM:<ann@here.test>\\r\\nRCPT TO:<bob@there.test>\\r\\nDATA\\r\\n
    S: 250 2.0.0 id-1 accepted
    S: 250 2.1.0 Accepted
    S: 250 2.1.5 Accepted
    S: 354 *
    C| Subject: two\\r\\n\\r\\n.\\r\\nQUIT\\r\\n
    S: 250 2.0.0 id-2 accepted
    S: 221 *
    -- closed
  `,
  );
  assert.deepEqual(
    kept.map(({ bytes }) => bytes.toString()),
    ['Subject: one\r\n\r\n', 'Subject: two\r\n\r\n'],
  );
});

test('HELO, HELP, VRFY, NOOP, RSET and what is none', async (t) => {
  const { listener } = await listening(t);
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C: HELO client.test
    S: 250 host.test greets [127.0.0.1]
    C: HELP
    S: 214-2.0.0 This is MailRoot. It knows *
    S: 214 2.0.0 RFC 5321 *
    C: VRFY bob
    S: 252 2.5.2 *
    C: VRFY
    S: 501 5.5.4 *
    C: NOOP
    S: 250 2.0.0 OK
    C: RSET
    S: 250 2.0.0 Flushed
    C: EXPN staff
    S: 500 5.5.2 *
    C: WIZ
    S: 500 5.5.2 *
    C: XCLIENT ADDR=192.0.2.1
    S: 500 5.5.2 *
    C: BDAT 5 LAST
    S: 500 5.5.2 *
    C:
    S: 500 5.5.2 *
    C: EHLO
    S: 501 *
    C: quit
    S: 221 *
    -- closed
  `,
  );
});

test('parameters: what we do not know, what is twice there, what has no value', async (t) => {
  const { listener, kept } = await listening(t);
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C: MAIL FROM:<ann@here.test> BODY=BINARYMIME
    S: 501 *
    C: MAIL FROM:<ann@here.test> XYZZY=1
    S: 555 5.5.4 MAIL FROM has no parameter XYZZY here
    C: MAIL FROM:<ann@here.test> RET=FULL RET=HDRS
    S: 501 5.5.4 RET is given twice
    C: MAIL FROM:<ann@here.test> ENVID=
    S: 501 5.5.4 ENVID has no value
    C: MAIL FROM:<ann@here.test> SMTPUTF8=yes
    S: 501 5.5.4 SMTPUTF8 takes no value
    C: MAIL FROM:<ann@here.test> ENVID=a+0D+0AX-Evil:+201
    S: 501 5.5.4 The value of ENVID has a control character in it
    C: MAIL FROM:<ann@here.test> SIZE=huge
    S: 501 *
    C: MAIL FROM:<ann@here.test> SIZE=10001
    S: 552 5.3.4 *
    C: MAIL FROM:<ann@here.test> SIZE=10000 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=order+2B42 AUTH=<>
    S: 250 *
    C: RCPT TO:<bob@there.test> NOTIFY=NEVER,FAILURE
    S: 501 *
    C: RCPT TO:<bob@there.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;robert+40there.test
    S: 250 *
    C: DATA
    S: 354 *
    C: .
    S: 250 *
  `,
  );
  assert.deepEqual([kept[0]?.ret, kept[0]?.envid], ['HDRS', 'order+42']);
  assert.deepEqual(kept[0]?.recipients, [
    { address: 'bob@there.test', notify: ['SUCCESS', 'DELAY'], orcpt: 'rfc822;robert@there.test' },
  ]);
});

test('addresses in every shape: quoted, with a route, without a domain, in Unicode, and as they are given', async (t) => {
  const { listener, kept } = await listening(t, { limits: { recipients: 0 } });
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C: MAIL FROM:<jörg@here.test>
    S: 553 5.6.7 * say SMTPUTF8 *
    C: MAIL FROM: <jörg@here.test> SMTPUTF8
    S: 250 *
    C: RCPT TO:<"b o> <b"@there.test>
    S: 553 *
    C: RCPT TO:<"b o\\"b"@there.test>
    S: 250 *
    C: RCPT TO:<@relay.test,@other.test:carol@there.test>
    S: 250 *
    C: RCPT TO:<postmaster>
    S: 250 *
    C: RCPT TO:<bob@xn--bcher-kva.test>
    S: 250 *
    C: RCPT TO:<bob@[192.0.2.1]>
    S: 250 *
    C: RCPT TO:<bob..b@there.test>
    S: 553 5.1.3 Not an address: "bob..b@there.test" has a dot too many in front of the @
    C: RCPT TO:bob@there.test
    S: 501 5.1.3 It is written RCPT TO:<address>, with parameters behind it if there are any
    C: RCPT TO:<>
    S: 501 *
    C: DATA
    S: 354 *
    C: .
    S: 250 *
  `,
  );
  assert.deepEqual(
    kept[0]?.recipients.map(({ address }) => address),
    [
      '"b o\\"b"@there.test',
      'carol@there.test',
      'postmaster@default.test',
      'bob@xn--bcher-kva.test',
      'bob@[192.0.2.1]',
    ],
  );
});

test('what is said twice or too early is refused, and the session goes on', async (t) => {
  const { listener } = await listening(t);
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C: MAIL FROM:<ann@here.test>
    S: 503 5.5.1 *
    C: HELO client.test
    S: 250 *
    C: RCPT TO:<bob@there.test>
    S: 503 5.5.1 *
    C: DATA
    S: 503 5.5.1 *
    C: MAIL FROM:<ann@here.test>
    S: 250 *
    C: MAIL FROM:<ann@here.test>
    S: 503 5.5.1 *
    C: DATA
    S: 503 5.5.1 *
    C: RSET
    S: 250 *
    C: MAIL FROM:<>
    S: 250 *
  `,
  );
});

test('a browser that speaks HTTP is sent away', async (t) => {
  const { listener } = await listening(t);
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C: POST / HTTP/1.1
    S: 421 *
    -- closed
  `,
  );
});

test('ETRN, ATRN and TURN are no commands here: nobody comes to fetch mail', async (t) => {
  const { listener } = await listening(t);
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C: ETRN there.test
    S: 500 5.5.2 *
    C: ATRN there.test
    S: 500 5.5.2 *
    C: TURN
    S: 500 5.5.2 *
    C: QUIT
    S: 221 *
    -- closed
  `,
  );
});
