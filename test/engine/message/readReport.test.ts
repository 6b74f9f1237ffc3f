import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { report } from '../../../src/engine/bounce/report';
import { readEnvelopeBlock } from '../../../src/engine/message/envelopeBlock';
import { readReport } from '../../../src/engine/message/readReport';
import { envelope } from '../../views/envelopes';
import { about, bob, samples } from '../bounce/samples';

const id = '20261124T115001Z-0c88001';

/** A report as another mail system writes it. */
function foreign(status: readonly string[], more: { type?: string; returned?: readonly string[] } = {}): Buffer {
  const { type = 'multipart/report; report-type=delivery-status; boundary="=_b (1)"', returned = [] } = more;
  const parts = [
    ['Content-Type: text/plain', '', 'It did not work.'],
    ['Content-Type: message/delivery-status', '', ...status],
    ...(returned.length > 0 ? [returned] : []),
  ];
  const body = parts.flatMap((lines) => ['--=_b (1)', ...lines]);
  return Buffer.from([`Content-Type: ${type}`, '', 'preamble', ...body, '--=_b (1)--', 'epilogue', ''].join('\r\n'));
}

const failed = ['Final-Recipient: rfc822; bob@there.test', 'Action: failed', 'Status: 5.1.1'];

for (const [name, sample] of Object.entries(samples)) {
  void test(`a DSN of ours is read as it was written: ${name}`, async () => {
    const bytes = await report(sample);
    const read = readReport(bytes, readEnvelopeBlock(bytes).end);
    assert.equal(read?.originalId, id);
    assert.equal(read.envelopeId, sample.envelope.envid);
    assert.equal(read.reporter, 'dns; host.test');
    assert.equal(read.messageId, '<42@here.test>');
    assert.match(read.received[0] ?? '', /with MailRoot id 20261124T115001Z-0c88001/);
    assert.deepEqual(
      read.recipients.map(({ address }) => address),
      sample.recipients.map(({ address }) => address),
    );
  });
}

void test('what became of each recipient, and the address the sender had given', () => {
  const text = ['Reporting-MTA: dns; mx.test', 'Original-Envelope-Id: QQ314159', '', ...failed, ''];
  const second = [
    'Original-Recipient: rfc822;c@x.test',
    'Final-Recipient: RFC822;<carol@y.test>',
    'Action: Delayed (still)',
  ];
  const third = [
    'Original-Recipient: rfc822;d@x.test',
    'Final-Recipient: rfc822;dave@y.test',
    'Action: EXPANDED',
    'Status: 2.0.0 (ok)',
  ];
  const read = readReport(foreign([...text, ...second, '', ...third, '']));
  assert.equal(read?.envelopeId, 'QQ314159');
  assert.deepEqual(read.recipients, [
    { address: 'bob@there.test', action: 'failed', status: '5.1.1' },
    { address: 'carol@y.test', original: 'c@x.test', action: 'delayed', status: '4.0.0' },
    { address: 'dave@y.test', original: 'd@x.test', action: 'expanded', status: '2.0.0' },
  ]);
});

void test('a host that gives no status means no more than the class of its action', () => {
  const read = readReport(foreign(['Reporting-MTA: dns; mx.test', '', ...failed.slice(0, 2), '']));
  assert.equal(read?.recipients[0]?.status, '5.0.0');
});

void test('more than one blank line, and a blank line in front, part blocks as one does', () => {
  const read = readReport(
    foreign(['', '', 'Reporting-MTA: dns; mx.test', '', '', '', ...failed, '', '', ...failed, '']),
  );
  assert.equal(read?.reporter, 'dns; mx.test');
  assert.equal(read.recipients.length, 2);
});

void test('parts that are encoded are decoded', () => {
  const fields = Buffer.from(`Reporting-MTA: dns; mx.test\r\n\r\n${failed.join('\r\n')}\r\n`);
  const encodings = {
    base64: fields.toString('base64').replace(/.{60}/g, '$&\r\n'),
    'Quoted-Printable': fields.toString().replace(/=/g, '=3D').replace('there', 'th=\r\nere').replace('bob', 'b=6Fb'),
  };
  for (const [encoding, text] of Object.entries(encodings)) {
    const bytes = foreign([])
      .toString()
      .replace(
        'delivery-status\r\n\r\n',
        `delivery-status\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${text}\r\n`,
      );
    assert.deepEqual(readReport(Buffer.from(bytes))?.recipients, [
      { address: 'bob@there.test', action: 'failed', status: '5.1.1' },
    ]);
  }
});

for (const type of ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers']) {
  void test(`who the message was is read from what came back as ${type}`, () => {
    const returned = [
      `Content-Type: ${type}`,
      '',
      'Received: by us id 1',
      'Received: by them id 2',
      'Message-ID: <m@x>',
      '',
    ];
    const read = readReport(foreign(['Reporting-MTA: dns; mx.test', '', ...failed, ''], { returned }));
    assert.equal(read?.messageId, '<m@x>');
    assert.deepEqual(read.received, ['by us id 1', 'by them id 2']);
  });
}

void test('a report that is cut off is read as far as it goes', () => {
  const whole = foreign(['Reporting-MTA: dns; mx.test', '', ...failed, '']).toString();
  const cut = Buffer.from(whole.slice(0, whole.indexOf('--=_b (1)--')));
  assert.equal(readReport(cut)?.recipients.length, 1);
});

void test('bare line feeds do as well as CRLF', () => {
  const text = foreign(['Reporting-MTA: dns; mx.test', '', ...failed, ''])
    .toString()
    .replace(/\r\n/g, '\n');
  assert.equal(readReport(Buffer.from(text))?.recipients.length, 1);
});

void test('what is no report of a delivery is none', () => {
  for (const type of [
    'text/plain',
    'multipart/mixed; boundary="=_b (1)"',
    'multipart/report; report-type=disposition-notification; boundary="=_b (1)"',
    'multipart/report; report-type=delivery-status',
    'multipart/report; report-type=delivery-status; boundary=other',
  ])
    assert.equal(readReport(foreign(failed, { type })), undefined, type);
  assert.equal(readReport(Buffer.from('Subject: hi\r\n\r\nhi\r\n')), undefined);
});

void test('a type without report-type, as some hosts write it, is a report when it has the part', () => {
  const read = readReport(
    foreign(['Reporting-MTA: dns; mx.test', '', ...failed, ''], { type: 'Multipart/REPORT; boundary="=_b (1)"' }),
  );
  assert.equal(read?.recipients.length, 1);
});

void test('a line that looks like the boundary and is not does not end a part', () => {
  const read = readReport(
    foreign(['Reporting-MTA: dns; mx.test', 'X-Note: a', ' --=_b (1) b', '', ...failed, '', '--=_b (1)more: x', '']),
  );
  assert.equal(read?.recipients.length, 1);
});

void test('no bytes whatever make it throw', () => {
  const line = fc.constantFrom(
    ...failed,
    '',
    '--=_b (1)',
    '--=_b (1)--',
    'Content-Type: message/delivery-status',
    'Content-Transfer-Encoding: base64',
    '====',
    '\u00ff=\r',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
      assert.doesNotThrow(() => readReport(foreign(lines)));
    }),
  );
});

void test('a report about a thousand recipients and more is read for the first thousand', async () => {
  const recipients = Array.from({ length: 1_200 }, (_, i) => ({ ...bob, address: `r${i}@there.test` }));
  const bytes = await report(about({ recipients, envelope: envelope([], { id, reversePath: 'a@b.test' }) }));
  assert.equal(readReport(bytes, readEnvelopeBlock(bytes).end)?.recipients.length, 1_000);
});
