/** What is written down of a session: whole for what was accepted, kept for what was not, bounded whatever a client does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InboundSession } from '../../../src/engine/mailroot/inbound';
import { Recorder } from '../../../src/engine/receive/recorder';
import { dialogue } from '../../support/dialogue';
import { listening } from '../../support/listening';

const hello = `
  S: 220 *
  C: EHLO client.test
  S: ...
  S: 250 SIZE *
`;
const message = `
  C: MAIL FROM:<ann@here.test>
  S: 250 *
  C: RCPT TO:<bob@there.test>
  S: 250 *
  C: DATA
  S: 354 *
  C: Subject: a secret of the message
  C: .
`;
const quit = `
  C: QUIT
  S: 221 *
  -- closed
`;
const told = ({ lines }: Pick<InboundSession, 'lines'>): string[] => lines.map(({ mark, text }) => `${mark} ${text}`);

test('an accepted message takes its session along, from the greeting to the 250, without the message', async (t) => {
  const { listener, kept, refused } = await listening(t);
  await dialogue(t, listener, `${hello} ${message}\nS: 250 * \n${quit}`.replace('S: 250 * \n', 'S: 250 *\n'));
  assert.deepEqual(
    told(kept[0]!.session).filter((line) => !line.startsWith('> 250-')),
    [
      '> 220 host.test ESMTP MailRoot',
      '< EHLO client.test',
      '> 250 SIZE 10000',
      '< MAIL FROM:<ann@here.test>',
      '> 250 2.1.0 Accepted',
      '< RCPT TO:<bob@there.test>',
      '> 250 2.1.5 Accepted',
      '< DATA',
      '> 354 End data with <CR><LF>.<CR><LF>',
      '* content: 33 octets',
      '> 250 2.0.0 id-1 accepted',
    ].map((line) => line.replace('33', String(kept[0]?.bytes.length))),
  );
  assert.equal(refused.length, 0);
});

test('the second message has the beginning of the session and its own transaction, not the first one', async (t) => {
  const { listener, kept } = await listening(t);
  await dialogue(t, listener, `${hello} ${message}\nS: 250 *\n${message.replaceAll('bob', 'carol')}\nS: 250 *`);
  const second = told(kept[1]!.session);
  assert.ok(second.includes('* earlier: 1 transaction of this session'));
  assert.ok(second.includes('< EHLO client.test'));
  assert.ok(second.some((line) => line.includes('carol')));
  assert.ok(!second.some((line) => line.includes('bob')));
});

const endings: readonly (readonly [name: string, script: string])[] = [
  ['every recipient was refused', 'C: MAIL FROM:<ann@here.test>\nS: 250 *\nC: RCPT TO:<bob..@there.test>\nS: 553 *'],
  ['it gave up after MAIL', 'C: MAIL FROM:<ann@here.test>\nS: 250 *'],
  ['it took everything back', 'C: MAIL FROM:<ann@here.test>\nS: 250 *\nC: RSET\nS: 250 *'],
  ['it greeted again', 'C: MAIL FROM:<ann@here.test>\nS: 250 *\nC: HELO x\nS: 250 *'],
  [
    'the content was refused',
    message
      .replace('a secret', 'a\\nsecret')
      .replace('C: Subject', 'C| Subject')
      .replace('message\n', 'message\\r\\n\n') + 'S: 550 *',
  ],
  ['the command made no sense', 'C: SEND IT\nS: 500 *'],
];
for (const [name, script] of endings) {
  test(`kept as refused: ${name}`, async (t) => {
    const { listener, refused, refusals, kept } = await listening(t);
    await dialogue(t, listener, `${hello}\n${script}\n${quit}`);
    await refusals(1);
    assert.deepEqual([refused.length, kept.length], [1, 0]);
    assert.equal(told(refused[0]!)[0], '> 220 host.test ESMTP MailRoot');
  });
}

test('kept as refused: it went away in the middle of the content', async (t) => {
  const { listener, refused, refusals } = await listening(t);
  await dialogue(t, listener, `${hello} ${message.replace('C: .\n', '')}\n-- hang up`);
  await refusals(1);
  assert.equal(told(refused[0]!).at(-1), '* closed');
});

test('not kept: who only looked in, and who was content', async (t) => {
  const { listener, refused, kept } = await listening(t);
  await dialogue(t, listener, `${hello} ${quit}`);
  await dialogue(t, listener, `S: 220 *\n${quit}`);
  await dialogue(t, listener, `${hello} ${message}\nS: 250 *\n${quit}`);
  await new Promise(setImmediate);
  assert.deepEqual([refused.length, kept.length], [0, 1]);
});

test('one recipient refused and one taken: the session goes with the message', async (t) => {
  const { listener, refused, kept } = await listening(t);
  await dialogue(
    t,
    listener,
    `${hello} ${message.replace('C: RCPT', 'C: RCPT TO:<x..y@there.test>\n S: 553 *\n C: RCPT')}\nS: 250 *\n${quit}`,
  );
  await new Promise(setImmediate);
  assert.equal(refused.length, 0);
  assert.ok(told(kept[0]!.session).some((line) => line.startsWith('> 553')));
});

const recorder = (): Recorder =>
  new Recorder({ at: 0, client: { address: '127.0.0.1', port: 1 }, port: 2525, now: () => 7 });
const heard = { verb: 'RCPT', secret: false, known: true } as const;

test('a transaction of a million lines keeps its beginning and its end, and says how much is left out', () => {
  const record = recorder();
  record.heard('MAIL FROM:<>', { ...heard, verb: 'MAIL' });
  for (let n = 0; n < 100_000; n++) record.heard(`RCPT TO:<${n}@there.test>`, heard);
  const lines = told(record.session());
  assert.ok(lines.length < 600, `${lines.length}`);
  assert.equal(lines[0], '< MAIL FROM:<>');
  assert.equal(lines.at(-1), '< RCPT TO:<99999@there.test>');
  const left = Number(/left out: (\d+)/.exec(lines.join('\n'))?.[1]);
  assert.equal(left + lines.length - 1, 100_001);
});

test('a line of a megabyte is cut', () => {
  const record = recorder();
  record.heard(`NOOP ${'x'.repeat(1_000_000)}`, heard);
  assert.ok((record.session().lines[0]?.text.length ?? 0) < 1_100);
});

test('credentials are masked, in whatever shape they come', () => {
  const record = recorder();
  for (const text of [
    'AUTH PLAIN c2VjcmV0',
    'auth login c2VjcmV0',
    'AUTH=PLAIN c2VjcmV0',
    ' AUTH  XOAUTH2\tc2VjcmV0',
    'AUTHPLAIN c2VjcmV0',
  ])
    record.heard(text, { verb: 'AUTH', secret: false, known: true });
  record.heard('c2VjcmV0', { verb: '', secret: true, known: false });
  record.heard('c2VjcmV0', { verb: 'C2VJCMV0', secret: false, known: false });
  record.heard('NOOP', { verb: 'NOOP', secret: false, known: true });
  const lines = told(record.session());
  assert.ok(!lines.join('\n').includes('c2VjcmV0'), lines.join('\n'));
  assert.equal(lines[0], '< AUTH PLAIN ********');
  assert.equal(lines.at(-1), '< NOOP');
});
