/**
 * The certificates of simulated hosts: one that is good for all of them, and one of each flaw, made when the simulator starts. A host
 * whose certificate has a flaw is trusted as its own authority, so that the flaw alone is what is wrong about it.
 */
import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { CertificateFlaw } from './faults';

export interface CertificateRequest {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  /** Epoch ms. */
  readonly now: number;
  readonly days: number;
}

export type MakeCertificate = (request: CertificateRequest) => { readonly key: string; readonly cert: string };

export interface HostCertificate {
  readonly context: SecureContext;
  /** What a client is told, so that the flaw alone is what is wrong: the very certificate, or whom to trust. */
  readonly terms: { readonly fingerprint: string } | { readonly authority: string } | undefined;
}

const day = 86_400_000;

/** For a host of that name. */
export function certificateFor(
  name: string,
  flaw: CertificateFlaw | undefined,
  make: MakeCertificate,
): HostCertificate {
  // TLS compares dates with the clock of the machine, whatever the engine's clock says.
  const now = Date.now();
  const names = flaw === 'wrong-name' ? ['elsewhere.sim.test'] : [name];
  const from = flaw === 'expired' ? now - 60 * day : now;
  const { key, cert } = make({ names, addresses: [], now: from, days: 30 });
  return { context: createSecureContext({ key, cert }), terms: termsOf(cert, flaw) };
}

function termsOf(cert: string, flaw: CertificateFlaw | undefined): HostCertificate['terms'] {
  if (flaw === 'untrusted') return undefined;
  if (flaw !== undefined) return { authority: cert };
  return { fingerprint: new X509Certificate(cert).fingerprint256.replaceAll(':', '') };
}
