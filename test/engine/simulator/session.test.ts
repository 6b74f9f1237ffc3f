/** The dialogue of a simulated host, spoken by hand. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { createSecureContext } from 'node:tls';
import { silentLog } from '../../../src/engine/ports';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import type { Script } from '../../../src/engine/simulator/faults';
import { openHost } from '../../../src/engine/simulator/host';
import { Memory } from '../../../src/engine/simulator/memory';
import { Patience } from '../../../src/engine/simulator/patience';
import type { Accepted } from '../../../src/engine/simulator/session';
import { manualClock } from '../../support/manualClock';

const certificate = makeCertificate({ names: ['sim.test'], addresses: ['127.0.0.1'], now: Date.now(), days: 1 });
const secureContext = createSecureContext(certificate);

interface Spoken {
  /** Says lines at once, pipelined, and resolves to the replies up to the last of them. */
  readonly say: (...lines: string[]) => Promise<string[]>;
  readonly send: (text: string) => void;
  readonly reply: () => Promise<string>;
  readonly closed: Promise<void>;
  readonly accepted: readonly Accepted[];
}

async function spoken(t: TestContext, script: Script = []): Promise<Spoken> {
  const clock = manualClock();
  const accepted: Accepted[] = [];
  const ports = {
    now: () => clock.now(),
    memory: new Memory(),
    patience: new Patience(clock),
    scriptFor: () => [],
    accepted: (each: Accepted) => void accepted.push(each),
  };
  const host = await openHost({ name: 'sim.test', script, secureContext }, ports, silentLog);
  t.after(() => host.close());
  const socket = connect(host.port, '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const reply = replies(socket, closed);
  return {
    closed,
    accepted,
    reply,
    send: (text) => void socket.write(text),
    say: async (...lines) => {
      socket.write(lines.map((line) => `${line}\r\n`).join(''));
      const said = [];
      while (said.length < lines.length) said.push(await reply());
      return said;
    },
  };
}

/** One reply after the other, each whole; `''` when the connection is closed. */
function replies(socket: Socket, closed: Promise<void>): () => Promise<string> {
  let heard = '';
  let wake = (): void => undefined;
  let over = false;
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    heard += chunk.toString();
    wake();
  });
  void closed.then(() => {
    over = true;
    wake();
  });
  return async () => {
    for (;;) {
      const whole = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(heard)?.[0];
      if (whole !== undefined) {
        heard = heard.slice(whole.length);
        return whole.trimEnd();
      }
      if (over) return '';
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
}

const hello = 'EHLO here.test';
const from = 'MAIL FROM:<ann@here.test>';
const to = 'RCPT TO:<bob@sim.test>';

/** A session that is at DATA. */
async function atContent(t: TestContext, script: Script = []): Promise<Spoken> {
  const session = await spoken(t, script);
  await session.reply();
  const said = await session.say(hello, from, to, 'DATA');
  assert.match(said.at(-1) ?? '', /^354/);
  return session;
}

void test('a message is taken as SMTP has it, and its beginning is kept for a bounce', async (t) => {
  const { reply, say, send, accepted } = await spoken(t);
  assert.equal(await reply(), '220 sim.test ESMTP MailRoot simulator');
  const [ehlo = ''] = await say(hello);
  assert.match(ehlo, /^250-sim\.test greets here\.test\r\n250-PIPELINING/);
  const said = await say(`${from} SIZE=10 ENVID=QQ+2B1`, to, 'RCPT TO:<carol@sim.test>', 'DATA');
  assert.deepEqual(
    said.map((each) => each.slice(0, 3)),
    ['250', '250', '250', '354'],
  );
  send('Subject: hi\r\n\r\nhello\r\n.\r\n');
  assert.match(await reply(), /^250 2\.0\.0 Accepted/);
  const [message] = accepted;
  assert.ok(message);
  assert.equal(message.content.head.toString(), 'Subject: hi\r\n\r\nhello\r\n');
  assert.deepEqual(
    message.meetings.map(({ recipient, envid }) => [recipient, envid]),
    [
      ['bob@sim.test', 'QQ+1'],
      ['carol@sim.test', 'QQ+1'],
    ],
  );
  assert.match((await say('QUIT')).join(), /^221/);
});

void test('a content that comes octet by octet is the same content', async (t) => {
  const { reply, send, accepted } = await atContent(t);
  for (const octet of 'A: b\r\n\r\n..dot\r\n.\r\n') {
    send(octet);
    await new Promise(setImmediate);
  }
  assert.match(await reply(), /^250/);
  assert.equal(accepted[0]?.content.octets, 'A: b\r\n\r\n..dot\r\n'.length);
});

void test('an empty content is a content, and one after the other is taken', async (t) => {
  const { reply, say, send, accepted } = await atContent(t);
  send('.\r\n');
  assert.match(await reply(), /^250/);
  assert.equal(accepted[0]?.content.octets, 0);
  const said = await say(from, to, 'DATA');
  assert.match(said[2] ?? '', /^354/);
  send('x\r\n.\r\n');
  assert.match(await reply(), /^250/);
  assert.equal(accepted.length, 2);
});

void test('of a large content only the beginning is kept', async (t) => {
  const { reply, send, accepted } = await atContent(t);
  send(`${'x'.repeat(998)}\r\n`.repeat(500));
  send('.\r\n');
  assert.match(await reply(), /^250/);
  assert.equal(accepted[0]?.content.octets, 500_000);
  assert.equal(accepted[0].content.head.length, 65_536);
});

void test('commands out of order, unknown and malformed ones are refused, and the session goes on', async (t) => {
  const { reply, say } = await spoken(t);
  await reply();
  const lines = [from, to, 'DATA', 'MAIL FROM:bob', 'RCPT TO:<>', 'FROG', 'toString', ''];
  const codes = (await say(...lines)).map((each) => each.slice(0, 3));
  assert.deepEqual(codes, ['503', '503', '503', '501', '501', '500', '500', '500']);
  assert.match((await say(hello)).join(), /^250/);
  assert.deepEqual(
    (await say('MAIL FROM:<a b@x>', 'MAIL FROM:<>', from, 'RSET', from, 'NOOP', 'VRFY bob')).map((each) =>
      each.slice(0, 3),
    ),
    ['501', '250', '503', '250', '250', '250', '252'],
  );
});

void test('HELO is answered without extensions', async (t) => {
  const { reply, say } = await spoken(t);
  await reply();
  assert.deepEqual(await say('HELO here.test'), ['250 sim.test greets here.test']);
});

void test('any credentials do, where a login is offered', async (t) => {
  const script = [{ kind: 'delay', at: 'auth', ms: 0 }] as const;
  const { reply, say, send } = await spoken(t, script);
  await reply();
  assert.match((await say(hello)).join(), /250 AUTH PLAIN LOGIN$/);
  assert.match((await say('AUTH PLAIN AGEAYg==')).join(), /^235/);
  assert.deepEqual(await say('AUTH LOGIN', 'YQ==', 'Yg=='), [
    '334 VXNlcm5hbWU6',
    '334 UGFzc3dvcmQ6',
    '235 2.7.0 Logged in',
  ]);
  send('AUTH PLAIN\r\n');
  assert.equal(await reply(), '334');
  send('AGEAYg==\r\n');
  assert.match(await reply(), /^235/);
});

void test('credentials can be refused', async (t) => {
  const reply535 = { code: 535, enhanced: '5.7.8', text: 'Wrong password' };
  const { reply, say } = await spoken(t, [{ kind: 'reply', at: 'auth', reply: reply535 }]);
  await reply();
  await say(hello);
  assert.deepEqual(await say('AUTH PLAIN AGEAYg=='), ['535 5.7.8 Wrong password']);
});

void test('421 closes the connection behind it', async (t) => {
  const bye = { code: 421, enhanced: '4.3.2', text: 'Bye' };
  const { reply, say, closed } = await spoken(t, [{ kind: 'reply', at: 'mail', reply: bye }]);
  await reply();
  assert.deepEqual((await say(hello, from)).at(-1), '421 4.3.2 Bye');
  await closed;
});

void test('a refused content is accepted by nobody', async (t) => {
  const no = { code: 550, enhanced: '5.7.1', text: 'No' };
  const { reply, send, accepted } = await atContent(t, [{ kind: 'reply', at: 'end', reply: no }]);
  send('hi\r\n.\r\n');
  assert.equal(await reply(), '550 5.7.1 No');
  assert.deepEqual(accepted, []);
});

void test('a client that goes away in the content leaves nothing behind', async (t) => {
  const { send, accepted } = await atContent(t);
  send('half a mess');
  await new Promise(setImmediate);
  assert.deepEqual(accepted, []);
});

void test('STARTTLS that is kept quiet about is refused when it is tried', async (t) => {
  const { reply, say } = await spoken(t, [{ kind: 'without', at: 'ehlo', extensions: ['STARTTLS'] }]);
  await reply();
  assert.match((await say(hello, 'STARTTLS'))[1] ?? '', /^502/);
});
