/** Clients that close their side as soon as they have said everything, and wait for the replies: in clear, over STARTTLS and over TLS from the start. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import type { Inbound } from '../../../src/engine/receive/transaction';
import { listening } from '../../support/listening';

const limit = { timeout: 20_000 };

/** The disk takes longer than the FIN of the client needs. */
async function slowly({ content }: Inbound): Promise<{ id: string }> {
  await buffer(content);
  for (let turns = 0; turns < 50; turns++) await new Promise(setImmediate);
  return { id: '20261123T115001Z-07b3a9c' };
}

const tls = makeCertificate({ names: ['localhost'], addresses: ['127.0.0.1'], now: Date.now(), days: 1 });
const whole =
  'EHLO client.test\r\nMAIL FROM:<ann@here.test>\r\nRCPT TO:<bob@there.test>\r\nDATA\r\nSubject: hi\r\n\r\nhi\r\n.\r\n';

/** Says it, closes its side, and gives the code of each reply. */
async function repliesTo(socket: Socket, said: string): Promise<string[]> {
  socket.end(said);
  const heard = await text(socket);
  return heard.split('\r\n').flatMap((line) => /^(\d{3})(?: |$)/.exec(line)?.[1] ?? []);
}

void test('dot, QUIT and FIN in one go: every reply comes, and the message is taken once', limit, async (t) => {
  const { listener, kept } = await listening(t);
  const codes = await repliesTo(connect(listener.port, '127.0.0.1'), `${whole}QUIT\r\n`);
  assert.deepEqual(codes, ['220', '250', '250', '250', '354', '250', '221']);
  assert.equal(kept.length, 1);
});

void test('they come also when the FIN is there long before the message is on disk', limit, async (t) => {
  const { listener } = await listening(t, { accept: slowly });
  const codes = await repliesTo(connect(listener.port, '127.0.0.1'), `${whole}QUIT\r\n`);
  assert.deepEqual(codes.slice(-3), ['354', '250', '221']);
});

void test('without QUIT as well: the message is answered, then the connection is closed', limit, async (t) => {
  const { listener, kept } = await listening(t);
  const codes = await repliesTo(connect(listener.port, '127.0.0.1'), whole);
  assert.deepEqual(codes, ['220', '250', '250', '250', '354', '250']);
  assert.equal(kept.length, 1);
});

void test('in the middle of the content: nothing is kept, and the connection is closed', limit, async (t) => {
  const { listener, kept, refused } = await listening(t);
  const codes = await repliesTo(connect(listener.port, '127.0.0.1'), whole.slice(0, -3));
  assert.deepEqual(codes.slice(0, 5), ['220', '250', '250', '250', '354']);
  assert.ok(!codes.slice(5).includes('250'), codes.join(' '));
  assert.equal(kept.length, 0);
  assert.equal(refused.length, 1);
});

void test('a client that says nothing and closes its side is let go', limit, async (t) => {
  const { listener } = await listening(t);
  assert.deepEqual(await repliesTo(connect(listener.port, '127.0.0.1'), ''), ['220']);
});

void test('over TLS from the first octet, and over STARTTLS', limit, async (t) => {
  const { listener, kept } = await listening(t, { tls, tlsPort: 0 });
  const implicit = connectTls({
    port: listener.tlsPort ?? 0,
    host: '127.0.0.1',
    ca: tls.cert,
    servername: 'localhost',
  });
  await once(implicit, 'data');
  assert.deepEqual((await repliesTo(implicit, `${whole}QUIT\r\n`)).slice(-2), ['250', '221']);
  const plain = connect(listener.port, '127.0.0.1');
  await once(plain, 'data');
  plain.write('STARTTLS\r\n');
  await once(plain, 'data');
  const secure = connectTls({ socket: plain, ca: tls.cert, servername: 'localhost' });
  await once(secure, 'secureConnect');
  assert.deepEqual((await repliesTo(secure, `${whole}QUIT\r\n`)).slice(-2), ['250', '221']);
  assert.equal(kept.length, 2);
});

void test('who goes in the middle of the handshake is let go', limit, async (t) => {
  const { listener } = await listening(t, { tls });
  const socket = connect(listener.port, '127.0.0.1');
  await once(socket, 'data');
  socket.write('STARTTLS\r\n');
  await once(socket, 'data');
  socket.end();
  await once(socket, 'close');
});
