/** The head as the rules see it is the head as the engine reads it: the same sender, the same recipients, for any message. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withDomain } from '../../../src/engine/message/address';
import { submission } from '../../../src/engine/pickup/submission';
import { readHeadView } from '../../../src/language/checking/headView';
import { readMessage } from '../../../src/language/model/message';
import { corpusBytes, corpusNames, text } from '../messages';

/** What the engine makes of it: none when it goes to BadMail. */
function byEngine(bytes: Buffer): { sender: string; recipients: string[] } | undefined {
  const read = submission(bytes, 'localhost');
  if (read.kind === 'refusal') return undefined;
  const { reversePath, recipients } = read.envelope;
  return { sender: reversePath, recipients: recipients.map(({ address }) => address) };
}

function byRules(bytes: Buffer): ReturnType<typeof byEngine> {
  const { sender, recipients } = readHeadView(readMessage(bytes.toString('utf8')));
  if (sender === undefined || recipients.length === 0) return undefined;
  const whole = recipients.map((address) => withDomain(address, 'localhost'));
  return { sender: withDomain(sender, 'localhost'), recipients: [...new Set(whole)] };
}

void test('of every message of the corpus', () => {
  for (const name of corpusNames) {
    // The mark is left out before a file is read.
    const bytes = Buffer.from(
      corpusBytes(name)
        .toString('latin1')
        .replace(/^\u00ef\u00bb\u00bf/, ''),
      'latin1',
    );
    assert.deepEqual(byRules(bytes), byEngine(bytes), name);
  }
});

void test('of any message', () => {
  const line = fc.constantFrom(
    ...[
      'X-Sender: <a@b.example> RET=HDRS',
      'X-Sender: <>',
      'X-Sender: nobody at all',
      'X-Receiver: <c@d.example>',
      'X-Receiver: x y',
    ],
    ...[
      'X-HeloDomain: e.example',
      'X-EndOfInjectedXHeaders: 1',
      'From: f@g.example',
      'From: nobody at all',
      'Sender: h@i.example',
    ],
    ...[
      'To: j@k.example, root',
      'Cc: bob@, l@m.example',
      'Bcc: n@o.example',
      'Resent-From: p@q.example',
      'Resent-To: r@s.example',
    ],
    ...['Resent-Sender: t@u.example', 'Resent-Bcc: v@w.example', 'Subject: x', 'no field', ' folded, x@y.example', ''],
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
      const bytes = Buffer.from(text(...lines));
      assert.deepEqual(byRules(bytes), byEngine(bytes));
    }),
    { numRuns: 1_000 },
  );
});
