/**
 * The certificate a host showed: its facts in one line for the transcript, and whether it is good enough for the terms of the hop, in words that
 * name the setting which would accept it. Pure: the handshake is done by then, and nothing but EHLO was said.
 */
import type { PeerCertificate } from 'node:tls';
import { plainFingerprint } from './hopSettings';
import type { NextHop } from './hop';

/** What Node tells about the other side of a TLS session. */
export interface Shown {
  readonly certificate: Partial<PeerCertificate>;
  /** Code of why it is not trusted, or undefined when it is. */
  readonly distrust?: string;
}

/** `mx.example.com; for mx.example.com, *.example.com; by R3; 2026-01-01 to 2026-03-31; SHA-256 AB:CD:...` */
export function certificateLine({ certificate, distrust }: Shown): string {
  if (certificate.fingerprint256 === undefined) return 'none was shown';
  const names = (certificate.subjectaltname ?? '').replace(/\b(?:DNS|IP Address):/g, '');
  const facts = [
    commonName(certificate.subject),
    names === '' ? 'for no name' : `for ${names}`,
    `by ${commonName(certificate.issuer)}`,
    `${day(certificate.valid_from)} to ${day(certificate.valid_to)}`,
    `SHA-256 ${certificate.fingerprint256}`,
    ...(distrust === undefined ? [] : [`not trusted: ${distrust}`]),
  ];
  return facts.join('; ');
}

function commonName(entity: Partial<PeerCertificate['subject']> | undefined): string {
  const name = entity?.CN ?? entity?.O ?? 'an unnamed entity';
  return Array.isArray(name) ? name.join(', ') : name;
}

function day(text: string | undefined): string {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? '?' : new Date(at).toISOString().slice(0, 10);
}

export interface CertificateTrouble {
  readonly code: string;
  readonly text: string;
}

/** Why it does not pass, or undefined. A fingerprint in the settings is the whole question then. */
export function certificateTrouble(hop: NextHop, { certificate, distrust }: Shown): CertificateTrouble | undefined {
  const shown = certificate.fingerprint256 ?? '';
  const wanted = hop.certificate?.fingerprint;
  if (wanted !== undefined) {
    if (plainFingerprint(shown) === wanted) return undefined;
    return {
      code: 'EFINGERPRINT',
      text: `its certificate is not the one whose fingerprint is set. ${accept(hop, shown)}`,
    };
  }
  if (hop.tls !== 'verified' || distrust === undefined) return undefined;
  return { code: distrust, text: accept(hop, shown) };
}

function accept({ setting = 'the settings', sts }: NextHop, fingerprint: string): string {
  if (sts !== undefined)
    return 'The MTA-STS policy of its domain demands one that passes. To send without, set mailroot.mtaSts to false, or name a next hop for the domain in mailroot.remoteDomains.';
  return `To accept this very certificate, set "tls": { "policy": "verified", "fingerprint": "${fingerprint}" } in ${setting}.`;
}
