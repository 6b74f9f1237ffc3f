/**
 * What one message can't do: hide a second one behind a false end of data (CVE-2023-51764 Postfix, CVE-2023-51765 sendmail, CVE-2023-51766
 * Exim), forge lines of ours through addresses and parameters, or speak before TLS what counts behind it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialogue, goOn, type Client } from '../../support/dialogue';
import { listening, type Listening } from '../../support/listening';

/** The end of data as it was smuggled, and what others took it for. */
const falseEnds: readonly (readonly [name: string, octets: string])[] = [
  ['LF . LF', '\\n.\\n'],
  ['LF . CRLF (CVE-2023-51764, -51765, -51766)', '\\n.\\r\\n'],
  ['CRLF . LF', '\\r\\n.\\n'],
  ['CR . CR', '\\r.\\r'],
  ['CR . CRLF', '\\r.\\r\\n'],
  ['CRLF . CR', '\\r\\n.\\r'],
  ['LF . CR LF behind CR CR', '\\r\\r\\n.\\r\\r\\n'],
  ['CRLF NUL . CRLF', '\\r\\n\\0.\\r\\n'],
  ['CRLF . NUL CRLF', '\\r\\n.\\0\\r\\n'],
];

const smuggled =
  'MAIL FROM:<admin@here.test>\\r\\nRCPT TO:<victim@there.test>\\r\\nDATA\\r\\nSubject: forged\\r\\n\\r\\nhm';

async function opened(t: Parameters<typeof dialogue>[0], { listener }: Listening): Promise<Client> {
  return dialogue(
    t,
    listener,
    `
    S: 220 *
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C: MAIL FROM:<ann@here.test>
    S: 250 *
    C: RCPT TO:<bob@there.test>
    S: 250 *
    C: DATA
    S: 354 *
  `,
  );
}

for (const [name, octets] of falseEnds) {
  test(`strict: ${name} ends nothing, and the session goes on behind the true end`, async (t) => {
    const room = await listening(t);
    const me = await opened(t, room);
    const bare = !name.includes('NUL');
    await goOn(
      me,
      `
      C| Subject: outer\\r\\n\\r\\nhi${octets}${smuggled}\\r\\n.\\r\\n
      S: ${bare ? '550 5.5.2 Line *' : '250 2.0.0 id-1 accepted'}
      C: NOOP
      S: 250 *
    `,
    );
    assert.equal(room.kept.length, bare ? 0 : 1);
    assert.equal(room.refused.length, bare ? 1 : 0);
  });

  test(`normalised: ${name} is text of the one message`, async (t) => {
    const room = await listening(t, { terms: { bareLineEnds: 'normalise' } });
    const me = await opened(t, room);
    await goOn(
      me,
      `
      C| Subject: outer\\r\\n\\r\\nhi${octets}${smuggled}\\r\\n.\\r\\n
      S: 250 2.0.0 id-1 accepted
      C: NOOP
      S: 250 *
    `,
    );
    const text = room.kept[0]?.bytes.toString('latin1') ?? '';
    assert.equal(room.kept.length, 1);
    assert.deepEqual(
      room.kept[0]?.recipients.map(({ address }) => address),
      ['bob@there.test'],
    );
    assert.match(text, /RCPT TO:<victim@there\.test>/);
    assert.doesNotMatch(text, /\r(?!\n)|(?<!\r)\n/);
  });
}

test('strict: the reply says which line, and how to have it taken all the same', async (t) => {
  const room = await listening(t);
  const me = await opened(t, room);
  await goOn(
    me,
    `
    C| Subject: x\\r\\n\\r\\none\\ntwo\\r\\n.\\r\\n
    S: 550 5.5.2 Line 3 has a bare LF in it: a line ends in CRLF. mailroot.smtp.bareLineEnds "normalise" would take it
  `,
  );
});

test('strict: a command that ends in LF alone, or has a CR in it, is refused', async (t) => {
  const { listener } = await listening(t);
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C| EHLO client.test\\n
    S: 550 5.5.2 The command ends in a bare LF*
    C| EHLO client.test\\rMAIL FROM:<x@y.test>\\r\\n
    S: 550 5.5.2 The command has a bare CR in it*
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
  `,
  );
});

test('normalised: LF alone ends a command, as a person at a terminal sends it; a CR in the middle does not', async (t) => {
  const { listener } = await listening(t, { terms: { bareLineEnds: 'normalise' } });
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C| HELO client.test\\nMAIL FROM:<ann@here.test>\\n
    S: 250 host.test *
    S: 250 2.1.0 *
    C| NOOP a\\rb\\r\\n
    S: 500 5.5.2 *
  `,
  );
});

test('NUL, escapes and other control characters have no place in a command', async (t) => {
  const { listener, refused } = await listening(t);
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C| EHLO client\\0.test\\r\\n
    S: 500 5.5.2 *
    C| EHLO \\x1b[31mclient.test\\r\\n
    S: 500 5.5.2 *
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C| MAIL FROM:<ann\\x08@here.test>\\r\\n
    S: 500 5.5.2 *
    C| MAIL FROM:<ann@here.test>\\x7f\\r\\n
    S: 500 5.5.2 *
    C| NOOP\\ttab\\r\\n
    S: *
    C: MAIL FROM:<ann@here.test>
    S: 250 *
    -- hang up
  `,
  );
  await new Promise(setImmediate);
  for (const { lines } of refused) assert.doesNotMatch(JSON.stringify(lines.map(({ ms }) => ms)), /null/);
});

test('a command line longer than 16384 octets is refused when it is over, and costs no memory on the way', async (t) => {
  const { listener } = await listening(t);
  const me = await dialogue(t, listener, 'S: 220 *');
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 1_024; i++) {
    if (!me.socket.write(Buffer.alloc(65_536, 'x'))) await new Promise((resolve) => me.socket.once('drain', resolve));
  }
  assert.ok(process.memoryUsage().arrayBuffers - before < 32_000_000, 'held more than it should');
  await goOn(
    me,
    `
    C:
    S: 500 5.5.2 The command line is too long
    C: NOOP
    S: 250 *
  `,
  );
});

test('an address can forge no line: not by CRLF, brackets, blanks or what xtext hides', async (t) => {
  const { listener, kept } = await listening(t);
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C: MAIL FROM:<ann@here.test>
    S: 250 *
    C| RCPT TO:<bob@there.test>\\nX-Receiver: <evil@there.test>\\r\\n
    S: 550 5.5.2 *
    S: 500 5.5.2 *
    C: RCPT TO:<bob@there.test> <evil@there.test>
    S: 555 *
    C: RCPT TO:<bob@there.test> ORCPT=rfc822;a+0D+0AX-Receiver:+20evil@there.test
    S: 501 5.5.4 *
    C: RCPT TO:<bob@there.test
    S: 501 *
    C: RCPT TO:<bob evil@there.test>
    S: 553 *
    C| RCPT TO:<bob\\xe2\\x80\\x8b@there.test>\\r\\n
    S: 501 *
    C| RCPT TO:<bob\\xff@there.test>\\r\\n
    S: 501 *
    C: RCPT TO:<bob@there.test>
    S: 250 *
    C: DATA
    S: 354 *
    C: .
    S: 250 *
  `,
  );
  assert.deepEqual(
    kept[0]?.recipients.map(({ address }) => address),
    ['bob@there.test'],
  );
});

test('a name in EHLO can forge no Received line', async (t) => {
  const { listener, kept } = await listening(t);
  await dialogue(
    t,
    listener,
    `
    S: 220 *
    C: EHLO client.test by evil.test
    S: 501 *
    C: EHLO ${'x'.repeat(400)}
    S: 501 *
    C: EHLO client.test
    S: ...
    S: 250 SIZE *
    C: MAIL FROM:<ann@here.test>
    S: 250 *
    C: RCPT TO:<bob@there.test>
    S: 250 *
    C: DATA
    S: 354 *
    C: .
    S: 250 *
  `,
  );
  assert.match(kept[0]?.received ?? '', /^from client\.test \(\[127\.0\.0\.1\]\)\r\n\t/);
});
