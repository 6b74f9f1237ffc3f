/** What became of a message, in plain words: what happened, whose side, what next and when, why, and the cures. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultConfig } from '../../../src/engine/config';
import { explain, explainRecipient } from '../../../src/engine/explain/explain';
import type { RecipientExplanation } from '../../../src/engine/explain/explanation';
import { paragraphs, plainText } from '../../../src/engine/explain/text';
import type { Envelope, RecipientState } from '../../../src/engine/mailroot/envelope';
import { categories } from '../../../src/engine/message/categories';
import { categoryNames } from '../../../src/engine/message/categoryTitles';
import { sides } from '../../../src/engine/message/sides';
import { context, hour, letter, minute, now, problem } from './situations';

const golden = join(import.meta.dirname, 'golden.txt');

function explained(state: RecipientState, more: Partial<Envelope> = {}, about = context()): RecipientExplanation {
  const envelope = letter(state, more);
  return explainRecipient(envelope.recipients[0], envelope, about);
}

const reply = { code: 550, enhanced: '5.1.1', text: 'User unknown' };
const nextHop = 'mx.there.test [192.0.2.1]:25';

void test('a refusal names the host, the moment of the session and whose side it is on', () => {
  const found = explained(
    problem('failed', 'unknown-user', { reply, nextHop, text: 'The remote host said: 550 5.1.1 User unknown' }),
  );
  assert.equal(found.title, 'Unknown user');
  assert.match(found.happened, /550 5\.1\.1 User unknown\nThat was mx\.there\.test \[192\.0\.2\.1\]:25, in answer to/);
  assert.deepEqual(found.side, { whose: 'sender', text: sides.sender });
  assert.equal(found.advice, categories['unknown-user'].advice);
});

void test('a failure says who was told of it', () => {
  const failed = problem('failed', 'unknown-user');
  assert.match(explained(failed).next.text, /not tried again\. A notification was queued for the sender <shop@example/);
  const nobody = explained(failed, { reversePath: '', fate: { kind: 'bad', reason: 'general-failure', text: 'x' } });
  assert.match(nobody.next.text, /leaves nobody to tell: the message is in BadMail/);
  const envelope = letter(failed);
  const quiet = { ...envelope.recipients[0], notify: ['NEVER' as const] };
  assert.match(explainRecipient(quiet, envelope, context()).next.text, /asked not to be told/);
});

void test('what waits says when it is attempted, and when it expires', () => {
  const found = explained(problem('delayed', 'greylisting'), { nextAttemptAt: now + 15 * minute });
  assert.deepEqual([found.next.kind, found.next.at], ['attempt', now + 15 * minute]);
  assert.match(found.next.text, /^Attempt 2 is made at 2026-11-23 12:15:00 UTC \(in 15 min\)\./);
  assert.match(found.next.text, /it expires at 2026-11-25 11:00:00 UTC \(in 47 h\), and the sender is told\.$/);
});

void test('an attempt that is due is due, and one behind the expiration is none', () => {
  const late = explained(problem('delayed', 'network'), { nextAttemptAt: now - 1 });
  assert.match(late.next.text, /^Attempt 2 is due now/);
  const never = explained(problem('delayed', 'network'), { nextAttemptAt: now + 50 * hour });
  assert.deepEqual([never.next.kind, never.next.at], ['expiration', now + 47 * hour]);
});

void test('what could not be written to Drop expires by the local policy', () => {
  const about = context({ 'localRetry.expirationHours': 3 });
  const local = explained(problem('delayed', 'disk', { stage: 'drop' }), { nextAttemptAt: now + minute }, about);
  assert.match(local.next.text, /it expires at 2026-11-23 14:00:00 UTC \(in 2 h\)/);
  const remote = explained(problem('delayed', 'network'), { nextAttemptAt: now + minute }, about);
  assert.match(remote.next.text, /it expires at 2026-11-25 11:00:00 UTC/);
});

void test('where attempts are counted, it says which is the last', () => {
  const about = context({ 'retry.maxAttempts': 3 });
  const state = problem('delayed', 'network');
  const second = explained(state, { nextAttemptAt: now + minute, attempts: 1 }, about);
  assert.match(
    second.next.text,
    /^Attempt 2 is made .* If all attempts up to number 3 fail \(mailroot\.retry\.maxAttempts\)/,
  );
  const third = explained(state, { nextAttemptAt: now + minute, attempts: 2 }, about);
  assert.match(third.next.text, /^Attempt 3 is made .* If it fails, too, the message is given up/);
});

void test('a recipient that is tried later than others of its message is told by its own moment', () => {
  const envelope = letter(problem('delayed', 'network'), { nextAttemptAt: now + minute });
  const later = { ...envelope.recipients[0], nextAttemptAt: now + 15 * minute };
  const { next } = explainRecipient(later, envelope, context());
  assert.deepEqual([next.kind, next.at], ['attempt', now + 15 * minute]);
  assert.match(next.text, /^Its next attempt is made at 2026-11-23 12:15:00 UTC/);
});

test('a requeued message has all its attempts again, and says which is the last', () => {
  const about = context({ 'retry.maxAttempts': 3 });
  const more = { nextAttemptAt: now + minute, attempts: 4, attemptsBefore: 3 };
  assert.match(explained(problem('delayed', 'network'), more, about).next.text, /all attempts up to number 6 fail/);
});

test('what expired leads to the limit that ended it', () => {
  const settingOf = (text: string, stage: 'drop' | 'rcpt'): string | undefined => {
    const { cures } = explained(problem('failed', 'expired', { text, stage }));
    return cures.flatMap((each) => (each.kind === 'open-setting' ? [each.setting] : []))[0];
  };
  const why = 'Not delivered before the message expired. The last attempt said: no';
  assert.equal(settingOf(why, 'rcpt'), 'mailroot.retry.expirationHours');
  assert.equal(settingOf(why, 'drop'), 'mailroot.localRetry.expirationHours');
  assert.equal(settingOf('Not delivered in 3 attempts, the most allowed. x', 'rcpt'), 'mailroot.retry.maxAttempts');
});

void test('a message that was requeued lives from then on, and one whose clock is ahead is told by its own clock', () => {
  const requeued = explained(problem('delayed', 'network'), { requeuedAt: now, nextAttemptAt: now + minute });
  assert.match(requeued.next.text, /it expires at 2026-11-25 12:00:00 UTC \(in 2 d\)/);
  const ahead = explained(problem('delayed', 'network'), { advancedMs: hour, nextAttemptAt: now + hour + minute });
  assert.match(ahead.next.text, /^Attempt 2 is made at 2026-11-23 13:01:00 UTC \(in 60 s\)/);
});

void test('what is held waits for its release, and what is new for an engine', () => {
  const held = { held: true } as unknown as Partial<Envelope>;
  assert.equal(explained(problem('delayed', 'network'), held).next.kind, 'release');
  assert.match(explained({ action: 'pending' }, { attempts: 0 }).next.text, /as soon as an engine runs/);
});

void test('the reader may say moments in his own way', () => {
  const about = context({}, { moment: (at) => `(${(at - now) / minute} minutes on)` });
  const found = explained(problem('delayed', 'network'), { nextAttemptAt: now + 5 * minute }, about);
  assert.match(found.next.text, /^Attempt 2 is made \(5 minutes on\)/);
});

void test('what went well needs no causes and no cures', () => {
  const relayed = explained({ action: 'relayed', at: now, nextHop, reply: { code: 250, text: 'OK' } });
  assert.deepEqual([relayed.title, relayed.side, relayed.causes, relayed.cures], ['Relayed', undefined, [], []]);
  assert.match(relayed.happened, /accepted the message: 250 OK/);
  assert.match(relayed.next.text, /Should it fail there, that host tells <shop@example\.com>/);
  const delivered = explained({ action: 'delivered', at: now, file: 'x.eml' });
  assert.match(delivered.happened, /Drop, as x\.eml/);
});

void test('a message is summed up by what became of its recipients', () => {
  const envelope = letter({ action: 'pending' });
  const { address } = envelope.recipients[0];
  const states = [problem('failed', 'unknown-user'), problem('failed', 'size'), { action: 'pending' } as const];
  const found = explain({ ...envelope, recipients: states.map((state) => ({ address, state })) }, context());
  assert.equal(found.summary, '3 recipients: 2 failed, 1 not attempted yet.');
  assert.equal(found.recipients.length, 3);
  const fate = { kind: 'bad', reason: 'bad-pickup-file', text: 'The file has no From header.' } as const;
  assert.equal(explain({ ...envelope, recipients: [], fate }, context()).summary, 'The file has no From header.');
});

void test('an explanation is plain JSON', () => {
  const found = explain(letter(problem('failed', 'no-route')), context({ localDomains: [] }));
  assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
});

void test('every category is explained in whole sentences, with every setting it names a setting of ours', () => {
  for (const category of categoryNames) {
    for (const action of ['delayed', 'failed'] as const) {
      const about = context({ localDomains: [], smartHost: 'localhost' });
      const found = explained(problem(action, category, { nextHop }), { nextAttemptAt: now + minute }, about);
      assert.ok(found.causes.length > 0, category);
      for (const { lines } of paragraphs(found))
        for (const line of lines) assert.match(line, /[.)?]$|no$/, `${category}: ${line}`);
      for (const [, name = ''] of plainText(found).matchAll(/mailroot\.([A-Za-z.]*[A-Za-z])/g))
        assert.ok(name in defaultConfig, `${category} names mailroot.${name}`);
    }
  }
});

void test('the text, word for word', () => {
  const text = categoryNames
    .flatMap((category) => {
      const smartHost = category === 'no-route' ? '' : 'relay.test';
      const about = context({ localDomains: [], smartHost });
      const found = explained(problem('delayed', category, { nextHop }), { nextAttemptAt: now + 15 * minute }, about);
      return [`== ${category}`, plainText(found), ''];
    })
    .join('\n');
  if (process.env['MAILROOT_GOLDEN'] !== undefined) writeFileSync(golden, text);
  assert.equal(readFileSync(golden, 'utf8'), text);
});
