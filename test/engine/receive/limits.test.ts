/** Each limit as a dialogue: what is too much, how it is answered, and whether the session goes on (docs/smtp.md). */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { overdue, refuseConnection, roomFor } from '../../../src/engine/receive/limits';
import { Client, dialogue, goOn } from '../../support/dialogue';
import { limits, listening } from '../../support/listening';

const hello = `
  S: 220 *
  C: EHLO client.test
  S: ...
  S: 250 SIZE *
`;
const oneMessage = `
  C: MAIL FROM:<ann@here.test>
  S: 250 *
  C: RCPT TO:<bob@there.test>
  S: 250 *
  C: DATA
  S: 354 *
  C: 1234567890
  C: .
`;

test('a message larger than allowed: 552 at its end, nothing of it is kept, the session goes on', async (t) => {
  const { listener, kept, refused } = await listening(t, { limits: { messageOctets: 11 } });
  await dialogue(
    t,
    listener,
    `${hello} ${oneMessage}
    S: 552 5.3.4 The message is larger than 11 octets (mailroot.smtp.maxMessageKilobytes)
    C: MAIL FROM:<ann@here.test> SIZE=12
    S: 552 5.3.4 *
    C: NOOP
    S: 250 *
  `,
  );
  assert.deepEqual([kept.length, refused.length], [0, 1]);
});

test('a message of the allowed size is taken, to the octet', async (t) => {
  const { listener, kept } = await listening(t, { limits: { messageOctets: 12 } });
  await dialogue(
    t,
    listener,
    `${hello} ${oneMessage} S: 250 2.0.0 id-1 accepted`.replace(' S: 250 2.0', '\nS: 250 2.0'),
  );
  assert.equal(kept.length, 1);
});

test('a session that has carried all it may: 421, and a new one takes the message', async (t) => {
  const { listener, kept } = await listening(t, { limits: { sessionOctets: 24 } });
  await dialogue(
    t,
    listener,
    `${hello} ${oneMessage}
    S: 250 2.0.0 id-1 accepted
    ${oneMessage}
    S: 250 2.0.0 id-2 accepted
    C: MAIL FROM:<ann@here.test>
    S: 421 4.7.0 This session has carried all it may (mailroot.smtp.maxSessionKilobytes); open a new one
    -- closed
  `,
  );
  await dialogue(t, listener, `${hello} ${oneMessage} \n S: 250 2.0.0 id-3 accepted`);
  assert.equal(kept.length, 3);
});

test('a session that comes to its limit within a message: 421 at the end of it, and nothing of it is kept', async (t) => {
  const { listener, kept } = await listening(t, { limits: { sessionOctets: 20 } });
  await dialogue(
    t,
    listener,
    `${hello} ${oneMessage}
    S: 250 2.0.0 id-1 accepted
    ${oneMessage}
    S: 421 4.7.0 This session has carried all it may *
    -- closed
  `,
  );
  assert.equal(kept.length, 1);
});

test('messages of a session: 421 to the MAIL that is one too many', async (t) => {
  const { listener, kept } = await listening(t, { limits: { messages: 2 } });
  await dialogue(
    t,
    listener,
    `${hello} ${oneMessage}
    S: 250 *
    ${oneMessage}
    S: 250 *
    C: MAIL FROM:<ann@here.test>
    S: 421 4.7.0 2 messages in one session are all (mailroot.smtp.maxMessagesPerSession); open a new one
    -- closed
  `,
  );
  assert.equal(kept.length, 2);
});

test('recipients: 452 4.5.3 to each further one, and the others get the message', async (t) => {
  const { listener, kept } = await listening(t, { limits: { recipients: 2, errors: 3 } });
  await dialogue(
    t,
    listener,
    `${hello}
    C: MAIL FROM:<ann@here.test>
    S: 250 *
    C| RCPT TO:<a@there.test>\\r\\nRCPT TO:<b@there.test>\\r\\nRCPT TO:<c@there.test>\\r\\nRCPT TO:<A@there.test>\\r\\n
    S: 250 *
    S: 250 *
    S: 452 4.5.3 *
    S: 250 *
    C| RCPT TO:<d@there.test>\\r\\nRCPT TO:<e@there.test>\\r\\nRCPT TO:<f@there.test>\\r\\n
    S: 452 4.5.3 *
    S: 452 4.5.3 *
    S: 452 4.5.3 *
    C: DATA
    S: 354 *
    C: .
    S: 250 *
  `,
  );
  assert.equal(kept[0]?.recipients.length, 2);
});

test('sessions at once: 421 instead of the greeting, until one ends', async (t) => {
  const { listener } = await listening(t, { limits: { connections: 2 } });
  const one = await dialogue(t, listener, hello);
  await dialogue(t, listener, hello);
  await dialogue(
    t,
    listener,
    `
    S: 421 4.7.0 More than 2 connections at once (mailroot.smtp.maxConnections); try again later
    -- closed
  `,
  );
  await goOn(one, 'C: QUIT\nS: 221 *\n-- closed');
  await freed(t, listener.port);
});

/** The server learns a little later than we do that a session is over. */
async function freed(t: Parameters<typeof dialogue>[0], port: number): Promise<void> {
  for (;;) {
    const greeting = await Client.connect(t, { port }).reply();
    if (greeting.startsWith('220')) return;
    assert.match(greeting, /^421/);
  }
}

test(
  'sessions at once from one address: others are not bothered',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const { listener } = await listening(t, { limits: { connectionsPerAddress: 1 } });
    await dialogue(t, listener, hello);
    await dialogue(
      t,
      listener,
      `
    S: 421 4.7.0 More than 1 connections at once from 127.0.0.1 (mailroot.smtp.maxConnectionsPerAddress); close some
    -- closed
  `,
    );
    await dialogue(t, { ...listener, from: '127.0.0.3' }, 'S: 220 *');
  },
);

test('errors: after the last one allowed the session is closed with 421', async (t) => {
  const { listener } = await listening(t, { limits: { errors: 3 } });
  await dialogue(
    t,
    listener,
    `${hello}
    C: ONE
    S: 500 *
    C: DATA
    S: 503 *
    C: RCPT TO:<bob@there.test>
    S: 503 *
    S: 421 4.7.0 3 errors in one session are enough (mailroot.smtp.maxErrorsPerSession)
    -- closed
  `,
  );
});

test('without a limit on errors a session may make as many as it likes', async (t) => {
  const { listener } = await listening(t);
  const many = Array.from({ length: 200 }, () => 'C: WHAT\nS: 500 *').join('\n');
  await dialogue(t, listener, `${hello}\n${many}\nC: NOOP\nS: 250 *`);
});

test('a line of a message that is too long: 550 with its number, the session goes on', async (t) => {
  const { listener, kept } = await listening(t, { limits: { lineOctets: 11 } });
  await dialogue(
    t,
    listener,
    `${hello} ${oneMessage}
    S: 550 5.6.0 Line 1 is longer than 11 octets (mailroot.smtp.maxLineOctets)
    C: NOOP
    S: 250 *
  `,
  );
  assert.equal(kept.length, 0);
});

test('a limit that is changed holds at once, in the session that is open', async (t) => {
  const { listener, change } = await listening(t);
  const me = await dialogue(t, listener, `${hello} ${oneMessage} \n S: 250 *`);
  change({ limits: { ...limits, messageOctets: 11 } });
  await goOn(
    me,
    `
    C: EHLO client.test
    S: ...
    S: 250 SIZE 11
    ${oneMessage}
    S: 552 5.3.4 *
  `,
  );
});

test('a client that never reads its replies is not read from any further', async (t) => {
  const { listener, clock } = await listening(t);
  const me = await dialogue(t, listener, hello);
  me.socket.pause();
  const noops = Buffer.from('NOOP\r\n'.repeat(20_000));
  let sent = 0;
  while (me.socket.write(noops) && sent < 1_000) sent += 1;
  const closed = once(me.socket, 'close');
  // It has had its time to read them.
  for (let i = 0; i < 20; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(limits.idleMs);
  }
  me.socket.resume();
  await closed;
});

test('0 is no limit, for each of them', () => {
  const none = Object.fromEntries(Object.keys(limits).map((name) => [name, 0])) as unknown as typeof limits;
  assert.equal(refuseConnection({ all: 9_999, ofAddress: 9_999, address: '192.0.2.1' }, none), undefined);
  assert.equal(roomFor(9_999_999, none), 0);
  for (const awaited of ['command', 'rest of a command', 'content', 'reading', 'us'] as const)
    assert.equal(overdue({ awaited, since: 0, heardAt: 0 }, none, 1e12), undefined);
});

test('a message has the room that the session leaves it', () => {
  assert.equal(roomFor(0, { messageOctets: 10, sessionOctets: 100 }), 10);
  assert.equal(roomFor(95, { messageOctets: 10, sessionOctets: 100 }), 5);
  assert.equal(roomFor(95, { messageOctets: 0, sessionOctets: 100 }), 5);
});
