/** What the settings have to do with a trouble, and what can be done about it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineConfig } from '../../../src/engine/config';
import { explainRecipient } from '../../../src/engine/explain/explain';
import type { Cure, RecipientExplanation } from '../../../src/engine/explain/explanation';
import type { Envelope, Problem } from '../../../src/engine/mailroot/envelope';
import { context, letter, problem } from './situations';

function explained(
  state: Problem,
  config: Partial<EngineConfig> = {},
  more: Partial<Envelope> = {},
): RecipientExplanation {
  const envelope = letter(state, more);
  return explainRecipient(envelope.recipients[0], envelope, context(config));
}

function cure<K extends Cure['kind']>({ cures }: RecipientExplanation, kind: K): Extract<Cure, { kind: K }> {
  const found = cures.find((each): each is Extract<Cure, { kind: K }> => each.kind === kind);
  assert.ok(found, `no cure ${kind} among ${JSON.stringify(cures)}`);
  return found;
}

const out = { localDomains: [] };

void test('a simulated host is named as one', () => {
  const nextHop = '550.sim.test [127.0.0.1]:40000';
  assert.match(
    explained(problem('failed', 'unknown-user', { nextHop })).causes[0] ?? '',
    /simulated one, which fails on/,
  );
  const off = explained(problem('failed', 'unknown-user', { nextHop }), { 'simulator.enabled': false });
  assert.doesNotMatch(off.causes.join(), /simulated/);
  const other = explained(problem('failed', 'unknown-user', { nextHop: 'mysim.test [127.0.0.1]:25' }));
  assert.doesNotMatch(other.causes.join(), /simulated/);
});

void test('a name that does not resolve is traced to the setting that names it', () => {
  const smart = explained(problem('delayed', 'dns', { stage: 'dns' }), { ...out, smartHost: 'relay.typo' });
  assert.match(smart.causes[0] ?? '', /comes from mailroot\.smartHost "relay\.typo"; is it right for there\.test\?/);
  assert.equal(cure(smart, 'open-setting').setting, 'mailroot.smartHost');
  const named = explained(problem('delayed', 'dns', { stage: 'dns' }), {
    remoteDomains: { '*.test': { host: 'mx.typo' } },
  });
  assert.match(named.causes[0] ?? '', /mailroot\.remoteDomains "\*\.test" \("mx\.typo"\)/);
  assert.equal(cure(named, 'open-setting').setting, 'mailroot.remoteDomains');
});

void test('a next hop on this machine that is not there: the program is not running', () => {
  const found = explained(problem('delayed', 'network'), { ...out, smartHost: 'localhost:1025' });
  assert.match(found.causes[0] ?? '', /on this machine: the program that should listen there is not running/);
  assert.doesNotMatch(found.causes.join(), /names no port/);
});

void test('a port that nobody named is pointed out', () => {
  for (const smartHost of ['relay.test', { host: 'relay.test' }, '[192.0.2.1]'])
    assert.match(explained(problem('delayed', 'network'), { ...out, smartHost }).causes.join(), /names no port, so 25/);
  for (const smartHost of ['relay.test:587', { host: 'relay.test', port: 587 }, '[192.0.2.1]:25', '[::1]:25'])
    assert.doesNotMatch(explained(problem('delayed', 'network'), { ...out, smartHost }).causes.join(), /names no port/);
  const direct = explained(problem('delayed', 'network'), { ...out, directDelivery: true });
  assert.match(direct.causes[0] ?? '', /port 25, which many providers block/);
});

void test('a TLS policy that is not met is traced to its setting', () => {
  const smartHost = { host: 'relay.test', tls: 'verified' } as const;
  const found = explained(problem('delayed', 'tls', { stage: 'tls' }), { ...out, smartHost });
  assert.match(found.causes[0] ?? '', /"tls": "verified" comes from mailroot\.smartHost "relay\.test"/);
});

void test('a certificate that was looked at can be trusted', () => {
  const fingerprint = Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, '0').toUpperCase()).join(':');
  const text = `TLS could not be set up: it is for another name. SHA-256 ${fingerprint}`;
  const found = explained(problem('delayed', 'tls', { stage: 'tls', text, nextHop: 'mx.test [192.0.2.1]:25' }));
  assert.deepEqual([cure(found, 'trust-certificate').fingerprint], [fingerprint]);
  assert.equal(cure(found, 'trust-certificate').nextHop, 'mx.test [192.0.2.1]:25');
  assert.ok(!explained(problem('delayed', 'tls')).cures.some(({ kind }) => kind === 'trust-certificate'));
});

void test('a secret that is missing can be stored; one that a remote host talks of is none of ours', () => {
  const text = '"password" in mailroot.smartHost is ${secret:relay}, and nobody has given the engine the secret relay.';
  const lacking = cure(explained(problem('delayed', 'auth', { stage: 'auth', text })), 'store-secret');
  assert.deepEqual([lacking.secret, lacking.label.includes('"MailRoot: Store Secret..."')], ['relay', true]);
  const said = problem('delayed', 'auth', { stage: 'auth', text, reply: { code: 535, text } });
  assert.ok(!explained(said).cures.some(({ kind }) => kind === 'store-secret'));
});

void test('what was held back can be allowed, and the setting is told as it stands', () => {
  const state = problem('failed', 'not-allowed', { setting: 'mailroot.allowedDomains' });
  const found = explained(state, { ...out, smartHost: 'relay.test', allowedDomains: ['else.test'] });
  assert.match(found.causes[0] ?? '', /there\.test is not in mailroot\.allowedDomains \(now: else\.test\)/);
  assert.equal(cure(found, 'allow-domain').domain, 'there.test');
  const empty = explained(state, { ...out, smartHost: 'relay.test' });
  assert.match(empty.causes[0] ?? '', /\(now: empty\)/);
});

void test('what was no route then and is one now only has to be sent again', () => {
  const state = problem('failed', 'no-route', { stage: 'route', setting: 'mailroot.remoteDomains' });
  const then = explained(state, out);
  assert.equal(cure(then, 'set-route').domain, 'there.test');
  const now = explained(state, { remoteDomains: { 'there.test': 'localhost:1025' } }, { fate: { kind: 'sent' } });
  assert.match(now.causes[0] ?? '', /settings have changed since.*remoteDomains "there\.test"/);
  assert.deepEqual([now.causes.length, now.cures.map(({ kind }) => kind)], [1, ['send-again']]);
  const allowed = explained(problem('failed', 'not-allowed'), { ...out, smartHost: 'x', allowedDomains: ['*'] });
  assert.match(allowed.causes[0] ?? '', /may leave this machine/);
});

void test('an address at fault is looked for in the header that has it', () => {
  const envelope = letter(problem('failed', 'unknown-user'));
  const fields = [
    { name: 'To', value: 'bob@there.test' },
    { name: 'Cc', value: 'Ann <ANN@there.test>' },
  ];
  const found = explainRecipient(envelope.recipients[0], envelope, context({}, { fields }));
  assert.equal(cure(found, 'open-header').header, 'Cc');
  const top = { why: 'sender from the X-Sender line; recipients from the X-Receiver lines' };
  assert.equal(cure(explained(problem('failed', 'unknown-user'), {}, top), 'open-header').header, 'X-Receiver');
  assert.equal(cure(explained(problem('failed', 'sender'), {}, top), 'open-header').header, 'X-Sender');
  assert.equal(cure(explained(problem('failed', 'sender-auth')), 'open-header').header, 'From');
});

void test('what is delayed can be tried now; what failed and has left the Queue can be sent again', () => {
  const nextHop = 'mx.test [192.0.2.1]:25';
  const delayed = explained(problem('delayed', 'host-trouble', { nextHop }));
  assert.deepEqual(
    delayed.cures.map(({ kind }) => kind),
    ['retry-now', 'open-transcript'],
  );
  const failed = explained(problem('failed', 'policy'), {}, { fate: { kind: 'sent' } });
  assert.deepEqual(
    failed.cures.map(({ kind }) => kind),
    ['send-again'],
  );
});

void test('what expired is explained by its last reply', () => {
  const reply = { code: 452, enhanced: '4.2.2', text: 'no room' };
  const found = explained(problem('failed', 'expired', { reply, nextHop: 'mx.test:25' }));
  assert.match(found.causes[0] ?? '', /last reply was about this: Mailbox full/);
  const never = explained(problem('failed', 'expired'));
  assert.match(never.causes[0] ?? '', /did not pass in time/);
});

void test('a setting that the judge named is a cure whatever the category', () => {
  const found = explained(problem('failed', 'policy', { setting: 'mailroot.smartHost' }));
  assert.equal(cure(found, 'open-setting').setting, 'mailroot.smartHost');
});

void test('a loop by count tells the limit; a loop that a host found does not', () => {
  const ours = explained(problem('failed', 'loop', { setting: 'mailroot.maxHopCount' }), { maxHopCount: 7 });
  assert.match(ours.causes[0] ?? '', /allows 7 Received headers/);
  assert.equal(cure(ours, 'open-setting').setting, 'mailroot.maxHopCount');
  assert.doesNotMatch(explained(problem('failed', 'loop')).causes.join(), /maxHopCount/);
});
