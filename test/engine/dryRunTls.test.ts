/** What a message and a domain ask of TLS, and who would sign: told by a dry run as mail would meet it, with nothing fetched or sent. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { defaultConfig, type EngineConfig } from '../../src/engine/config';
import { dryRun } from '../../src/engine/dryRun';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import { encodeStsPolicy, type StsPolicy } from '../../src/engine/mailroot/stsPolicies';
import { aboutMessage, type RouteAnswer, type Way } from '../../src/engine/routeAnswer';
import { dryRunPorts } from '../support/dryRunPorts';
import { fakeResolver } from '../support/sandbox';
import { tempMailRoot } from '../support/tempFolder';

function asked(
  mailRoot: MailRoot,
  lines: readonly string[],
  { config, resolver = fakeResolver() }: { config: Partial<EngineConfig>; resolver?: ReturnType<typeof fakeResolver> },
): Promise<RouteAnswer> {
  const ports = dryRunPorts({ config: { ...defaultConfig, ...config }, mailRoot, resolver });
  return dryRun(aboutMessage(Buffer.from(lines.join('\r\n'))), ports);
}

const plain = ['From: a@mine.test', 'To: b@far.test', '', 'hi'];

/** Far.test is delivered to directly, and publishes what `txt` says. */
function directly(
  t: TestContext,
  { txt = [], kept }: { txt?: string[]; kept?: Partial<StsPolicy> } = {},
): {
  ask: (...lines: string[]) => Promise<RouteAnswer>;
} {
  const mailRoot = tempMailRoot(t);
  const policy: StsPolicy = { id: '1', fetchedAt: 0, mode: 'enforce', mx: ['mx.far.test'], maxAgeSeconds: 60, ...kept };
  if (kept !== undefined) {
    mkdirSync(mailRoot.policies, { recursive: true });
    writeFileSync(join(mailRoot.policies, 'far.test.json'), encodeStsPolicy(policy));
  }
  const hosts = { 'mx.far.test': ['192.0.2.1'], 'mx2.far.test': ['192.0.2.2'] };
  const resolver = fakeResolver(hosts, { 'far.test': ['mx.far.test', 'mx2.far.test'] }, { '_mta-sts.far.test': txt });
  const config = { localDomains: [], directDelivery: true, allowedDomains: ['far.test'] };
  return { ask: (...lines) => asked(mailRoot, lines, { config, resolver }) };
}

function wayOf({ recipients }: RouteAnswer): Extract<Way, { kind: 'hosts' }> {
  const way = recipients[0]?.way;
  assert.ok(way?.kind === 'hosts');
  return way;
}

const termsOf = (way: Extract<Way, { kind: 'hosts' }>): string =>
  way.exchangers !== undefined && 'terms' in way.exchangers ? way.exchangers.terms.join('; ') : '';

test('a policy that is known is kept to: hosts it does not name are left out, the others are held to their certificate', async (t) => {
  const way = wayOf(await directly(t, { txt: ['v=STSv1; id=1;'], kept: {} }).ask(...plain));
  assert.deepEqual(
    way.hosts.map(({ name, tls }) => [name, tls.policy, tls.sts]),
    [['mx.far.test', 'verified', 'enforce']],
  );
  assert.match(termsOf(way), /far\.test wants TLS.*mx2\.far\.test is not among them, and is left out/);
});

test('a policy that is not known yet is told of and not fetched; a domain without one has none', async (t) => {
  const unfetched = wayOf(await directly(t, { txt: ['v=STSv1; id=2;'] }).ask(...plain));
  assert.match(
    termsOf(unfetched),
    /the policy of far\.test \(id 2\) would be fetched first, which is not done for this$/,
  );
  assert.equal(unfetched.hosts[0]?.tls.policy, 'opportunistic');
  assert.match(termsOf(wayOf(await directly(t).ask(...plain))), /far\.test publishes no policy/);
});

test('TLS-Required: No leaves the policy out of account, and that is said', async (t) => {
  const answer = await directly(t, { txt: ['v=STSv1; id=1;'], kept: {} }).ask('TLS-Required: No', ...plain);
  assert.deepEqual(
    wayOf(answer).hosts.map(({ tls }) => tls.policy),
    ['opportunistic', 'opportunistic'],
  );
  assert.match(answer.obstacles.map(({ text }) => text).join(), /TLS-Required: No: an MTA-STS policy/);
});

test('REQUIRETLS asks for TLS and a certificate that passes, of hosts that somebody vouches for', async (t) => {
  const require = (world: { txt?: string[]; kept?: Partial<StsPolicy> }): Promise<RouteAnswer> =>
    directly(t, world).ask(
      'X-Sender: <a@mine.test> REQUIRETLS',
      'X-Receiver: <b@far.test>',
      'From: a@mine.test',
      '',
      'hi',
    );
  const vouched = await require({ txt: ['v=STSv1; id=1;'], kept: {} });
  assert.deepEqual(
    wayOf(vouched).hosts.map(({ name, tls }) => [name, tls.policy]),
    [['mx.far.test', 'verified']],
  );
  assert.match(vouched.obstacles.map(({ text }) => text).join(), /^REQUIRETLS: it goes over TLS alone/);
  const none = wayOf(await require({}));
  assert.ok(none.exchangers?.kind === 'trouble' && none.exchangers.status === '5.7.30', JSON.stringify(none));
  const unfetched = wayOf(await require({ txt: ['v=STSv1; id=2;'] }));
  assert.equal(unfetched.hosts.length, 2, 'who vouches is known when the policy is');
});

test('who would sign is told, without the key; a key that can not be had delays', async (t) => {
  const mailRoot = tempMailRoot(t);
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeFileSync(join(mailRoot.root, 'k.pem'), pem);
  const of = (key: string, localDomains: string[] = []): Promise<RouteAnswer> =>
    asked(mailRoot, ['From: a@shop.mine.test', 'To: b@far.test', '', 'hi'], {
      config: { localDomains, smartHost: 'localhost:1', dkim: { 'mine.test': { selector: 's1', key } } },
    });
  const answer = await of('k.pem');
  assert.deepEqual(answer.signing, {
    kind: 'signers',
    signers: [{ domain: 'mine.test', selector: 's1', algorithm: 'ed25519-sha256', from: 'k.pem' }],
  });
  assert.doesNotMatch(JSON.stringify(answer), /PRIVATE KEY/);
  const missing = await of('nowhere.pem');
  assert.deepEqual(
    missing.obstacles.map(({ kind, setting }) => [kind, setting]),
    [['delayed', 'mailroot.dkim']],
  );
  assert.equal((await of('k.pem', ['far.test'])).signing, undefined, 'what stays here is not signed');
});
