/**
 * A self-signed certificate (EC P-256, ECDSA with SHA-256) made here and never shipped: X.509 v3 (RFC 5280) written in DER by hand,
 * since Node can sign but not build one. Good for TLS on loopback; nobody else has reason to trust it.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import { isIP } from 'node:net';

export interface Certificate {
  /** PEM, PKCS #8. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

export interface CertificateRequest {
  /** DNS names; the first is the common name. */
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  /** Epoch ms from which it counts (with an hour before, for clocks that go slow). */
  readonly now: number;
  readonly days: number;
}

export function makeCertificate(request: CertificateRequest): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const body = tbsCertificate(request, publicKey);
  const signature = sign('sha256', body, createPrivateKey(privateKey));
  const der = sequence(body, sequence(ecdsaSha256), bitString(signature));
  const cert = pem(der);
  new X509Certificate(cert).verify(createPublicKey(privateKey));
  return { key: privateKey, cert };
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** Tag, length, value (X.690 §8.1). */
function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  if (value.length < 128) return Buffer.concat([Buffer.from([tag, value.length]), value]);
  const size = Buffer.from(value.length.toString(16).padStart(value.length > 0xff ? 4 : 2, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, value]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, ...parts);
const set = (...parts: readonly Buffer[]): Buffer => tlv(0x31, ...parts);
const octets = (value: Buffer): Buffer => tlv(0x04, value);
const bitString = (value: Buffer): Buffer => tlv(0x03, Buffer.from([0]), value);
const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
const yes = Buffer.from([0x01, 0x01, 0xff]);

/** Object identifiers, DER-encoded: their arcs are in the names. */
const ecdsaSha256 = Buffer.from('06082a8648ce3d040302', 'hex');
const commonName = Buffer.from('0603550403', 'hex');
const subjectAltName = Buffer.from('0603551d11', 'hex');
const basicConstraints = Buffer.from('0603551d13', 'hex');
const extendedKeyUsage = Buffer.from('0603551d25', 'hex');
const serverAuth = Buffer.from('06082b06010505070301', 'hex');

function tbsCertificate({ names, addresses, now, days }: CertificateRequest, publicKey: Buffer): Buffer {
  const name = sequence(set(sequence(commonName, utf8(names[0] ?? 'localhost'))));
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8(0) & 0x3f) | 0x40, 0);
  const validity = sequence(time(now - 3_600_000), time(now + days * 86_400_000));
  const version3 = tlv(0xa0, Buffer.from([0x02, 0x01, 0x02]));
  const alternatives = sequence(...names.map(dnsName), ...addresses.map(ipAddress));
  const extensions = sequence(
    sequence(basicConstraints, yes, octets(sequence())),
    sequence(extendedKeyUsage, octets(sequence(serverAuth))),
    sequence(subjectAltName, octets(alternatives)),
  );
  return sequence(
    version3,
    tlv(0x02, serial),
    sequence(ecdsaSha256),
    name,
    validity,
    name,
    publicKey,
    tlv(0xa3, extensions),
  );
}

/** GeneralizedTime would do for all; RFC 5280 §4.1.2.5 wants UTCTime until 2049. */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  return new Date(at).getUTCFullYear() < 2050
    ? tlv(0x17, Buffer.from(digits.slice(2)))
    : tlv(0x18, Buffer.from(digits));
}

const dnsName = (name: string): Buffer => tlv(0x82, Buffer.from(name, 'ascii'));

function ipAddress(address: string): Buffer {
  if (isIP(address) === 4) return tlv(0x87, Buffer.from(address.split('.').map(Number)));
  const [head = '', tail = ''] = address.split('::');
  const words = (text: string): string[] => text.split(':').filter((word) => word !== '');
  const missing = Math.max(0, 8 - words(head).length - words(tail).length);
  const all = [...words(head), ...Array.from({ length: missing }, () => '0'), ...words(tail)];
  return tlv(0x87, Buffer.from(all.map((word) => word.padStart(4, '0')).join(''), 'hex'));
}
