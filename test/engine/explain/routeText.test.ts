import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressWords,
  envelopeWords,
  goes,
  headline,
  limitFacts,
  obstacleWords,
  routeSections,
  signingFacts,
} from '../../../src/engine/explain/routeText';
import type { Access, ForeseenHost, RouteAnswer, Way } from '../../../src/engine/routeAnswer';
import { limits } from './limits';

const open: Access = { kind: 'open', addresses: ['127.0.0.1'], leaves: false };

function host(changes: Partial<ForeseenHost> = {}): ForeseenHost {
  const tls = { policy: 'opportunistic', implicit: false } as const;
  return { name: 'mx.test', port: 25, tls, timeouts: { connectMs: 30_000 }, access: open, ...changes };
}
function to(...hosts: ForeseenHost[]): Way {
  return { kind: 'hosts', why: 'mailroot.smartHost', hosts };
}
function answer(way: Way): RouteAnswer {
  return { obstacles: [], recipients: [{ address: 'ann@x.test', way }], limits };
}
/** All facts of the first host, by name. */
function factsOf(changes: Partial<ForeseenHost>): Record<string, string> {
  const [section] = routeSections(answer(to(host(changes))));
  return Object.fromEntries(section?.hosts[0]?.facts ?? []);
}

test('a headline says where it goes, in one sentence', () => {
  assert.equal(headline({ kind: 'drop', why: '' }), 'Captured in Drop');
  assert.equal(headline({ kind: 'refused', status: '5.4.4', text: 'No route', setting: '' }), 'Refused: no route');
  assert.equal(headline(to(host(), host({ name: 'b.test' }))), 'Handed to mx.test port 25, else to b.test');
  assert.equal(headline(to(host({ simulated: { does: [] } }))), 'Handed to a simulated host, mx.test port 25');
});

test('mail that would be held back goes nowhere, and the headline says so', () => {
  const access: Access = {
    kind: 'held-back',
    addresses: ['192.0.2.1'],
    text: 'Held back.',
    setting: 'mailroot.allowedDomains',
  };
  const way = to(host({ access }));
  assert.equal(goes(way), false);
  assert.equal(headline(way), 'Nothing would be sent to mx.test port 25');
  assert.equal(factsOf({ access })['Access'], 'Held back. The setting is mailroot.allowedDomains.');
});

test('without the password of the host mail would be delayed', () => {
  const login = { user: 'ann', from: '${secret:relay}', isKnown: false };
  const way = to(host({ login }));
  assert.equal(goes(way), false);
  assert.equal(headline(way), 'Delayed: the engine does not have the password for mx.test port 25');
  assert.equal(goes(to(host({ login: { ...login, isKnown: true } }))), true);
});

test('of two hosts one is enough', () => {
  const access: Access = { kind: 'unresolved', text: 'Host not found' };
  assert.equal(goes(to(host({ access }), host())), true);
  assert.equal(headline(to(host({ access }))), 'Not delivered: no address is known of mx.test port 25');
});

test('a name that was not looked up counts where mail may leave for it', () => {
  const asked = (mayGo: boolean): Way => to(host({ access: { kind: 'not-asked', mayGo, why: 'Not looked up.' } }));
  assert.deepEqual([goes(asked(true)), goes(asked(false))], [true, false]);
});

test('exchangers that nobody asked for, or that are none, have a headline of their own', () => {
  const way = (exchangers: Extract<Way, { kind: 'hosts' }>['exchangers']): Way => ({
    ...(to() as Extract<Way, { kind: 'hosts' }>),
    ...(exchangers && { exchangers }),
  });
  const quiet = way({ domain: 'x.test', kind: 'not-asked', mayGo: false, why: 'Not looked up.' });
  assert.equal(headline(quiet), 'To the mail exchangers of x.test, which were not looked up');
  const none = way({ domain: 'x.test', kind: 'trouble', status: '5.1.2', text: 'Host not found.', terms: [] });
  assert.equal(headline(none), 'No mail exchanger of x.test can be had');
  assert.deepEqual(routeSections(answer(none))[0]?.facts[1], ['Exchangers', '5.1.2 Host not found.']);
});

test('the facts of a host: access, TLS, login without its secret, fault, limits', () => {
  const facts = factsOf({
    tls: { policy: 'verified', implicit: true, against: 'the fingerprint AB...' },
    login: { user: 'ann', method: 'PLAIN', from: '${secret:relay}', isKnown: false },
    simulated: { label: 'busy', by: 'rule', does: ['hangs up at RCPT'] },
    helo: true,
    setting: 'mailroot.remoteDomains "x.test"',
  });
  assert.deepEqual(facts, {
    Access: 'this machine, 127.0.0.1',
    Simulated: 'rule "busy": the host hangs up at RCPT',
    TLS: 'always, verified; its certificate is held against the fingerprint AB...; from the first octet',
    'Logs in as': 'ann (PLAIN), password from ${secret:relay}, which the engine does not have',
    'Greets with': 'HELO, so without any extension',
    'Time limits': 'connect 30 s',
    Setting: 'mailroot.remoteDomains "x.test"',
  });
});

test('an address outside is said to be outside; a token program is said not to have run', () => {
  const access: Access = { kind: 'open', addresses: ['192.0.2.1'], leaves: true };
  const facts = factsOf({ access, login: { user: 'ann', from: 'get-token' } });
  assert.equal(facts['Access'], 'may leave this machine, to 192.0.2.1');
  assert.equal(facts['Logs in as'], 'ann, a token printed by get-token, which was not run for this');
});

test('obstacles, envelope and limits are one line each', () => {
  const held = { kind: 'held', text: 'mailroot.holdRules: subject x', setting: 'mailroot.holdRules' } as const;
  assert.equal(obstacleWords(held), 'Would be held: mailroot.holdRules: subject x');
  assert.equal(obstacleWords({ kind: 'refused', text: 'No.', setting: 'mailroot.x' }), 'Refused: No. (mailroot.x)');
  const asked = answer({ kind: 'drop', why: '' });
  assert.equal(envelopeWords(asked), undefined);
  assert.equal(envelopeWords({ ...asked, sender: '', envelope: 'from X-Sender' }), 'From <> (from X-Sender)');
  const facts = Object.fromEntries(limitFacts(asked));
  assert.equal(facts['Recipients in a transaction'], '100 (mailroot.maxRecipientsPerMessage)');
  assert.equal(facts['Tried again'], 'after 15, 30 minutes (mailroot.retry.intervalsMinutes)');
});

test('what a policy of the domain demands of TLS is told, with what was found of it', () => {
  const tls = { policy: 'verified', implicit: false, against: 'the name mx.test', sts: 'enforce' } as const;
  assert.match(
    factsOf({ tls })['TLS'] ?? '',
    /^always, verified, as the MTA-STS policy of the domain demands; its cert/,
  );
  const tested = { policy: 'opportunistic', implicit: false, sts: 'testing' } as const;
  assert.match(factsOf({ tls: tested })['TLS'] ?? '', /what would not pass its MTA-STS policy, which is being tested/);
  const exchangers = { domain: 'x.test', kind: 'found', terms: ['MTA-STS: x.test publishes no policy'] } as const;
  const [section] = routeSections(answer({ kind: 'hosts', why: '', hosts: [host()], exchangers }));
  assert.deepEqual(section?.facts.at(-1), ['Policy', 'MTA-STS: x.test publishes no policy']);
});

test('who would sign is told with selector, algorithm and where the key is; nobody, and trouble, too', () => {
  const asked = answer({ kind: 'drop', why: '' });
  assert.deepEqual(signingFacts(asked), []);
  const signer = { domain: 'x.test', selector: 's1', algorithm: 'ed25519-sha256', from: '${secret:dkim}' };
  assert.deepEqual(signingFacts({ ...asked, signing: { kind: 'signers', signers: [signer] } }), [
    ['Signed with DKIM', 'for x.test, selector s1, ed25519-sha256, key from ${secret:dkim} (mailroot.dkim)'],
  ]);
  assert.match(signingFacts({ ...asked, signing: { kind: 'signers', signers: [] } })[0]?.[1] ?? '', /^by nobody/);
  assert.deepEqual(signingFacts({ ...asked, signing: { kind: 'trouble', text: 'x' } }), [], 'an obstacle tells it');
  assert.equal(obstacleWords({ kind: 'delayed', text: 'x', setting: 'mailroot.dkim' }), 'Delayed: x (mailroot.dkim)');
});

test('recipients that go the same way stand together', () => {
  const way = to(host());
  const recipients = [
    { address: 'a@x.test', way },
    { address: 'b@y.test', way: { kind: 'drop', why: '' } as const },
    { address: 'c@z.test', way: to(host()) },
  ];
  const sections = routeSections({ ...answer(way), recipients });
  assert.deepEqual(
    sections.map(({ addresses }) => addresses),
    [['a@x.test', 'c@z.test'], ['b@y.test']],
  );
});

test('of many recipients the first ten are named', () => {
  const addresses = Array.from({ length: 12 }, (_, i) => `u${i}@x.test`);
  assert.match(addressWords({ addresses }), /^u0@x\.test, .*u9@x\.test and 2 more$/);
});
