import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Origin } from '../../../src/engine/message/outgoing';
import { dropFile, recipientParameters, senderParameters } from '../../../src/engine/delivery/drop';
import { heldBack } from '../../../src/engine/delivery/hop';
import type { Envelope } from '../../../src/engine/mailroot/envelope';
import { readEnvelopeBlock } from '../../../src/engine/message/envelopeBlock';

const envelope: Envelope = {
  version: 1,
  id: '20261123T115001Z-07b3a9c',
  arrivedAt: Date.UTC(2026, 10, 23, 11, 50, 1),
  source: { kind: 'pickup', file: 'a.eml' },
  why: 'test',
  reversePath: 'ann@here.test',
  recipients: [
    { address: 'bob@there.test', state: { action: 'pending' } },
    { address: 'carol@there.test', notify: ['SUCCESS', 'FAILURE'], orcpt: 'rfc822;c@x', state: { action: 'pending' } },
  ],
  attempts: 1,
};
const origin: Origin = { pickup: true, id: envelope.id, fqdn: 'host.test', arrivedAt: envelope.arrivedAt };

function dropped(text: string, changes: Partial<Origin> = {}): string {
  const drop = { recipients: envelope.recipients, origin: { ...origin, ...changes } };
  return Buffer.concat(dropFile(Buffer.from(text), envelope, drop)).toString();
}

void test('a Drop file has the envelope on top, then the message byte for byte', () => {
  const message = 'From: ann@here.test\nSubject: hi\n\nno CR here\n.dot\n';
  const file = dropped(message);
  assert.ok(file.endsWith(message));
  assert.match(file, /^X-Sender: <ann@here\.test>\r\nX-Receiver: <bob@there\.test>\r\nX-Receiver: <carol@there\.test>/);
  assert.match(file, /\r\nReturn-Path: <ann@here\.test>\r\n/);
});

void test('a Drop file that is put into Pickup goes to the same recipients again, with what they asked for', () => {
  const { sender, receivers } = readEnvelopeBlock(Buffer.from(dropped('Subject: hi\r\n\r\n')));
  assert.equal(sender?.address, 'ann@here.test');
  assert.deepEqual(
    receivers.map(({ address }) => address),
    ['bob@there.test', 'carol@there.test'],
  );
  assert.equal(receivers[1]?.parameters['NOTIFY'], 'SUCCESS,FAILURE');
  assert.equal(receivers[1].parameters['ORCPT'], 'rfc822;c@x');
});

void test('envelope lines that the file had on top are replaced, not doubled', () => {
  const file = dropped('X-Sender: <old@here.test>\r\nX-Receiver: <old@there.test>\r\nSubject: hi\r\n\r\n');
  assert.ok(!file.includes('old@'));
});

void test('a picked-up message says so in its Received line; one from the network has its own already', () => {
  assert.match(dropped('Subject: hi\r\n\r\n'), /Received: from mail pickup service/);
  assert.doesNotMatch(dropped('Subject: hi\r\n\r\n', { pickup: false }), /mail pickup service/);
});

void test('a dot-stuffed Pickup file is unstuffed in its body alone', () => {
  const dots = { stuffed: true, why: 'each with two (or so)' };
  const file = dropped('Subject: ..hi\r\n\r\n..one\r\nplain\r\n..\r\n', { dots });
  assert.ok(file.endsWith('Subject: ..hi\r\n\r\n.one\r\nplain\r\n.\r\n'));
});

void test('what was decided about dots stands in the Received line, as a comment that closes', () => {
  const text = 'Subject: hi\r\n\r\n..one\r\n';
  const file = dropped(text, { dots: { stuffed: false, why: 'as they are :)' } });
  assert.ok(file.endsWith(text));
  assert.match(file, /MailRoot id \S+\r\n\t\(as they are :\\\)\);\r\n\tMon, /);
});

void test('parameters are written only where somebody asked for something', () => {
  assert.deepEqual(senderParameters({}), {});
  assert.deepEqual(senderParameters({ ret: 'HDRS', envid: 'x1' }), { RET: 'HDRS', ENVID: 'x1' });
  assert.deepEqual(senderParameters({ body: '8BITMIME' }), { BODY: '8BITMIME' });
  assert.deepEqual(recipientParameters({}), {});
  assert.deepEqual(recipientParameters({ notify: ['NEVER'] }), { NOTIFY: 'NEVER' });
});

void test('a hop that is held back fails at once and names the setting', () => {
  const hop = { name: 'mx.test', host: 'mx.test', port: 25, tls: 'off', mayLeave: false } as const;
  const status = heldBack(hop, '192.0.2.1', 7);
  assert.equal(status.action, 'failed');
  assert.equal(status.category, 'not-allowed');
  assert.equal(status.setting, 'mailroot.allowedDomains');
  assert.match(status.text, /mx\.test \[192\.0\.2\.1\].*Nothing was sent\./);
});
