/** A DSN that comes back from a simulated host after it had accepted the message. */
import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import { silentLog, type Log } from '../../../src/engine/ports';
import { lateBounce } from '../../../src/engine/simulator/lateBounce';
import { returnMail, type Returned } from '../../../src/engine/simulator/returnMail';
import type { Accepted } from '../../../src/engine/simulator/session';
import { only } from '../delivery/client';
import { scriptedHost } from '../../support/scriptedHost';
import { hosts } from './hosts';

const now = Date.UTC(2026, 10, 23, 12, 0, 0);
const reply = { code: 550, enhanced: '5.1.1', text: 'No such user' };

function accepted(
  sender = 'ann@here.test',
  head = 'Subject: Order\r\nMessage-ID: <42@here.test>\r\n\r\nsecret body\r\n',
): Accepted {
  const meetings = ['bob@sim.test', 'carol@sim.test'].map((recipient) => ({ envid: 'QQ-1', sender, recipient }));
  return { host: 'bounce.sim.test', meetings, script: [], content: { octets: head.length, head: Buffer.from(head) } };
}

void test('it is a DSN as other hosts write them: for a person, for a program, and with the header of the message', async () => {
  const bounce = await lateBounce(accepted(), { reply, now });
  assert.ok(bounce);
  assert.equal(bounce.to, 'ann@here.test');
  const mail = await simpleParser(bounce.content);
  assert.equal(mail.from?.value[0]?.address, 'mailer-daemon@bounce.sim.test');
  assert.equal(mail.inReplyTo, '<42@here.test>');
  assert.match(mail.text ?? '', /<bob@sim\.test>: 550 5\.1\.1 No such user/);
  const text = bounce.content.toString();
  assert.match(text, /multipart\/report; report-type=delivery-status/);
  assert.match(text, /^Original-Envelope-Id: QQ-1\r$/m);
  assert.equal(text.match(/^Final-Recipient: rfc822; /gm)?.length, 2);
  assert.match(text, /^Status: 5\.1\.1\r$/m);
  assert.match(text, /^Subject: Order\r$/m);
  assert.doesNotMatch(text, /secret body/);
});

void test('nobody is told about a message from nobody', async () => {
  assert.equal(await lateBounce(accepted(''), { reply, now }), undefined);
});

void test('what was not a message comes back all the same', async () => {
  const bounce = await lateBounce(accepted('ann@here.test', '\u0000 nonsense'), { reply, now });
  assert.match(bounce?.content.toString() ?? '', /Undelivered Mail/);
});

void test('bounce@ is relayed, and its DSN comes a minute later by the clock', async (t) => {
  const { send, clock, bounces } = await hosts(t);
  assert.equal(only(await send('bounce@sim.test', { envid: 'm1' })).action, 'relayed');
  clock.advance(59_999);
  await new Promise(setImmediate);
  const count = (): number => bounces.length;
  assert.equal(count(), 0);
  clock.advance(1);
  while (count() === 0) await new Promise(setImmediate);
  assert.deepEqual(
    bounces.map((bounce) => bounce.to),
    ['ann@here.test'],
  );
});

void test('a bounce that is still to come when the simulator closes does not come', async (t) => {
  const { send, clock, bounces, simulator } = await hosts(t);
  await send('bounce@sim.test');
  await simulator.close();
  clock.advance(3_600_000);
  assert.equal(clock.pending(), 0);
  assert.deepEqual(bounces, []);
});

interface Back {
  readonly taken: Returned[];
  readonly warnings: string[];
  readonly give: (listener: { host: string; port: number } | undefined, accept?: () => Promise<void>) => Promise<void>;
}

async function back(): Promise<Back> {
  const bounce = await lateBounce(accepted(), { reply, now });
  assert.ok(bounce);
  const taken: Returned[] = [];
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (text) => void warnings.push(text) };
  const take = (message: Returned): Promise<void> => {
    taken.push(message);
    return Promise.resolve();
  };
  return {
    taken,
    warnings,
    give: (listener, accept) =>
      returnMail(bounce, { listener: () => listener, accept: accept ?? take, now: () => now, log }),
  };
}

void test('it comes by SMTP, with the null reverse-path, where we listen', async (t) => {
  const host = await scriptedHost(t);
  const { taken, give } = await back();
  await give({ host: '127.0.0.1', port: host.port });
  assert.deepEqual(taken, []);
  assert.ok(host.heard.includes('MAIL FROM:<>'), host.heard.join('\n'));
  assert.ok(host.heard.includes('RCPT TO:<ann@here.test>'));
  assert.match(host.contents[0] ?? '', /Undelivered Mail Returned to Sender/);
});

void test('where nobody listens, or the listener wants it not, it goes into the spool', async (t) => {
  const refusing = await scriptedHost(t, { on: (line, next) => (line.startsWith('RCPT') ? '550 5.7.1 No' : next()) });
  for (const listener of [undefined, { host: '127.0.0.1', port: 1 }, { host: '127.0.0.1', port: refusing.port }]) {
    const { taken, give } = await back();
    await give(listener);
    const [message] = taken;
    assert.deepEqual(message?.recipients, [{ address: 'ann@here.test' }]);
    assert.equal(message.reversePath, '');
    assert.match((await buffer(message.content)).toString(), /Undelivered Mail/);
  }
});

void test('a bounce that cannot be handed over is told to the log', async () => {
  const { warnings, give } = await back();
  await give(undefined, () => Promise.reject(new Error('the disk is full')));
  assert.match(warnings[0] ?? '', /for ann@here\.test could not be handed over: the disk is full/);
});
