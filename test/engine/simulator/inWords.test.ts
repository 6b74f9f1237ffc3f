import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWords } from '../../../src/engine/simulator/inWords';
import { readRules } from '../../../src/engine/simulator/rules';

function words(...faults: object[]): string[] {
  const { rules, complaints } = readRules([{ domain: 'x.test', do: faults }]);
  assert.deepEqual(complaints, []);
  return inWords(rules[0]?.script ?? []);
}

test('each fault of a rule is said in a phrase', () => {
  const said = words(
    { reply: '450 4.2.1 busy' },
    { at: 'connect', disconnect: true },
    { at: 'ehlo', silent: true },
    { at: 'data', say: 'BANANA' },
    { at: 'end', delaySeconds: 1.5 },
    { throttleBytesPerSecond: 10 },
    { greylistSeconds: 60 },
    { rateLimit: 3, perSeconds: 5 },
    { certificate: 'expired' },
    { without: ['STARTTLS', 'DSN'] },
    { size: 1000 },
  );
  assert.deepEqual(said, [
    'answers RCPT with 450 4.2.1 busy',
    'hangs up at the connection',
    'never answers EHLO',
    'answers DATA with BANANA',
    'waits 1.5 s before it answers the content',
    'takes 10 octets of the content in a second',
    'puts the recipient off until 60 s after the first attempt (greylisting)',
    'takes 3 messages in 5 s, and puts off the rest',
    'shows a certificate that is no good (expired)',
    'does not offer STARTTLS, DSN',
    'takes messages up to 1000 octets (SIZE)',
  ]);
});

test('what strikes behind the acceptance, or before any host, is said too', () => {
  assert.deepEqual(words({ lostReply: true }), ['accepts the message, and hangs up before it says so']);
  assert.deepEqual(words({ bounce: '550 5.1.1 gone', afterSeconds: 2 }), [
    'accepts the message, and returns it 2 s later with 550 5.1.1 gone',
  ]);
  assert.deepEqual(words({ unreachable: 'refused' }), ['refuses the connection']);
  assert.deepEqual(words({ unreachable: 'unresolved' }), ['has a name that does not resolve']);
});
