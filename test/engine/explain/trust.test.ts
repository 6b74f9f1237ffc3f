/** A certificate that did not pass, over real TLS: its explanation offers to trust it, and what it offers makes the message pass. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import type { NextHop } from '../../../src/engine/delivery/hop';
import { parseHops } from '../../../src/engine/delivery/hopSettings';
import { explainRecipient } from '../../../src/engine/explain/explain';
import type { Cure } from '../../../src/engine/explain/explanation';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import { scriptedHost } from '../../support/scriptedHost';
import { hopTo, letter as transaction, only, send } from '../delivery/client';
import { context, letter } from './situations';

const limit = { timeout: 20_000 };
const setting = 'mailroot.remoteDomains "there.test"';
type Trust = Extract<Cure, { kind: 'trust-certificate' }>;

async function hostWith(t: TestContext, days: number): Promise<{ port: number; fingerprint: string }> {
  const now = days < 0 ? Date.now() + days * 86_400_000 * 2 : Date.now();
  const certificate = makeCertificate({ names: ['other.test'], addresses: [], now, days: Math.abs(days) });
  const { port } = await scriptedHost(t, { offers: ['STARTTLS'], certificate });
  return { port, fingerprint: new X509Certificate(certificate.cert).fingerprint256 };
}

async function trustOffered(hop: NextHop): Promise<Trust> {
  const state = only(await send(hop, transaction()));
  assert.equal(state.action, 'delayed');
  const envelope = letter(state);
  const { cures } = explainRecipient(envelope.recipients[0], envelope, context({ localDomains: [] }));
  const [first] = cures;
  assert.equal(first?.kind, 'trust-certificate', JSON.stringify(cures));
  return first;
}

for (const [what, days] of [
  ['signed by itself and for another name', 30],
  ['that has expired', -10],
] as const)
  void test(`a certificate ${what} can be trusted by the first cure, and then the message passes`, limit, async (t) => {
    const { port, fingerprint } = await hostWith(t, days);
    const cure = await trustOffered(hopTo(port, { setting, tls: 'verified' }));
    assert.equal(cure.fingerprint, fingerprint);
    assert.match(cure.nextHop, new RegExp(`\\[127\\.0\\.0\\.1\\]:${port}$`));
    const given = { host: '127.0.0.1', port, tls: { policy: 'verified', fingerprint: cure.fingerprint } } as const;
    const [trusting] = parseHops(given, { mayLeave: false, setting });
    assert.ok(trusting);
    assert.equal(only(await send(trusting, transaction())).action, 'relayed');
  });

void test('another certificate than the one that is set is offered in its place', limit, async (t) => {
  const { port, fingerprint } = await hostWith(t, 30);
  const pinned = hopTo(port, { setting, tls: 'verified', certificate: { fingerprint: 'AB'.repeat(32) } });
  assert.equal((await trustOffered(pinned)).fingerprint, fingerprint);
});
