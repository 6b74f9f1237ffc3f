import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Envelope, RecipientState } from '../../../src/engine/mailroot/envelope';
import { categories } from '../../../src/engine/message/categories';
import { cut } from '../../../src/language/model/span';
import { readMessage } from '../../../src/language/model/message';
import { failuresOf, stateOf, stateOfOutcome, type SentState } from '../../../src/language/sending/failures';
import { text } from '../messages';

const unknown: RecipientState = {
  action: 'failed',
  at: 1_000,
  stage: 'rcpt',
  category: 'unknown-user',
  status: '5.1.1',
  text: 'The host said no.',
  reply: { code: 550, enhanced: '5.1.1', text: 'User unknown' },
  nextHop: 'mx.example.org [192.0.2.1]:25',
};
const down: RecipientState = {
  action: 'delayed',
  at: 1_000,
  stage: 'connect',
  category: 'network',
  status: '4.4.1',
  text: 'The host does not answer.',
};
const fine: RecipientState = { action: 'delivered', at: 1_000, file: 'x.eml' };

function shown(source: string, state: SentState): string[] {
  return failuresOf(readMessage(source), state).map((failure) => {
    const [first] = failure.text.split('\n');
    return `${failure.severity} ${cut(source, failure)}: ${first ?? ''} [${failure.code}]`;
  });
}

const letter = text(
  'From: ann@example.com',
  'To: Bob <bob@example.org>, carol@example.net',
  'Cc: DAVE@example.com',
  '',
  'x',
);

void test('a failure stands on the very address: reply, host and attempt', () => {
  const recipients = [{ address: 'bob@example.org', state: unknown }];
  assert.deepEqual(shown(letter, { attempts: 2, recipients }), [
    'error bob@example.org: 550 5.1.1 User unknown (mx.example.org, attempt 2) [unknown-user]',
  ]);
});

void test('below it, what that comes to, in the words of explain', () => {
  const [failure] = failuresOf(readMessage(letter), {
    attempts: 1,
    recipients: [{ address: 'bob@example.org', state: unknown }],
  });
  const { title, meaning, advice } = categories['unknown-user'];
  assert.equal(failure?.text.split('\n')[1], `${title}: ${meaning} ${advice}`);
});

void test('who was put off is warned of, who got it is not told of', () => {
  const recipients = [
    { address: 'bob@example.org', state: fine },
    { address: 'carol@example.net', state: down },
    { address: 'dave@example.com', state: { action: 'pending' } as const },
  ];
  assert.deepEqual(shown(letter, { attempts: 1, recipients }), [
    'warning carol@example.net: The host does not answer. (attempt 1) [network]',
  ]);
});

void test('the attempt is that at which it failed, not the last of the message', () => {
  const history = [{ attempt: 1, at: 1_000, durationMs: 5, action: 'failed' as const }];
  const recipients = [
    { address: 'bob@example.org', state: unknown, history },
    { address: 'dave@example.com', state: unknown },
  ];
  assert.deepEqual(
    failuresOf(readMessage(letter), { attempts: 3, recipients }).map(({ attempt }) => attempt),
    [1, 3],
  );
});

void test('where envelope lines decide, it stands on them', () => {
  const source = text(
    'X-Receiver: <bob@example.org> NOTIFY=NEVER',
    'From: ann@example.com',
    'To: bob@example.org',
    '',
    'x',
  );
  const [failure] = failuresOf(readMessage(source), {
    attempts: 1,
    recipients: [{ address: 'bob@example.org', state: unknown }],
  });
  assert.equal(failure?.start, source.indexOf('bob@'));
});

void test('a bare name is found by the name that the default domain was put behind', () => {
  const source = text('From: ann@example.com', 'To: root', '', 'x');
  assert.match(
    shown(source, { attempts: 1, recipients: [{ address: 'root@localhost', state: unknown }] })[0] ?? '',
    /^error root: /,
  );
});

void test('a recipient who stands nowhere any more is told at the top', () => {
  assert.match(
    shown(letter, { attempts: 1, recipients: [{ address: 'gone@example.org', state: unknown }] })[0] ?? '',
    /^error From: /,
  );
});

void test('a message that is in BadMail without recipients says why at its top', () => {
  const source = text('Subject: nobody', '', 'x');
  const fate = { reason: 'no-recipients', text: 'Nobody is named.' };
  assert.deepEqual(shown(source, { attempts: 0, recipients: [], fate }), [
    'error Subject: Nobody is named. [no-recipients]',
  ]);
  assert.deepEqual(shown('', { attempts: 0, recipients: [], fate }), ['error : Nobody is named. [no-recipients]']);
});

void test('a message that went well says nothing', () => {
  assert.deepEqual(shown(letter, { attempts: 1, recipients: [{ address: 'bob@example.org', state: fine }] }), []);
});

const envelope: Envelope = {
  version: 1,
  id: '20261124T090000Z-0000001',
  arrivedAt: 0,
  source: { kind: 'pickup', file: 'x.eml' },
  why: 'headers',
  reversePath: 'ann@example.com',
  recipients: [{ address: 'bob@example.org', state: unknown }],
  attempts: 4,
};

void test('the state is that of the file beside the message, or what the engine said', () => {
  assert.deepEqual(stateOf(envelope), { attempts: 4, recipients: envelope.recipients });
  const fate = { kind: 'bad', reason: 'general-failure', text: 'No.' } as const;
  assert.deepEqual(stateOf({ ...envelope, fate }).fate, fate);
  assert.deepEqual(
    stateOfOutcome({
      id: 'x',
      attempt: 2,
      durationMs: 5,
      folder: 'BadMail',
      recipients: [],
      reason: 'no-recipients',
      sentence: 'Nobody.',
    }),
    { attempts: 2, recipients: [], fate: { reason: 'no-recipients', text: 'Nobody.' } },
  );
});
