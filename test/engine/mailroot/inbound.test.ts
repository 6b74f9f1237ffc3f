import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decidingReply,
  decodeItr,
  encodeItr,
  partiesOf,
  type InboundSession,
  type ReadInboundSession,
} from '../../../src/engine/mailroot/inbound';

const id = '20261123T115001Z-0c88001';
const session: InboundSession = {
  at: Date.UTC(2026, 10, 23, 11, 50, 1, 200),
  client: { address: '127.0.0.1', port: 40_312 },
  port: 2525,
  lines: [
    { ms: 0, mark: '>', text: '220 host.test ESMTP MailRoot' },
    { ms: 2, mark: '<', text: 'EHLO shop.test' },
    { ms: 9, mark: '*', text: 'content: 214 octets' },
  ],
};

test('an inbound transcript reads as it stands in docs/transcripts.md', () => {
  assert.equal(
    encodeItr(id, 'refused', session),
    [
      `MailRoot inbound transcript of ${id}, refused`,
      '',
      '== from 127.0.0.1 port 40312 to port 2525 at 2026-11-23T11:50:01.200Z ==',
      '     0 > 220 host.test ESMTP MailRoot',
      '     2 < EHLO shop.test',
      '     9 * content: 214 octets',
      '',
    ].join('\r\n'),
  );
});

test('what is written is read back: decode(encode(x)) = x', () => {
  const text = fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).filter((each) => !/[\r\n]/.test(each));
  const line = fc.record({ ms: fc.nat(1e6), mark: fc.constantFrom('<', '>', '*'), text }, { noNullPrototype: true });
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(fc.array(line), address, fc.constantFrom('accepted', 'refused'), (lines, client, verdict) => {
      const one = { ...session, client: { address: client, port: 1 }, lines } as InboundSession;
      assert.deepEqual(decodeItr(encodeItr(id, verdict, one)), { ...one, id, verdict });
    }),
  );
});

test('control characters never get into it raw, and can forge no line', () => {
  const lines = [{ ms: 0, mark: '<', text: 'EHLO \x1b[31m\r     0 > 250 forged' }] as const;
  const text = encodeItr(id, 'accepted', { ...session, lines });
  assert.ok(!text.includes('\x1b'));
  assert.equal(decodeItr(text)?.lines.length, 1);
});

test('a line that somebody wrote into it is kept as it is; what is no inbound transcript is none', () => {
  const found = decodeItr(`${encodeItr(id, 'accepted', session)}a remark\r\n`);
  assert.deepEqual(found?.lines.at(-1), { mark: 'text', text: 'a remark' });
  for (const text of [
    '',
    'rubbish',
    `MailRoot inbound transcript of ${id}, accepted\r\n\r\nno session`,
    'MailRoot remote transcript of x\r\n',
  ])
    assert.equal(decodeItr(text), undefined, text);
});

function read(lines: InboundSession['lines'], verdict: 'accepted' | 'refused'): ReadInboundSession {
  const decoded = decodeItr(encodeItr(id, verdict, { ...session, lines }));
  assert.ok(decoded);
  return decoded;
}

test('of a refusal the last reply that refused decided it, of the rest the last 250', () => {
  const lines: InboundSession['lines'] = [
    { ms: 0, mark: '>', text: '250 2.1.0 Accepted' },
    { ms: 1, mark: '>', text: '550 5.7.1 Unable to relay' },
    { ms: 2, mark: '>', text: '221 2.0.0 Bye' },
    { ms: 3, mark: '*', text: 'closed: by us' },
  ];
  assert.equal(decidingReply(read(lines, 'refused')), '550 5.7.1 Unable to relay');
  assert.equal(decidingReply(read(lines, 'accepted')), '250 2.1.0 Accepted');
  assert.equal(decidingReply(read(lines.slice(3), 'refused')), 'closed: by us');
  assert.equal(decidingReply(read([], 'refused')), '');
});

test('DATA pipelined behind recipients that were refused is not why', () => {
  const lines: InboundSession['lines'] = [
    { ms: 0, mark: '>', text: '553 5.1.3 Not an address' },
    { ms: 1, mark: '>', text: '503 5.5.1 Error: need RCPT command' },
  ];
  assert.equal(decidingReply(read(lines, 'refused')), '553 5.1.3 Not an address');
  assert.equal(decidingReply(read(lines.slice(1), 'refused')), '503 5.5.1 Error: need RCPT command');
});

test('sender and recipients are those the client named', () => {
  const lines: InboundSession['lines'] = [
    { ms: 0, mark: '<', text: 'MAIL FROM:<first@x.test>' },
    { ms: 1, mark: '<', text: 'mail from: <> RET=HDRS' },
    { ms: 2, mark: '<', text: 'RCPT TO:<a@y.test> NOTIFY=NEVER' },
    { ms: 3, mark: '<', text: 'RCPT TO:<b@y.test>' },
    { ms: 4, mark: '>', text: 'RCPT TO:<not@client.test>' },
  ];
  assert.deepEqual(partiesOf(read(lines, 'refused')), { from: '<>', to: ['<a@y.test>', '<b@y.test>'] });
  assert.deepEqual(partiesOf(read([], 'refused')), { to: [] });
});
