import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  encodeLtr,
  encodeRtrSession,
  ltrHeader,
  rtrHeader,
  type RtrSession,
} from '../../../src/engine/mailroot/transcript';
import { localLine, remoteLine } from '../../../src/language/sending/transcriptPlace';

function session(attempt: number, ...replies: readonly string[]): RtrSession {
  const lines = replies.flatMap((text, i) => [
    { ms: i, mark: '>' as const, text: 'RCPT TO:<bob@example.org>' },
    { ms: i, mark: '<' as const, text },
  ]);
  return { attempt, session: 1, name: 'mx.example.org', port: 25, at: 0, lines };
}

function transcript(...sessions: readonly RtrSession[]): string {
  return rtrHeader('x') + sessions.map(encodeRtrSession).join('');
}

const unknown = { code: 550, enhanced: '5.1.1', text: 'User unknown' };

void test('the line of the reply, in the attempt that it was given in', () => {
  const text = transcript(session(1, '550 5.1.1 User unknown'), session(2, '250 ok', '550 5.1.1 User unknown'));
  const [first, second] = [1, 2].map((attempt) => remoteLine(text, { attempt, reply: unknown }));
  const lines = text.split('\r\n');
  assert.equal(lines[first?.line ?? -1], '     0 < 550 5.1.1 User unknown');
  assert.equal(lines[second?.line ?? -1], '     1 < 550 5.1.1 User unknown');
  assert.equal(second?.length, '     1 < 550 5.1.1 User unknown'.length);
});

void test('a reply of several lines is found by its first', () => {
  const text = transcript(session(1, '550-5.7.1 No.\n550 5.7.1 Really.'));
  const found = remoteLine(text, { attempt: 1, reply: { code: 550, enhanced: '5.7.1', text: 'No.\nReally.' } });
  assert.equal(found?.text, '550-5.7.1 No.');
});

void test('another attempt, another reply and what we said ourselves are not it', () => {
  const text = transcript(session(1, '250 User unknown'));
  assert.equal(remoteLine(text, { attempt: 1, reply: unknown }), undefined);
  assert.equal(remoteLine(transcript(session(1, '550 5.1.1 User unknown')), { attempt: 2, reply: unknown }), undefined);
  assert.equal(remoteLine(text, { attempt: 1 }), undefined);
});

void test('where no host said anything, the decision in the local transcript', () => {
  const at = Date.UTC(2026, 10, 24);
  const text =
    ltrHeader('x') +
    encodeLtr({ at, kind: 'delayed', recipient: 'bob@example.org', text: 'first' }) +
    encodeLtr({ at, kind: 'failed', recipient: 'bob@example.org', text: 'then' }) +
    encodeLtr({ at, kind: 'failed', recipient: 'carol@example.net', text: 'her' }) +
    encodeLtr({ at, kind: 'end', text: 'to BadMail' });
  assert.equal(localLine(text, { attempt: 1, address: 'bob@example.org' })?.text, 'then');
  assert.equal(localLine(text, { attempt: 1 })?.text, 'to BadMail');
  assert.equal(localLine(text, { attempt: 1, address: 'dave@example.com' }), undefined);
  assert.equal(localLine('', { attempt: 1 }), undefined);
});
