/** Signatures, judged by an implementation that is not ours. */
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { dkimSignature, relaxedBody } from '../../../src/engine/message/dkim';
import { crlf } from '../../../src/engine/message/lineEnds';
import { corpus, international } from '../../interop/corpus';
import { ed25519Key, rsaKey, verdicts, type TestKey } from '../../support/dkimVerifier';

const at = Date.UTC(2026, 10, 23, 11, 50, 1);
const rsa = rsaKey();
const ed = ed25519Key();
const records = { 'mail._domainkey.here.test': rsa.record, 'ed._domainkey.here.test': ed.record };

function sign(content: Buffer, { privateKey }: TestKey, selector = 'mail'): Buffer {
  const signer = { domain: 'here.test', selector, key: createPrivateKey(privateKey) };
  return Buffer.concat([Buffer.from(dkimSignature(content, signer, at)), content]);
}

for (const { name, content } of [...corpus, international]) {
  test(`the letter "${name}" passes, signed by RSA and by Ed25519`, async () => {
    assert.deepEqual(await verdicts(sign(content, rsa), records), ['here.test mail pass']);
    assert.deepEqual(await verdicts(sign(content, ed, 'ed'), records), ['here.test ed pass']);
  });
}

const letter = Buffer.from('From: ann@here.test\r\nTo: bob@there.test\r\nSubject: Hello\r\n\r\nHello.\r\n');

test('the field is folded, says when and how, and signs what is there and what must not come', () => {
  const field = dkimSignature(
    letter,
    { domain: 'here.test', selector: 'mail', key: createPrivateKey(rsa.privateKey) },
    at,
  );
  const lines = field.split('\r\n');
  assert.equal(lines[0], 'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=here.test; s=mail;');
  assert.match(field, /\r\n\tt=1795434601; h=From:From:To:To:Cc:Subject:Subject:Date:Message-ID:Reply-To;\r\n/);
  assert.ok(lines.every((line) => line.length <= 78));
  assert.ok(field.endsWith('\r\n') && !field.endsWith('\r\n\r\n'));
});

test('a changed body, a changed subject or a second From on the way breaks it; trace on top, and blanks, do not', async () => {
  const signed = sign(letter, rsa).toString('latin1');
  const judged = async (text: string): Promise<string | undefined> =>
    (await verdicts(Buffer.from(text, 'latin1'), records))[0]?.split(' ')[2];
  assert.equal(await judged(signed), 'pass');
  assert.notEqual(await judged(signed.replace('Hello.', 'Hullo.')), 'pass');
  assert.notEqual(await judged(signed.replace('Subject: Hello', 'Subject: Hullo')), 'pass');
  assert.notEqual(await judged(`From: eve@here.test\r\n${signed}`), 'pass');
  assert.equal(await judged(`Received: by there.test; now\r\n${signed}`), 'pass');
  assert.equal(await judged(signed.replace('Hello.\r\n', 'Hello. \t\r\n\r\n\r\n')), 'pass');
  assert.equal(await judged(signed.replace('Subject: Hello', 'SUBJECT:  \r\n\tHello  ')), 'pass');
});

test('of several fields of one name all are signed, from the lowest up', async () => {
  const many = Buffer.from(`References: <a@b>\r\nReferences: <c@d>\r\n${letter.toString()}`);
  assert.deepEqual(await verdicts(sign(many, rsa), records), ['here.test mail pass']);
});

test('a message without a body, or of empty lines alone, passes', async () => {
  for (const body of ['', '\r\n', '\r\n\r\n\r\n', ' \r\n\t\r\n']) {
    const content = Buffer.from(`From: ann@here.test\r\n\r\n${body}`);
    assert.deepEqual(await verdicts(sign(content, ed, 'ed'), records), ['here.test ed pass'], JSON.stringify(body));
  }
});

/** RFC 6376 §3.4.4 in the words of regular expressions. */
function relaxedByTheBook(body: string): string {
  const lines = body.replace(/[ \t]+/g, ' ').replace(/ (?=\r\n|$)/g, '');
  const kept = lines.replace(/(?:\r\n)+$/, '');
  return kept === '' ? '' : `${kept}\r\n`;
}

test('a body of any octets is made relaxed as the RFC says', () => {
  const piece = fc.constantFrom('a', '.', ' ', '\t', '  ', '\r\n', '\n', '\r', '\xff', '\0', 'word');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const body = crlf(Buffer.from(pieces.join(''), 'latin1'));
      assert.equal(relaxedBody(body).toString('latin1'), relaxedByTheBook(body.toString('latin1')));
    }),
  );
});

test('any message passes', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '.', ':', 'é', '=', '\\', '"') });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), line, async (lines, subject) => {
      const content = crlf(Buffer.from(`From: ann@here.test\r\nSubject: ${subject}\r\n\r\n${lines.join('\r\n')}`));
      assert.deepEqual(await verdicts(sign(content, ed, 'ed'), records), ['here.test ed pass']);
    }),
    { numRuns: 200 },
  );
});

test('twenty megabytes of blanks and empty lines are made relaxed in a moment', () => {
  const body = Buffer.from(`${' \t'.repeat(5_000_000)}\r\n${'\r\n'.repeat(5_000_000)}x${'\r\n'.repeat(2_000_000)}`);
  const relaxed = relaxedBody(body);
  assert.equal(relaxed.length, 2 + 10_000_000 + 3);
});
