import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { crlf, looksStuffed, outgoing, unstuff, type Origin } from '../../../src/engine/message/outgoing';
import { hopCount } from '../../../src/engine/message/trace';

const origin: Origin = {
  id: '20261123T115001Z-07b3a9c',
  arrivedAt: Date.UTC(2026, 10, 23, 11, 50, 1),
  fqdn: 'host.test',
  pickup: false,
  dotStuffed: false,
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

test('line ends are right whatever comes in, and what is right already stays the same bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('\r', '\n', 'a', '\r\n', '.'), { maxLength: 40 }), (pieces) => {
      const once = crlf(Buffer.from(pieces.join('')));
      assert.doesNotMatch(once.toString(), /(?<!\r)\n|\r(?!\n)/);
      assert.equal(crlf(once), once);
    }),
  );
});

test('a stuffed file loses one dot a line', () => {
  assert.equal(unstuff(Buffer.from('..a\r\n...\r\nb..\r\n')).toString(), '.a\r\n..\r\nb..\r\n');
});

const top = 'X-Sender: a@x\r\nX-Receiver: b@x\r\nFrom: a@x\r\n';
test('a file as .NET Framework writes it looks stuffed; one as .NET writes it does not', () => {
  assert.equal(looksStuffed(Buffer.from(`${top}\r\n..hidden\r\nrest\r\n`)), true);
  assert.equal(looksStuffed(Buffer.from(`${top}\r\n.hidden\r\nrest\r\n`)), false);
});
test('a file without dots, without envelope lines, or out of Drop never looks stuffed', () => {
  assert.equal(looksStuffed(Buffer.from(`${top}\r\nrest\r\n`)), false);
  assert.equal(looksStuffed(Buffer.from('From: a@x\r\n\r\n..hidden\r\n')), false);
  assert.equal(
    looksStuffed(Buffer.from(`X-Sender: a@x\r\nX-Receiver: b@x\r\nReturn-Path: <a@x>\r\n\r\n..hidden\r\n`)),
    false,
  );
});

test('hops are counted by Received fields of the header alone', () => {
  assert.equal(hopCount(Buffer.from('Received: a\r\nreceived: b\r\n\r\nReceived: c\r\n')), 2);
});
