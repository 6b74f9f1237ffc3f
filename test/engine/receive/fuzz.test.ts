/**
 * Anything at all, over real sockets: arbitrary commands, contents, octets and cuts. Whatever a client sends, the listener does not
 * crash, does not hang, holds no more than it should, and each session ends with a reply that is one.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import { listening } from '../../support/listening';

const tls = makeCertificate({ names: ['localhost'], addresses: ['127.0.0.1'], now: Date.now(), days: 1 });

/** Ends a content, answers what AUTH may still ask, and goes. */
const goodbye = '\r\n.\r\nNOOP\r\nQUIT\r\nQUIT\r\nQUIT\r\n';

/** Says all of it in these pieces, then what ends any session, and resolves to everything it heard until the server closed. */
async function converse(port: number, pieces: readonly Buffer[]): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setNoDelay(true);
  let heard = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1');
    // Nobody here speaks TLS: what there was to hear has been heard.
    if (heard.includes('Ready to start TLS')) socket.destroy();
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const piece of pieces) {
    if (socket.destroyed || socket.writableEnded) break;
    socket.write(piece);
    await new Promise(setImmediate);
  }
  if (!socket.destroyed) socket.write(goodbye);
  await closed;
  socket.destroy();
  return heard;
}

const verb = fc.constantFrom(
  'EHLO',
  'HELO',
  'MAIL FROM:',
  'RCPT TO:',
  'DATA',
  'RSET',
  'NOOP',
  'QUIT',
  'AUTH PLAIN',
  'AUTH LOGIN',
  'AUTH CRAM-MD5',
  'AUTH XOAUTH2',
  'VRFY',
  'HELP',
  'BDAT',
  'XCLIENT',
  '',
  '.',
  'mail from:',
);
const argument = fc.oneof(
  fc.constantFrom(
    '<a@b.test>',
    '<>',
    '<"q q"@b.test>',
    '<@r.test:a@b.test>',
    '<a@b.test> SIZE=9',
    '<a@b.test> NOTIFY=NEVER',
    'client.test',
    'AGEAYg==',
    '*',
    '+0D+0A',
  ),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const lineEnd = fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\r\n.\r\n', '\n.\n', '\0');
const command = fc.tuple(verb, argument, lineEnd).map(([word, text, end]) => `${word} ${text}${end}`);
const transaction = fc.constantFrom(
  'EHLO client.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n',
  'HELO client.test\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n..x\r\n.\r\n',
  'EHLO client.test\r\nSTARTTLS\r\nEHLO x\r\n',
);
const chatter = fc
  .array(
    fc.oneof(
      { arbitrary: command, weight: 3 },
      { arbitrary: transaction, weight: 2 },
      { arbitrary: fc.string({ unit: 'binary' }), weight: 1 },
    ),
    { maxLength: 20 },
  )
  .map((parts) => Buffer.from(parts.join(''), 'utf8'));

/** Cuts into pieces at these places. */
function cut(whole: Buffer, places: readonly number[]): Buffer[] {
  const points = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...points]
    .map((from, i) => whole.subarray(from, points[i] ?? whole.length))
    .filter(({ length }) => length > 0);
}

/** Every line is a reply, none has a control character in it; what comes behind a TLS hello is not text any more. */
function assertReplies(heard: string, wasTls: boolean): void {
  const text = wasTls ? (heard.split('Ready to start TLS\r\n')[0] ?? '') : heard;
  const lines = text.split('\r\n').filter((line) => line !== '');
  assert.match(lines[0] ?? '', /^220 host\.test ESMTP/);
  for (const line of lines) assert.match(line, /^[2345]\d\d(?:[ -][^\p{Cc}]*)?$/u);
}

for (const bareLineEnds of ['strict', 'normalise'] as const) {
  test(`${bareLineEnds}: arbitrary chatter in arbitrary pieces is answered with replies, and the session ends`, async (t) => {
    const room = await listening(t, {
      tls,
      terms: { bareLineEnds },
      limits: { recipients: 3, messageOctets: 500, lineOctets: 200 },
    });
    await fc.assert(
      fc.asyncProperty(chatter, fc.array(fc.nat(2_000), { maxLength: 6 }), async (whole, places) => {
        const heard = await converse(room.listener.port, cut(whole, places));
        assertReplies(heard, heard.includes('Ready to start TLS'));
      }),
      { numRuns: 150 },
    );
    for (const { bytes } of room.kept) assert.ok(bytes.length <= 500);
    const after = await converse(room.listener.port, [Buffer.from('NOOP\r\nQUIT\r\n')]);
    assert.match(after, /^220 .*\r\n250 .*\r\n221 /);
  });
}

test('commands that are whole are each answered, however many', async (t) => {
  const { listener } = await listening(t);
  const whole = fc
    .tuple(
      fc.constantFrom('NOOP', 'RSET', 'HELP', 'WHAT', 'VRFY x', 'MAIL', 'RCPT', 'EHLO x', 'HELO x', ''),
      fc.string({ maxLength: 10 }),
    )
    .map(([word, text]) => `${word} ${text.replace(/[\p{Cc}]/gu, '')}`);
  await fc.assert(
    fc.asyncProperty(fc.array(whole, { maxLength: 150 }), async (commands) => {
      const heard = await converse(listener.port, [Buffer.from(`${commands.join('\r\n')}\r\nQUIT\r\n`)]);
      const replies = heard.split('\r\n').filter((line) => /^\d{3} /.test(line));
      // The greeting, a reply for each line (an empty list is one empty line), and the goodbye; HTTP and the like are sent away earlier.
      assert.equal(replies.length, Math.max(1, commands.length) + 2, heard);
    }),
    { numRuns: 60 },
  );
});

test('what was accepted is what was meant: unstuffed, whole, one message for each 250', async (t) => {
  const room = await listening(t, { limits: { messageOctets: 0 } });
  const line = fc.string({ unit: 'binary', maxLength: 40 }).map((text) =>
    Buffer.from(text, 'utf8')
      .toString('latin1')
      .replace(/[\r\n]/g, ''),
  );
  const contents = fc.array(fc.array(line, { maxLength: 8 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(contents, fc.array(fc.nat(3_000), { maxLength: 8 }), async (messages, places) => {
      const before = room.kept.length;
      const text = messages
        .map((lines) => {
          const stuffed = lines.map((each) => (each.startsWith('.') ? `.${each}` : each)).map((each) => `${each}\r\n`);
          return `MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n${stuffed.join('')}.\r\n`;
        })
        .join('');
      const heard = await converse(room.listener.port, cut(Buffer.from(`EHLO x\r\n${text}QUIT\r\n`, 'latin1'), places));
      const accepted = heard.match(/250 2\.0\.0 id-\d+ accepted/g) ?? [];
      assert.equal(accepted.length, messages.length);
      const kept = room.kept.slice(before).map(({ bytes }) => bytes.toString('latin1'));
      assert.deepEqual(
        kept,
        messages.map((lines) => lines.map((each) => `${each}\r\n`).join('')),
      );
    }),
    { numRuns: 80 },
  );
});

test('ten megabytes of anything without an end cost next to no memory', async (t) => {
  const { listener } = await listening(t, { limits: { messageOctets: 1_000 } });
  const pieces = [Buffer.alloc(65_536, 'x'), Buffer.alloc(65_536, '.')];
  const before = process.memoryUsage().arrayBuffers;
  const socket = connect(listener.port, '127.0.0.1');
  t.after(() => socket.destroy());
  socket.on('error', () => undefined);
  socket.resume();
  socket.write('EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n');
  for (let n = 0; n < 160; n++) if (!socket.write(pieces[n % 2] ?? '')) await once(socket, 'drain');
  assert.ok(process.memoryUsage().arrayBuffers - before < 16_000_000);
});
