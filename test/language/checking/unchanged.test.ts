/** What the rules have nothing to say about passes through MailRoot as it stands, octet for octet, to everybody it is addressed to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rules } from '../../../src/language/checking/rules';
import { corpusBytes, corpusNames } from '../messages';
import { codesOf, corpusCodes, factsOf, letter } from '../facts';
import { wire, withoutEnvelope } from '../wire';

/** The rules that say: MailRoot refuses this, or changes it. All others warn of what other systems do. */
const changes = new Set([
  ...['no-sender', 'no-recipients', 'no-header', 'bad-envelope-line', 'missing-blank-line', 'no-body', 'too-many-hops'],
  ...['missing-date', 'missing-message-id', 'return-path', 'bcc-stripped', 'dot-stuffed', 'byte-order-mark'],
  ...['mixed-line-ends', 'lf-line-ends', 'no-final-line-end'],
]);

void test('the rules that speak of MailRoot are rules', () => {
  const codes = rules.map(({ code }) => code);
  for (const code of changes) assert.ok(codes.includes(code), code);
});

void test('every message of the corpus that no such rule speaks of arrives as it was written', async (t) => {
  const send = await wire(t);
  const fine = corpusNames.filter((name) => !corpusCodes(name).some((code) => changes.has(code)));
  assert.ok(fine.length >= 90, `${fine.length}`);
  for (const name of fine) {
    const bytes = corpusBytes(name);
    const { outcome, content } = await send(bytes);
    assert.equal(outcome.folder, 'Sent', `${name}: ${outcome.sentence}`);
    assert.ok(content?.equals(withoutEnvelope(bytes)), `${name} arrives changed`);
  }
});

void test('every message of the corpus that such a rule speaks of does not', async (t) => {
  const send = await wire(t);
  for (const name of corpusNames.filter((each) => corpusCodes(each).some((code) => changes.has(code)))) {
    const bytes = corpusBytes(name);
    // An empty file is given time to grow.
    if (bytes.length === 0) continue;
    const { content, outcome } = await send(bytes);
    const lost = outcome.recipients.length === 0 || corpusCodes(name).includes('bad-envelope-line');
    assert.ok(
      content === undefined || lost || !content.equals(withoutEnvelope(bytes)),
      `${name} arrives as it was written`,
    );
  }
});

const line = fc.constantFrom(
  ...[
    'Hello.',
    '',
    '.',
    '..',
    '.dot',
    'From here',
    '-- ',
    '--b',
    '--b--',
    'Grüße',
    'a\ttab',
    ' blank',
    'x'.repeat(900),
  ],
  ...['x'.repeat(1_200), 'To: nobody@example.com', 'Bcc: secret@example.com', '=3D', 'YWJj', 'a\u0000b', '\u001b$B'],
);
const field = fc.constantFrom(
  ...['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Type: multipart/mixed; boundary=b'],
  ...[
    'Content-Transfer-Encoding: 8bit',
    'Content-Transfer-Encoding: base64',
    'Bcc: dave@example.net',
    'Cc: eve@example.net',
  ],
  ...[
    'Return-Path: <a@example.com>',
    'X-Receiver: <late@example.com>',
    'Subject : again',
    'no field at all',
    ' folded',
    '  ',
  ],
  ...['Resent-To: frank@example.net', 'Received: from a by b; Tue, 24 Nov 2026 09:00:00 +0000', 'Comments: Grüße'],
);
const envelope = fc.constantFrom(
  '',
  'X-Sender: <ann@example.com>\r\nX-Receiver: <bob@example.org>\r\n',
  'X-Receiver: <bob@example.org>\r\n',
);
const ending = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r');

const anyMessage = fc
  .record({
    envelope,
    fields: fc.array(field, { maxLength: 4 }),
    body: fc.array(line, { maxLength: 6 }),
    ending,
    cut: fc.boolean(),
  })
  .map(({ envelope: top, fields, body, ending: end, cut }) => {
    const whole = top + letter(fields, body);
    const odd = whole.replace(/Hello\.\r\n/, `Hello.${end}`);
    return Buffer.from(cut ? odd.replace(/\r\n$/, '') : odd, 'utf8');
  });

void test('so does any message: unchanged where no such rule speaks, changed or refused where one does', async (t) => {
  const send = await wire(t);
  let unchanged = 0;
  await fc.assert(
    fc.asyncProperty(anyMessage, async (bytes) => {
      const spoken = codesOf(bytes).filter((code) => changes.has(code));
      const { outcome, content } = await send(bytes);
      const same = content?.equals(withoutEnvelope(bytes)) === true;
      assert.equal(same, spoken.length === 0, `${spoken.join()} ${outcome.sentence}\n${bytes.toString()}`);
      if (same) unchanged++;
    }),
    { numRuns: 150 },
  );
  assert.ok(unchanged > 20, `only ${unchanged} passed unchanged`);
});

void test('the sender and the recipients are those the rules see', async (t) => {
  const send = await wire(t);
  for (const name of corpusNames) {
    const bytes = corpusBytes(name);
    if (bytes.length === 0) continue;
    const { head } = factsOf(bytes);
    const { outcome } = await send(bytes);
    const expected =
      head.sender === undefined
        ? []
        : head.recipients.map((address) => (address.includes('@') ? address : `${address}@localhost`));
    if (outcome.folder === 'BadMail') assert.ok(head.sender === undefined || head.recipients.length === 0, name);
    else
      assert.deepEqual(
        outcome.recipients.map(({ address }) => address),
        expected,
        name,
      );
  }
});
