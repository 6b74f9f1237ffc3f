import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { makeCertificate, type CertificateRequest } from '../../../src/engine/receive/certificate';

const now = Date.UTC(2026, 10, 23, 11, 50, 1);
const request: CertificateRequest = {
  names: ['localhost', 'host.test'],
  addresses: ['127.0.0.1', '::1'],
  now,
  days: 30,
};

void test('a certificate names the host and its addresses', () => {
  const { subject, subjectAltName } = new X509Certificate(makeCertificate(request).cert);
  assert.equal(subject, 'CN=localhost');
  assert.equal(subjectAltName, 'DNS:localhost, DNS:host.test, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
});

void test('it is signed by its own key, and the key is the one that comes with it', () => {
  const { cert, key } = makeCertificate(request);
  const parsed = new X509Certificate(cert);
  assert.ok(parsed.verify(parsed.publicKey));
  assert.ok(parsed.checkPrivateKey(createPrivateKey(key)));
});

void test('it counts from an hour ago, for clocks that go slow, as many days as asked for', () => {
  const { validFrom, validTo } = new X509Certificate(makeCertificate(request).cert);
  assert.equal(Date.parse(validFrom), now - (now % 1_000) - 3_600_000);
  assert.equal(Date.parse(validTo), now - (now % 1_000) + 30 * 86_400_000);
});

void test('it is for servers, and no authority', () => {
  const parsed = new X509Certificate(makeCertificate(request).cert);
  assert.equal(parsed.ca, false);
  assert.deepEqual(parsed.keyUsage, ['1.3.6.1.5.5.7.3.1']);
});

void test('no two are alike: each MailRoot has its own', () => {
  const [one, two] = [makeCertificate(request), makeCertificate(request)];
  assert.notEqual(one.key, two.key);
  assert.notEqual(new X509Certificate(one.cert).serialNumber, new X509Certificate(two.cert).serialNumber);
});

void test('a validity beyond 2049 is written as RFC 5280 wants it', () => {
  const { validTo } = new X509Certificate(makeCertificate({ ...request, days: 36_500 }).cert);
  assert.equal(new Date(validTo).getUTCFullYear(), 2126);
});

void test('any address can be named', () => {
  const { subjectAltName } = new X509Certificate(
    makeCertificate({ ...request, addresses: ['192.0.2.1', '2001:db8::7'] }).cert,
  );
  assert.match(subjectAltName ?? '', /IP Address:192\.0\.2\.1, IP Address:2001:DB8:0:0:0:0:0:7/);
});

async function handshake(t: TestContext, trusted: boolean): Promise<TLSSocket> {
  const { cert, key } = makeCertificate({ ...request, now: Date.now() });
  const server = createServer({ cert, key }, (socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ...(trusted && { ca: cert }) });
  t.after(() => socket.destroy());
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', reject);
  });
}

void test('a program that trusts it speaks TLS 1.3 with us', async (t) => {
  const socket = await handshake(t, true);
  assert.ok(socket.authorized);
  assert.equal(socket.getProtocol(), 'TLSv1.3');
});

void test('a program that does not, refuses it as self-signed', async (t) => {
  await assert.rejects(handshake(t, false), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});
