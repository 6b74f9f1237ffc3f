/** Time, moved by hand: who holds a session without using it loses it, and who is waiting for us does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overdue } from '../../../src/engine/receive/limits';
import { dialogue, goOn } from '../../support/dialogue';
import { limits, listening } from '../../support/listening';

const second = 1_000;
const hello = `
  S: 220 *
  C: EHLO client.test
  S: ...
  S: 250 SIZE *
`;
const data = `
  C: MAIL FROM:<ann@here.test>
  S: 250 *
  C: RCPT TO:<bob@there.test>
  S: 250 *
  C: DATA
  S: 354 *
`;

test('a session in which nothing is said for ten minutes is closed, and nobody is told of it', async (t) => {
  const { listener, clock, refused } = await listening(t);
  const me = await dialogue(t, listener, hello);
  clock.advance(599 * second);
  await goOn(me, 'C: NOOP\nS: 250 *');
  clock.advance(601 * second);
  await goOn(
    me,
    `
    S: 421 4.4.2 Nothing was heard for 600 seconds (mailroot.smtp.idleTimeoutSeconds)
    -- closed
  `,
  );
  assert.equal(refused.length, 0);
});

test('a command that drips in octet by octet must be whole after a minute', async (t) => {
  const { listener, clock } = await listening(t);
  const me = await dialogue(t, listener, hello);
  for (const octet of 'MAIL FROM') {
    me.write(octet);
    await heard(me);
    clock.advance(6 * second);
  }
  clock.advance(7 * second);
  await goOn(
    me,
    `
    S: 421 4.4.2 The command was not whole after 60 seconds (mailroot.smtp.commandTimeoutSeconds)
    -- closed
  `,
  );
});

test('a message that drips in must be whole after ten minutes, however steadily it drips; nothing of it is kept', async (t) => {
  const { listener, clock, kept, refused, refusals } = await listening(t);
  const me = await dialogue(t, listener, `${hello} ${data}`);
  for (let minute = 0; minute < 10; minute++) {
    me.write('x');
    await heard(me);
    clock.advance(60 * second);
  }
  clock.advance(second);
  await goOn(
    me,
    `
    S: 421 4.4.2 The content was not whole after 600 seconds (mailroot.smtp.contentTimeoutSeconds)
    -- closed
  `,
  );
  await refusals(1);
  assert.equal(kept.length, 0);
  assert.match(refused[0]?.lines.at(-2)?.text ?? '', /421 4\.4\.2 The content/);
});

test('silence in the middle of a message ends it too', async (t) => {
  const { listener, clock } = await listening(t, { limits: { idleMs: 30 * second } });
  const me = await dialogue(t, listener, `${hello} ${data}`);
  me.write('Subject: ');
  await heard(me);
  clock.advance(31 * second);
  await goOn(me, 'S: 421 4.4.2 Nothing was heard for 30 seconds *\n-- closed');
});

test('a client that waits for our disk is not cut off, however long it takes', async (t) => {
  let stored: () => void = () => undefined;
  const { listener, clock } = await listening(t, {
    accept: async ({ content }) => {
      content.resume();
      await new Promise<void>((resolve) => (stored = resolve));
      return { id: 'late' };
    },
  });
  const me = await dialogue(t, listener, `${hello} ${data}`);
  me.write('Subject: x\r\n\r\n.\r\n');
  await heard(me);
  clock.advance(3_600 * second);
  stored();
  await goOn(me, 'S: 250 2.0.0 late accepted');
});

test('a TLS handshake that is never finished is a command that is never whole', () => {
  const waiting = { awaited: 'rest of a command', since: 0, heardAt: 59 * second } as const;
  assert.equal(overdue(waiting, limits, 59 * second), undefined);
  assert.equal(overdue(waiting, limits, 60 * second)?.code, 421);
});

test('without sessions there is nothing to watch, and no timer', async (t) => {
  const { listener, clock } = await listening(t);
  assert.equal(clock.pending(), 0);
  await dialogue(t, listener, `${hello} C: QUIT`.replace(' C: QUIT', '\nC: QUIT\nS: 221 *\n-- closed'));
  for (let looks = 0; clock.pending() > 0; looks++) {
    assert.ok(looks < 1_000, 'a timer is left');
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(second);
  }
});

/** What was written has been read by the server in this process: its socket is behind ours in the event loop. */
async function heard({ socket }: { socket: { bytesWritten: number; writableLength: number } }): Promise<void> {
  while (socket.writableLength > 0) await new Promise((resolve) => setImmediate(resolve));
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
}
