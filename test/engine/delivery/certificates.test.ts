/** Certificates of next hops over real TLS: what the transcript tells, what passes, and which setting would make it pass. */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { certificateLine, certificateTrouble } from '../../../src/engine/delivery/certificates';
import type { NextHop } from '../../../src/engine/delivery/hop';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import { scriptedHost } from '../../support/scriptedHost';
import { tempFolder } from '../../support/tempFolder';
import { hopTo, letter, only, send, type Delivered } from './client';

const limit = { timeout: 20_000 };
const certificate = makeCertificate({ names: ['there.test'], addresses: [], now: Date.now(), days: 30 });
const fingerprint = new X509Certificate(certificate.cert).fingerprint256;
const setting = 'mailroot.remoteDomains "there.test"';

async function sent(t: TestContext, changes: Partial<NextHop>): Promise<Delivered & { heard: readonly string[] }> {
  const host = await scriptedHost(t, { offers: ['STARTTLS'], certificate });
  const delivered = await send(hopTo(host.port, { setting, ...changes }), letter());
  return { ...delivered, heard: host.heard };
}

function caFile(t: TestContext): string {
  const path = join(tempFolder(t), 'ca.pem');
  writeFileSync(path, certificate.cert);
  return path;
}

void test(
  'the transcript tells whose certificate it is, and that it is not trusted where that does not matter',
  limit,
  async (t) => {
    const delivered = await sent(t, { tls: 'required' });
    assert.equal(only(delivered).action, 'relayed');
    const line = delivered.lines.find((each) => each.startsWith('* certificate: ')) ?? '';
    assert.match(line, /for there\.test; by .*; \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d; SHA-256 /);
    assert.ok(line.includes(`SHA-256 ${fingerprint}; not trusted: `), line);
  },
);

void test(
  'a certificate that has to be verified and does not pass delays, and the setting that would accept it is told',
  limit,
  async (t) => {
    const delivered = await sent(t, { tls: 'verified' });
    const status = only(delivered);
    assert.ok(status.action === 'delayed' && status.category === 'tls' && status.status === '4.7.5');
    assert.equal(status.setting, 'mailroot.remoteDomains');
    assert.match(status.text, /signed by itself and not trusted here/);
    assert.ok(
      status.text.includes(`"tls": { "policy": "verified", "fingerprint": "${fingerprint}" } in ${setting}`),
      status.text,
    );
    assert.ok(!delivered.heard.some((line) => line.startsWith('MAIL')), 'nothing of the message was said');
  },
);

void test('the fingerprint that the status told makes it pass; another one does not', limit, async (t) => {
  const certificateIs = (plain: string): Partial<NextHop> => ({ tls: 'verified', certificate: { fingerprint: plain } });
  const accepted = await sent(t, certificateIs(fingerprint.replaceAll(':', '')));
  assert.equal(only(accepted).action, 'relayed');
  const status = only(await sent(t, certificateIs('AB'.repeat(32))));
  assert.ok(status.action === 'delayed' && status.stage === 'tls');
  assert.match(status.text, /not the one whose fingerprint is set/);
});

void test('with its authority in "ca" it passes, for its own name and for no other', limit, async (t) => {
  const ca = caFile(t);
  const accepted = await sent(t, { tls: 'verified', certificate: { ca } });
  assert.equal(only(accepted).action, 'relayed');
  assert.ok(!accepted.lines.some((line) => line.includes('not trusted')));
  const status = only(await sent(t, { tls: 'verified', certificate: { ca, name: 'mail.there.test' } }));
  assert.ok(status.action === 'delayed', JSON.stringify(status));
  assert.match(status.text, /it is for another name/);
  const otherHost = await sent(t, { tls: 'verified', certificate: { ca, name: 'there.test' }, host: 'alias.test' });
  assert.equal(only(otherHost).action, 'relayed');
});

void test('a "ca" that can not be read delays before anybody is connected to', limit, async () => {
  const { statuses, lines } = await send(
    hopTo(1, { tls: 'verified', certificate: { ca: '/no/such.pem' }, setting }),
    letter(),
  );
  const [status] = statuses.values();
  assert.ok(status?.action === 'delayed' && status.stage === 'tls');
  assert.match(status.text, /"ca" in mailroot\.remoteDomains "there\.test" can't be read.*ENOENT/);
  assert.deepEqual(lines, []);
});

void test('TLS from the first octet: the greeting comes behind it', limit, async (t) => {
  const host = await scriptedHost(t, { certificate, implicitTls: true });
  const hop = hopTo(host.port, { tls: 'required', certificate: { implicit: true } });
  const delivered = await send(hop, letter());
  assert.equal(only(delivered).action, 'relayed');
  const marks = delivered.lines.map((line) => /^(?:< 220|\* tls|\* certificate|> EHLO)/.exec(line)?.[0]);
  assert.deepEqual(
    marks.filter((mark) => mark !== undefined),
    ['* tls', '* certificate', '< 220', '> EHLO'],
  );
});

void test('a host that is spoken to without TLS where it should be fails, and nothing is sent', limit, async (t) => {
  const host = await scriptedHost(t, {
    on: (line, next) => (line === 'STARTTLS' ? '502 5.5.1 Not here' : next()),
  });
  const status = only(await send(hopTo(host.port, { tls: 'required' }), letter()));
  assert.ok(status.action === 'failed' && status.status === '5.7.10');
});

void test('an expired certificate, and one without facts, in words', () => {
  const hop = hopTo(25, { tls: 'verified' });
  const trouble = certificateTrouble(hop, { certificate: { fingerprint256: 'AB' }, distrust: 'CERT_HAS_EXPIRED' });
  assert.equal(trouble?.code, 'CERT_HAS_EXPIRED');
  assert.equal(certificateTrouble(hop, { certificate: { fingerprint256: 'AB' } }), undefined);
  assert.equal(certificateTrouble({ ...hop, tls: 'required' }, { certificate: {}, distrust: 'ANY' }), undefined);
  assert.equal(certificateLine({ certificate: {} }), 'none was shown');
  assert.match(
    certificateLine({ certificate: { fingerprint256: 'AB' } }),
    /an unnamed entity; for no name; by an unnamed entity; \? to \?; SHA-256 AB/,
  );
});
