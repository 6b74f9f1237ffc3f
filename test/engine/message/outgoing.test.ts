import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outgoing, pickupReceived, type Origin } from '../../../src/engine/message/outgoing';
import { hopCount } from '../../../src/engine/message/trace';

const origin: Origin = {
  id: '20261123T115001Z-07b3a9c',
  arrivedAt: Date.UTC(2026, 10, 23, 11, 50, 1),
  fqdn: 'host.test',
  pickup: false,
};
const wire = (text: string, changes: Partial<Origin> = {}): string =>
  outgoing(Buffer.from(text, 'latin1'), { ...origin, ...changes }).content.toString('latin1');

const whole = 'From: a@x\r\nDate: Mon, 23 Nov 2026 11:50:01 +0000\r\nMessage-ID: <1@x>\r\n\r\nhi\r\n';

test('a message that is complete goes out byte for byte', () => {
  assert.equal(wire(whole), whole);
});

test('envelope lines on top never go on the wire', () => {
  assert.equal(wire(`X-Sender: <a@x>\r\nX-Receiver: <b@x>\r\n${whole}`), whole);
});

test('Bcc never goes on the wire, folded or in any case; the rest stays as it is', () => {
  const text = whole.replace('Date:', 'BCC: secret@x,\r\n\tother@x\r\nResent-Bcc: third@x\r\nDate:');
  assert.equal(wire(text), whole);
});

test('a missing Date and Message-ID are added, the same at every attempt', () => {
  const first = wire('From: a@x\r\n\r\nhi\r\n');
  assert.equal(first, wire('From: a@x\r\n\r\nhi\r\n'));
  assert.equal(
    first,
    'Date: Mon, 23 Nov 2026 11:50:01 +0000\r\nMessage-ID: <20261123T115001Z-07b3a9c@host.test>\r\nFrom: a@x\r\n\r\nhi\r\n',
  );
});

test('a file from Pickup says so in a Received field on top', () => {
  assert.match(
    wire(whole, { pickup: true }),
    /^Received: from mail pickup service by host\.test with MailRoot id 20261123T115001Z-07b3a9c;\r\n\tMon, 23 Nov 2026 11:50:01 \+0000\r\nFrom: a@x/,
  );
});

test('LF and bare CR become CRLF, and a last line without an end gets one', () => {
  assert.equal(
    wire('From: a@x\nDate: d\nMessage-ID: <1@x>\n\none\rtwo\nthree'),
    'From: a@x\r\nDate: d\r\nMessage-ID: <1@x>\r\n\r\none\r\ntwo\r\nthree\r\n',
  );
});

test('a header block without a blank line gets one before a body that is no header', () => {
  assert.equal(
    wire('From: a@x\nDate: d\nMessage-ID: <1@x>\nno header\n'),
    'From: a@x\r\nDate: d\r\nMessage-ID: <1@x>\r\n\r\nno header\r\n',
  );
});

test('eight-bit content is told', () => {
  assert.equal(outgoing(Buffer.from('From: a@x\r\n\r\ngr\u00fc'), origin).eightBit, true);
  assert.equal(outgoing(Buffer.from('From: a@x\r\n\r\nhi'), origin).eightBit, false);
});

const made = (text: string, changes: Partial<Origin> = {}): ReturnType<typeof outgoing> =>
  outgoing(Buffer.from(text, 'utf8'), { ...origin, ...changes });

test('a header in UTF-8 asks for SMTPUTF8; UTF-8 in the body alone does not', () => {
  assert.equal(made('From: a@x\r\nSubject: gr\u00fc\u00df\r\n\r\nhi').utf8Header, true);
  assert.equal(made('From: a@x\r\nSubject: =?utf-8?Q?gr=C3=BC?=\r\n\r\ngr\u00fc\u00df').utf8Header, false);
});

test('a header in another eight-bit charset is no UTF-8: it goes as it is, and that is told', () => {
  const out = outgoing(Buffer.from('From: a@x\r\nSubject: gr\u00fc\u00df\r\n\r\nhi', 'latin1'), origin);
  assert.deepEqual([out.utf8Header, out.eightBit], [false, true]);
  assert.match(out.notes.join(), /neither ASCII nor UTF-8/);
});

test('a line of 998 octets is fine; a longer one goes as it is, and that is told with its number', () => {
  const line = (octets: number): string => `From: a@x\r\nDate: d\r\nMessage-ID: <1@x>\r\n\r\n${'x'.repeat(octets)}\r\n`;
  assert.deepEqual(made(line(998)).notes, []);
  const out = made(line(999));
  assert.equal(out.content.toString(), line(999));
  assert.match(out.notes.join(), /^line 5 has 999 octets, more than 998/);
});

test('a message from Pickup takes no Return-Path along; one that only passes keeps what it has', () => {
  const delivered = `Return-Path: <old@x>\r\n${whole}`;
  assert.doesNotMatch(wire(delivered, { pickup: true }), /Return-Path/);
  assert.equal(wire(delivered), delivered);
});

test('a message to Bcc alone goes out without To or Cc: RFC 5322 asks for neither', () => {
  const out = wire(whole.replace('Date:', 'Bcc: secret@x\r\nDate:'));
  assert.equal(out, whole);
});

test('a Date or Message-ID that is not as it should be goes out as it is: only what is missing is added', () => {
  const odd = 'From: a@x\r\nDate: yesterday\r\nMessage-ID: no brackets\r\n\r\nhi\r\n';
  assert.equal(wire(odd), odd);
});

test('Received and Resent headers that a file has are kept: only Resent-Bcc is not for the wire', () => {
  const text = `Received: from a by b; x\r\nResent-From: r@x\r\nResent-To: s@x\r\n${whole}`;
  assert.equal(wire(text), text);
  assert.equal(wire(text.replace('Resent-To', 'Resent-Bcc: quiet@x\r\nResent-To')), text);
});

test('a header of 200 KB and 1000 recipients in it go out whole', () => {
  const to = Array.from({ length: 1_000 }, (_, i) => `recipient-number-${i}@example.test`).join(',\r\n\t');
  const text = `To: ${to}\r\nX-Filler: ${'x'.repeat(900)}\r\n${'X-More: y\r\n'.repeat(15_000)}${whole}`;
  assert.equal(wire(text), text);
});

test('a stuffed file loses its dots on the way out, and the decision is told', () => {
  const dots = { stuffed: true, why: 'two dots everywhere' };
  const out = made(`${whole}..hidden\r\n`, { dots });
  assert.ok(out.content.toString().endsWith('\r\n\r\nhi\r\n.hidden\r\n'));
  assert.deepEqual(out.notes, ['two dots everywhere']);
});

test('a remark in a Received field is a comment, whatever brackets are in it', () => {
  assert.match(pickupReceived(origin, 'a ) b ( c \\'), /\r\n\t\(a \\\) b \\\( c \\\\\);\r\n/);
});

test('hops are counted by Received fields of the header alone', () => {
  assert.equal(hopCount(Buffer.from('Received: a\r\nreceived: b\r\n\r\nReceived: c\r\n')), 2);
});
