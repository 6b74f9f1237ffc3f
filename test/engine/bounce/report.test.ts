import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import { report, type Report } from '../../../src/engine/bounce/report';
import type { Recipient } from '../../../src/engine/mailroot/envelope';
import { headerText, readHeaders } from '../../../src/engine/message/headers';
import { readEnvelopeBlock } from '../../../src/engine/message/envelopeBlock';
import { envelope, problem } from '../../views/envelopes';

const original = Buffer.from(
  'X-Sender: <ann@here.test>\r\nX-Receiver: <bob@there.test>\r\nFrom: ann@here.test\r\nSubject: Order 42\r\n\r\nThe body.\r\n',
);
const userUnknown = problem('failed', {
  status: '5.1.1',
  category: 'unknown-user',
  text: 'The remote host said: 550 5.1.1 User unknown',
  reply: { code: 550, enhanced: '5.1.1', text: 'User unknown' },
  nextHop: 'mx.there.test [192.0.2.1]:25',
});
const bob: Recipient = { address: 'bob@there.test', state: userUnknown };

function about(more: Partial<Report> = {}): Report {
  return {
    kind: 'failure',
    id: '20261124T115001Z-0c88001-f1',
    recipients: [bob],
    envelope: envelope([], { reversePath: 'ann@here.test' }),
    original,
    fqdn: 'host.test',
    now: Date.UTC(2026, 10, 24, 12, 0, 0),
    retryUntil: Date.UTC(2026, 10, 26, 12, 0, 0),
    ...more,
  };
}

const text = async (more?: Partial<Report>): Promise<string> => (await report(about(more))).toString();

void test('a notification is a message of the Queue: null reverse-path, to the sender alone', async () => {
  const { sender, receivers } = readEnvelopeBlock(await report(about()));
  assert.equal(sender?.address, '');
  assert.deepEqual(
    receivers.map(({ address }) => address),
    ['ann@here.test'],
  );
});

void test('its headers say what it is, and that no machine shall answer it (RFC 3834)', async () => {
  const bytes = await report(about());
  const headers = readHeaders(bytes, readEnvelopeBlock(bytes).end);
  assert.equal(headerText(headers, 'Subject'), 'Delivery Status Notification (Failure)');
  assert.equal(headerText(headers, 'To'), 'ann@here.test');
  assert.equal(headerText(headers, 'Auto-Submitted'), 'auto-replied');
  assert.match(headerText(headers, 'Content-Type') ?? '', /^multipart\/report;.*report-type=delivery-status/s);
  assert.equal(headerText(headers, 'Message-ID'), '<20261124T115001Z-0c88001-f1@host.test>');
});

void test('it has the three parts of RFC 6522, in order', async () => {
  const types = [...(await text()).matchAll(/^Content-Type: ([\w-]+\/[\w-]+)/gm)].map(([, type]) => type);
  assert.deepEqual(types, ['multipart/report', 'text/plain', 'message/delivery-status', 'message/rfc822']);
});

void test('its fields for programs are those of RFC 3464', async () => {
  const said = await text();
  for (const field of [
    'Reporting-MTA: dns; host.test',
    'Final-Recipient: rfc822; bob@there.test',
    'Action: failed',
    'Status: 5.1.1',
    'Remote-MTA: dns; mx.there.test',
    'Diagnostic-Code: smtp; 550 5.1.1 User unknown',
  ])
    assert.ok(said.includes(`\r\n${field}\r\n`), field);
  assert.match(said, /\r\nArrival-Date: \w{3}, \d\d \w{3} 2026/);
  assert.match(said, /\r\nLast-Attempt-Date: \w{3}, \d\d \w{3} 2026/);
});

void test('what the sender asked for is given back: ENVID and ORCPT', async () => {
  const said = await text({
    envelope: envelope([], { reversePath: 'ann@here.test', envid: 'order-42' }),
    recipients: [{ ...bob, orcpt: 'rfc822;robert@there.test' }],
  });
  assert.ok(said.includes('Original-Envelope-Id: order-42\r\n'));
  assert.ok(said.includes('Original-Recipient: rfc822;robert@there.test\r\nFinal-Recipient:'));
});

void test('trouble without a reply has a diagnostic of our own kind', async () => {
  const { reply, ...unreached } = userUnknown;
  assert.ok(reply);
  const said = await text({ recipients: [{ ...bob, state: { ...unreached, text: 'Nothing\r\nlistens there.' } }] });
  assert.ok(said.includes('Diagnostic-Code: x-mailroot; Nothing listens there.\r\n'));
});

void test('several recipients have a block each', async () => {
  const carol = { address: 'carol@there.test', state: userUnknown };
  const said = await text({ recipients: [bob, carol] });
  assert.match(
    said,
    /Final-Recipient: rfc822; bob@there\.test\r\n(?:.+\r\n)+\r\nFinal-Recipient: rfc822; carol@there\.test/,
  );
});

void test('a person reads what happened, and what to do next', async () => {
  const parsed = await simpleParser(await report(about()));
  const words = parsed.text ?? '';
  assert.match(words, /Delivery to the following recipients failed\./);
  assert.match(words, /bob@there\.test/);
  assert.match(words, /Unknown user: The remote host said: 550 5\.1\.1 User unknown/);
  assert.match(words, /Check the spelling of the address/);
  assert.match(words, /Queue id: 20261124T115001Z-0c88001/);
});

void test('the setting that would change it is named', async () => {
  const state = { ...userUnknown, setting: 'mailroot.remoteDomains' };
  assert.match(await text({ recipients: [{ ...bob, state }] }), /Setting: mailroot\.remoteDomains/);
});

void test('a delay notification says that it is only a warning, and until when it is tried', async () => {
  const said = await text({ kind: 'delay', recipients: [{ address: 'bob@there.test', state: problem('delayed') }] });
  assert.match(said, /THIS IS A WARNING MESSAGE ONLY\./);
  assert.match(said, /YOU DO NOT NEED TO RESEND YOUR MESSAGE\./);
  assert.match(said, /\r\nAction: delayed\r\n/);
  assert.match(said, /\r\nWill-Retry-Until: Thu, 26 Nov 2026 12:00:00/);
  assert.match(said, /Subject: Delivery Status Notification \(Delay\)/);
});

void test('the original comes back whole, without the envelope lines that were on top of it', async () => {
  const said = await text();
  assert.ok(said.includes('From: ann@here.test\r\nSubject: Order 42\r\n\r\nThe body.\r\n'));
  assert.ok(!said.includes('X-Receiver: <bob'));
});

void test('RET=HDRS, and a large original, bring its headers alone', async () => {
  const hdrs = await text({ envelope: envelope([], { reversePath: 'ann@here.test', ret: 'HDRS' }) });
  assert.ok(hdrs.includes('Content-Type: text/rfc822-headers'));
  assert.ok(hdrs.includes('Subject: Order 42') && !hdrs.includes('The body.'));
  const large = Buffer.concat([original, Buffer.alloc(1_100_000, 'x')]);
  const said = await report(about({ original: large }));
  assert.ok(said.length < 10_000);
  assert.ok(said.includes('Content-Type: text/rfc822-headers'));
});

void test('an original of eight bits says so', async () => {
  const said = await text({ original: Buffer.from('Subject: hi\r\n\r\nGr\u00fc\u00dfe\r\n') });
  assert.ok(said.includes('Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n'));
});

void test('an original with bare line feeds comes back with CRLF: a notification goes over the wire', async () => {
  const bytes = await report(about({ original: Buffer.from('Subject: hi\n\none\ntwo\n') }));
  assert.ok(!/(?<!\r)\n/.test(bytes.toString()));
});

void test('a mail program reads it as a report', async () => {
  const bytes = await report(about());
  const parsed = await simpleParser(bytes.subarray(readEnvelopeBlock(bytes).end));
  assert.equal(parsed.subject, 'Delivery Status Notification (Failure)');
  assert.equal(parsed.from?.value[0]?.address, 'postmaster@host.test');
});
