import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { refusal } from '../../../src/engine/smtpServer';
import { listening } from '../../support/listening';

void test('a message is answered 250 with its queue id, once it is kept', async (t) => {
  const { client, kept } = await listening(t);
  const me = client();
  await me.greet();
  assert.equal(await me.send('Subject: hi\r\n\r\nHello.'), '250 2.0.0 id-1 accepted');
  assert.equal(kept[0]?.bytes.toString(), 'Subject: hi\r\n\r\nHello.\r\n');
  assert.equal(kept[0].reversePath, 'ann@here.test');
  assert.deepEqual(kept[0].recipients, [{ address: 'bob@there.test' }]);
});

void test('the message is known by who handed it in, and gets a Received line that says so', async (t) => {
  const { client, kept } = await listening(t);
  const me = client();
  await me.greet();
  await me.send('Subject: hi\r\n\r\n');
  assert.equal(kept[0]?.client, 'client.test [127.0.0.1]');
  assert.match(
    kept[0].received,
    /^from client\.test \(\[127\.0\.0\.1\]\)\r\n\tby host\.test with ESMTP id \$id;\r\n\t/,
  );
});

void test('it greets at once, and offers what a program may want to use', async (t) => {
  const { client } = await listening(t);
  const said = await client().greet();
  for (const word of ['SIZE 10000', '8BITMIME', 'SMTPUTF8', 'PIPELINING', 'ENHANCEDSTATUSCODES', 'DSN', 'AUTH'])
    assert.ok(said.includes(word), `${word} in ${said}`);
});

void test('a leading dot is taken off: the content is what the program meant', async (t) => {
  const { client, kept } = await listening(t);
  const me = client();
  await me.greet();
  await me.send('Subject: dots\r\n\r\n..one\r\n...two\r\nno');
  assert.equal(kept[0]?.bytes.toString(), 'Subject: dots\r\n\r\n.one\r\n..two\r\nno\r\n');
});

void test('what a sender asks about notifications is kept (RFC 3461)', async (t) => {
  const { client, kept } = await listening(t);
  const me = client();
  await me.greet();
  await me.say('MAIL FROM:<ann@here.test> RET=HDRS ENVID=order-42');
  await me.say('RCPT TO:<bob@there.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;robert@there.test');
  await me.say('DATA');
  await me.say('Subject: x\r\n\r\n.');
  assert.deepEqual([kept[0]?.ret, kept[0]?.envid], ['HDRS', 'order-42']);
  assert.deepEqual(kept[0]?.recipients[0]?.notify, ['SUCCESS', 'FAILURE']);
  assert.match(kept[0].recipients[0].orcpt ?? '', /robert@there\.test/);
});

void test('the null reverse-path is taken', async (t) => {
  const { client, kept } = await listening(t);
  const me = client();
  await me.greet();
  assert.match(await me.say('MAIL FROM:<>'), /^250/);
  await me.say('RCPT TO:<bob@there.test>');
  await me.say('DATA');
  await me.say('Subject: x\r\n\r\n.');
  assert.equal(kept[0]?.reversePath, '');
});

void test('any name and password will do, and none is kept', async (t) => {
  const { client, kept } = await listening(t);
  const me = client();
  await me.greet();
  assert.match(await me.say(`AUTH PLAIN ${Buffer.from('\0ann\0secret').toString('base64')}`), /^235/);
  await me.send('Subject: x\r\n\r\n');
  assert.ok(!JSON.stringify(kept).includes('secret'));
});

void test('several messages go over one connection', async (t) => {
  const { client, kept } = await listening(t);
  const me = client();
  await me.greet();
  for (const n of [1, 2, 3]) assert.equal(await me.send(`Subject: ${n}\r\n\r\n`), `250 2.0.0 id-${n} accepted`);
  assert.equal(kept.length, 3);
});

void test('a message larger than the limit is refused, announced or not, and nothing of it is kept', async (t) => {
  const { client, kept } = await listening(t, { limits: { messageOctets: 1_000 } });
  const me = client();
  await me.greet();
  assert.match(await me.say('MAIL FROM:<ann@here.test> SIZE=5000'), /^552/);
  assert.match(await me.send(`Subject: big\r\n\r\n${'x'.repeat(900)}\r\n${'y'.repeat(900)}`), /^552 5\.3\.4 /);
  assert.equal(kept.length, 0);
  assert.match(await me.send('Subject: small\r\n\r\n'), /^250/, 'the session goes on');
});

void test('more recipients than the limit are refused one by one', async (t) => {
  const { client } = await listening(t, { limits: { recipients: 2 } });
  const me = client();
  await me.greet();
  await me.say('MAIL FROM:<ann@here.test>');
  const replies = [];
  for (const n of [1, 2, 3]) replies.push((await me.say(`RCPT TO:<r${n}@there.test>`)).slice(0, 3));
  assert.deepEqual(replies, ['250', '250', '452']);
});

void test('what can not be stored is answered 4yz, so that the program keeps it', async (t) => {
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  const { client } = await listening(t, { accept: () => Promise.reject(full) });
  const me = client();
  await me.greet();
  assert.match(await me.send('Subject: x\r\n\r\n'), /^452 4\.3\.1 The disk/);
});

void test('a refusal of the spool is given as it is', async (t) => {
  const { client } = await listening(t, { accept: () => Promise.reject(refusal(451, '4.3.2', 'going down')) });
  const me = client();
  await me.greet();
  assert.equal(await me.send('Subject: x\r\n\r\n'), '451 4.3.2 going down');
});

void test('a large message that is refused unread is answered when it is whole, and the session goes on', async (t) => {
  const { client } = await listening(t, {
    accept: () => Promise.reject(refusal(452, '4.2.2', 'Mailbox Full')),
    limits: { messageOctets: 0 },
  });
  const me = client();
  await me.greet();
  // More than what waits for a reader anywhere between the two.
  const large = `Subject: x\r\n\r\n${'a line of some text\r\n'.repeat(200_000)}`;
  assert.equal(await me.send(large), '452 4.2.2 Mailbox Full');
  assert.equal(await me.send('Subject: small\r\n\r\n'), '452 4.2.2 Mailbox Full');
});

void test('a program that goes away in the middle of the content leaves nothing', async (t) => {
  const ends: unknown[] = [];
  let told: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => (told = resolve));
  const { client } = await listening(t, {
    accept: async ({ content }) => {
      try {
        await buffer(content);
        ends.push('whole');
      } catch (error) {
        ends.push(error);
        throw error;
      } finally {
        told();
      }
      return { id: 'x' };
    },
  });
  const me = client();
  await me.greet();
  await me.say('MAIL FROM:<ann@here.test>');
  await me.say('RCPT TO:<bob@there.test>');
  await me.say('DATA');
  me.socket.write('Subject: half\r\n\r\nonly ha');
  me.socket.destroy();
  await gone;
  assert.notEqual(ends[0], 'whole');
});

void test('commands in the wrong order are refused, and the session goes on', async (t) => {
  const { client } = await listening(t);
  const me = client();
  await me.greet();
  assert.match(await me.say('RCPT TO:<bob@there.test>'), /^503/);
  assert.match(await me.say('DATA'), /^503/);
  assert.match(await me.say('FROBNICATE'), /^50[02]/);
  assert.match(await me.say('NOOP'), /^250/);
});

void test('what is no address is refused', async (t) => {
  const { client } = await listening(t);
  const me = client();
  await me.greet();
  assert.match(await me.say('MAIL FROM:<not an address>'), /^5\d\d/);
});

void test('a port that is taken means the next free one', async (t) => {
  const first = await listening(t);
  const second = await listening(t, { port: first.listener.port });
  assert.ok(second.listener.port > first.listener.port);
  assert.equal(second.listener.host, '127.0.0.1');
});

void test('a closed listener is closed', async (t) => {
  const { listener } = await listening(t);
  await listener.close();
  await new Promise<void>((resolve, reject) => {
    const socket = connect(listener.port, '127.0.0.1', () => reject(new Error('still open')));
    socket.once('error', () => resolve());
  });
});
