import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import { report, type Report } from '../../../src/engine/bounce/report';
import { headerText, readHeaders } from '../../../src/engine/message/headers';
import { readEnvelopeBlock } from '../../../src/engine/message/envelopeBlock';
import { envelope, problem } from '../../views/envelopes';
import { about, bob, dropped, original, relayed } from './samples';

const userUnknown = bob.state;
assert.ok(userUnknown.action === 'failed');

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
  assert.ok(said.includes('Original-Recipient: rfc822; robert@there.test\r\nFinal-Recipient:'));
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
  assert.match(
    await text({ recipients: [{ ...bob, state }] }),
    /Change what the settings say \(mailroot\.remoteDomains\)/,
  );
});

void test('a delay notification says that it is only a warning, and until when it is tried', async () => {
  const said = await text({ kind: 'delay', recipients: [{ address: 'bob@there.test', state: problem('delayed') }] });
  assert.match(said, /THIS IS A WARNING MESSAGE ONLY\./);
  assert.match(said, /YOU DO NOT NEED TO RESEND YOUR MESSAGE\./);
  assert.match(said, /\r\nAction: delayed\r\n/);
  assert.match(said, /\r\nWill-Retry-Until: Thu, 26 Nov 2026 12:00:00/);
  assert.match(said, /Subject: Delivery Status Notification \(Delay\)/);
});

void test('the original comes back whole', async () => {
  const said = await text();
  assert.ok(said.includes(original.toString()));
});

void test('RET=HDRS brings the header alone', async () => {
  const hdrs = await text({ envelope: envelope([], { reversePath: 'ann@here.test', ret: 'HDRS' }) });
  assert.ok(hdrs.includes('Content-Type: text/rfc822-headers'));
  assert.ok(hdrs.includes('Subject: Order 42') && !hdrs.includes('The body.'));
});

void test('a large original brings its header alone and says why, RET=FULL or not', async () => {
  const large = Buffer.concat([original, Buffer.alloc(1_100_000, 'x')]);
  for (const ret of ['FULL', undefined] as const) {
    const asked = envelope([], { reversePath: 'ann@here.test', ...(ret && { ret }) });
    const said = await text({ original: large, envelope: asked });
    assert.ok(said.length < 10_000);
    assert.ok(said.includes('Content-Type: text/rfc822-headers'));
    assert.match(said, /it has 1100\d+ octets, more than\s+mailroot\.dsn\.maxOriginalKilobytes allows/);
  }
  const fits = await text({ original: large, maxOriginalOctets: large.length });
  assert.ok(fits.includes('Content-Type: message/rfc822'));
});

void test('RET is about failures: a delay or success brings the header alone (RFC 3461 §4.3)', async () => {
  const asked = envelope([], { reversePath: 'ann@here.test', ret: 'FULL' });
  for (const kind of ['delay', 'success'] as const) {
    const said = await text({ kind, envelope: asked, recipients: [dropped] });
    assert.ok(said.includes('Content-Type: text/rfc822-headers') && !said.includes('The body.'), kind);
  }
});

void test('what was delivered here is told as delivered, with its file', async () => {
  const said = await text({ kind: 'success', recipients: [dropped] });
  assert.match(said, /Subject: Delivery Status Notification \(Success\)/);
  assert.match(said, /\r\nFinal-Recipient: rfc822; carol@here\.test\r\nAction: delivered\r\nStatus: 2\.0\.0\r\n/);
  assert.match(said, /It is in Drop, as 20261124T115001Z-0c88001\.eml\./);
});

void test('what was handed to a host without DSN is told as relayed, and that no more will be heard', async () => {
  const said = await text({ kind: 'success', recipients: [relayed] });
  assert.match(said, /Subject: Delivery Status Notification \(Relay\)/);
  assert.match(said, /\r\nAction: relayed\r\nStatus: 2\.1\.9\r\nRemote-MTA: dns; mx\.old\.test\r\n/);
  assert.match(said, /sends no notification when it delivers/);
});

void test('it is an answer to the original, for programs that thread', async () => {
  const said = await text();
  assert.ok(said.includes('\r\nIn-Reply-To: <42@here.test>\r\nReferences: <42@here.test>\r\n'));
});

void test('an original without a usable Message-ID is answered to nowhere', async () => {
  for (const field of ['', 'Message-ID: nonsense\r\n', 'Message-ID: <a@b> <c@d>\r\n']) {
    const said = await text({ original: Buffer.from(`${field}Subject: hi\r\n\r\n`) });
    assert.doesNotMatch(said, /In-Reply-To/);
  }
});

void test('who handed the message in over SMTP is told (RFC 3464 §2.2.4)', async () => {
  const asked = envelope([], { reversePath: 'a@b.test', source: { kind: 'smtp', client: 'shop.test [127.0.0.1]' } });
  assert.ok((await text({ envelope: asked })).includes('\r\nReceived-From-MTA: dns; shop.test (127.0.0.1)\r\n'));
});

void test('the same report is the same bytes', async () => {
  assert.deepEqual(await report(about()), await report(about()));
});

void test('a copy differs in its receiver alone', async () => {
  const copy = (await report(about(), 'boss@here.test')).toString();
  assert.equal(copy.replace('X-Receiver: <boss@here.test>', 'X-Receiver: <ann@here.test>'), await text());
});

void test('an original of eight bits says so', async () => {
  const said = await text({ original: Buffer.from('Subject: hi\r\n\r\nGr\u00fc\u00dfe\r\n') });
  assert.ok(said.includes('Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n'));
});

void test('a mail program reads it as a report', async () => {
  const bytes = await report(about());
  const parsed = await simpleParser(bytes.subarray(readEnvelopeBlock(bytes).end));
  assert.equal(parsed.subject, 'Delivery Status Notification (Failure)');
  assert.equal(parsed.from?.value[0]?.address, 'postmaster@host.test');
});

const unicodeBob = { ...bob, address: 'jörg@bücher.test' };

void test('an address that is not ASCII makes the fields those of RFC 6533', async () => {
  const said = await text({ recipients: [unicodeBob] });
  assert.ok(said.includes('Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n'));
  assert.ok(said.includes('Content-Type: message/rfc822\r\n'), 'the original itself is ASCII');
  assert.ok(said.includes('Final-Recipient: utf-8; jörg@bücher.test\r\n'));
});

void test('a header that is not ASCII comes back as message/global, or as its header', async () => {
  const unicode = Buffer.from('Subject: B\u00fccher\r\n\r\nThe body.\r\n');
  assert.match(
    await text({ original: unicode }),
    /Content-Type: message\/global\r\n[^]*message\/global-delivery-status|message\/global-delivery-status[^]*Content-Type: message\/global\r\n/,
  );
  assert.match(await text({ original: unicode, maxOriginalOctets: 0 }), /Content-Type: message\/global-headers\r\n/);
});

void test('a header of eight bits that is no UTF-8 is no message/global', async () => {
  const latin1 = Buffer.from('Subject: B\u00fccher\r\n\r\nThe body.\r\n', 'latin1');
  assert.match(await text({ original: latin1 }), /Content-Type: message\/rfc822\r\nContent-Transfer-Encoding: 8bit/);
});

void test('a sender whose address is not ASCII is reached as it is', async () => {
  const said = await text({ envelope: envelope([], { reversePath: 'änn@here.test' }) });
  assert.ok(said.includes('\r\nTo: änn@here.test\r\n'));
  assert.ok(said.includes('X-Receiver: <änn@here.test>\r\n'));
  assert.ok(said.includes('Content-Type: message/global-delivery-status\r\n'));
});
