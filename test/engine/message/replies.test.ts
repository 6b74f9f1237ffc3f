/** The numbers of a dialogue in words: known ones, unregistered ones, and what is no number of SMTP at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { explainReplyCode, explainStatus } from '../../../src/engine/message/replies';
import { details, subjects } from '../../../src/engine/message/statusCodes';

void test('550 is a mailbox that is not available, for good', () => {
  const text = explainReplyCode(550) ?? '';
  assert.match(text, /^550: The mailbox is not available/);
  assert.match(text, /5yz means no: a permanent failure/);
});

void test('450 sounds like 550, but says that another attempt is worth it', () => {
  assert.match(explainReplyCode(450) ?? '', /4yz means not now: a temporary failure, worth another attempt/);
});

void test('354 asks for the message', () => {
  assert.match(explainReplyCode(354) ?? '', /Send the message now/);
});

void test('a code nobody registered is explained by its digits', () => {
  const text = explainReplyCode(459) ?? '';
  assert.match(text, /Not a registered reply code \(about the mail system\)/);
  assert.match(text, /temporary failure/);
});

void test('what is no reply code of SMTP is not explained', () => {
  for (const code of [0, 20, 150, 99, 600, 999, 2500, -250, 250.5, Number.NaN]) {
    assert.equal(explainReplyCode(code), undefined, String(code));
  }
});

void test('every code from 200 to 599 has an explanation that begins with the code', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), (code) => {
      assert.ok(explainReplyCode(code)?.startsWith(`${code}: `));
    }),
  );
});

void test('5.1.1 says, in three parts, that the mailbox does not exist', () => {
  assert.deepEqual(explainStatus('5.1.1'), {
    class: 'permanent failure',
    subject: 'the address',
    detail: 'The mailbox does not exist.',
  });
});

void test('the class changes, subject and detail stay: 4.2.2 and 5.2.2 are both a full mailbox', () => {
  const [now, never] = [explainStatus('4.2.2'), explainStatus('5.2.2')];
  assert.equal(now?.class, 'temporary failure');
  assert.equal(never?.class, 'permanent failure');
  assert.equal(now.detail, never.detail);
  assert.match(now.detail, /full/);
});

void test('two-digit details are not cut: 5.1.10 is a null MX, 5.7.26 is about authentication', () => {
  assert.match(explainStatus('5.1.10')?.detail ?? '', /null MX/);
  assert.match(explainStatus('5.7.26')?.detail ?? '', /authentication/);
});

void test('x.y.0 is the general case of its subject, 5.0.0 of everything', () => {
  assert.equal(explainStatus('2.6.0')?.detail, 'Nothing more specific is said.');
  assert.equal(explainStatus('5.0.0')?.detail, 'No more is known than the class.');
});

void test('an unregistered detail or subject is said to be unregistered', () => {
  assert.match(explainStatus('5.1.99')?.detail ?? '', /not registered/);
  assert.match(explainStatus('5.9.1')?.subject ?? '', /not registered/);
});

void test('what is no enhanced status code is not explained', () => {
  for (const text of ['', '5', '5.1', '5.1.1.1', '3.1.1', '6.0.0', '5.1.1 ', 'a.b.c', '5.1.1234', '5.constructor.1']) {
    assert.equal(explainStatus(text), undefined, text);
  }
});

void test('any text at all gets three full parts or nothing', () => {
  const codes = fc.tuple(fc.nat(9), fc.nat(999), fc.nat(999)).map((parts) => parts.join('.'));
  fc.assert(
    fc.property(fc.oneof(codes, fc.string()), (text) => {
      const words = explainStatus(text);
      if (words === undefined) assert.doesNotMatch(text, /^[245]\.\d{1,3}\.\d{1,3}$/);
      else for (const part of Object.values(words) as string[]) assert.notEqual(part, '');
    }),
  );
});

void test('every detail of the table belongs to a subject of the table', () => {
  for (const key of Object.keys(details)) assert.ok((key.split('.')[0] ?? '') in subjects, key);
});
