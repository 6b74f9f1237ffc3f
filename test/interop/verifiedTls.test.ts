/** Postfix shows a certificate: what each TLS policy makes of it, and that a message over TLS arrives behind it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { HopTls, TlsTerms } from '../../src/engine/delivery/hop';
import type { DeliveryStatus } from '../../src/engine/mailroot/envelope';
import { makeCertificate } from '../../src/engine/receive/certificate';
import { tempFolder } from '../support/tempFolder';
import { hopTo, letter, only, send } from '../engine/delivery/client';
import { houseOf } from './house';
import { dropped, realEngine, takeApart } from './realEngine';
import { postfix, running } from './smartHosts';

const limit = { timeout: 60_000 };
const house = houseOf(postfix);
const skip = house.kind === 'missing' && house.why;
const root = house.kind === 'house' ? house.root : '';
const certificate = makeCertificate({ names: ['mx.there.test'], addresses: [], now: Date.now(), days: 2 });

interface Sent {
  readonly status: DeliveryStatus;
  readonly lines: readonly string[];
}

async function sender(t: TestContext): Promise<(tls: HopTls, terms?: TlsTerms) => Promise<Sent>> {
  const receiver = await realEngine(t);
  const { port } = await running(t, postfix, { root, relayTo: receiver.port, certificate });
  return async (tls, terms) => {
    const hop = hopTo(port, { tls, setting: 'mailroot.smartHost', ...(terms && { certificate: terms }) });
    const sent = await send(hop, letter());
    return { status: only(sent), lines: sent.lines };
  };
}

void test(
  'Postfix over TLS: verified by its authority and name, by its fingerprint, or not at all',
  { ...limit, skip },
  async (t) => {
    const to = await sender(t);
    const ca = join(tempFolder(t), 'ca.pem');
    writeFileSync(ca, certificate.cert);
    const verified = await to('verified', { ca, name: 'mx.there.test' });
    assert.equal(verified.status.action, 'relayed');
    assert.ok(verified.lines.some((line) => line.startsWith('* tls: TLSv1.3 ')));
    assert.ok(verified.lines.some((line) => line.startsWith('* certificate: mx.there.test; for mx.there.test;')));
    assert.ok(!verified.lines.some((line) => line.includes('not trusted')));

    for (const [terms, why] of [
      [{ ca, name: 'mail.there.test' }, /it is for another name/],
      [{ name: 'mx.there.test' }, /signed by itself and not trusted here/],
    ] as const) {
      const { status, lines } = await to('verified', terms);
      assert.ok(status.action === 'delayed' && status.category === 'tls' && status.status === '4.7.5');
      assert.match(status.text, why);
      assert.ok(!lines.some((line) => line.startsWith('> MAIL')), 'nothing of the message was said');
    }

    const [, fingerprint = ''] = /SHA-256 ([0-9A-F:]+)/.exec(verified.lines.join('\n')) ?? [];
    const pinned = await to('verified', { fingerprint: fingerprint.replaceAll(':', '') });
    assert.equal(pinned.status.action, 'relayed');
    for (const policy of ['opportunistic', 'required'] as const) {
      const { status, lines } = await to(policy);
      assert.equal(status.action, 'relayed');
      assert.ok(lines.some((line) => line.startsWith('* certificate: ') && line.includes('not trusted')));
    }
  },
);

void test(
  'Postfix without a certificate: required fails with 5.7.10, opportunistic goes in clear',
  { ...limit, skip },
  async (t) => {
    const receiver = await realEngine(t);
    const { port } = await running(t, postfix, { root, relayTo: receiver.port });
    const required = only(await send(hopTo(port, { tls: 'required' }), letter()));
    assert.ok(required.action === 'failed' && required.status === '5.7.10');
    assert.equal(only(await send(hopTo(port, { tls: 'opportunistic' }), letter())).action, 'relayed');
    const { below } = takeApart(await dropped(receiver.mailRoot));
    assert.match(below.toString(), /^Received: from here\.test .*\r\n\tby postfix\.test/);
  },
);
