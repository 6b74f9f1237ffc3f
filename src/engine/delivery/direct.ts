/**
 * The next hops of a domain that is delivered to directly: its exchangers, on the terms of its MTA-STS policy where it has one (RFC 8461 §5).
 * Enforced, only hosts that it names get the mail, over TLS with a certificate that passes; in testing, what would not pass is told.
 */
import { domainToASCII } from 'node:url';
import type { Clock } from '../ports';
import type { DeliveryStatus } from '../mailroot/envelope';
import type { StsPolicy } from '../mailroot/stsPolicies';
import { classify } from './classify';
import type { NextHop } from './hop';
import { exchangers, type MxPorts } from './mx';
import type { StsBook, StsFound } from './stsBook';
import { allows } from './stsPolicy';

export interface DirectPorts extends MxPorts {
  readonly clock: Pick<Clock, 'now'>;
  /** Undefined: policies are not asked for. */
  readonly sts?: Pick<StsBook, 'find'> | undefined;
  /** The message asks for TLS all the way (RFC 8689). */
  readonly requireTls?: boolean;
  /** TLS-Required: No (RFC 8689 §5): the sender does not mind a policy of the domain. Asked where there is one. */
  readonly tlsOptional?: (() => Promise<boolean>) | undefined;
  /** Where exchangers listen and whom their certificates come from, when not at 25 and from the authorities Node knows. */
  readonly elsewhere?: { readonly smtpPort: number; readonly authority?: string } | undefined;
}

export type Direct =
  | { readonly kind: 'hops'; readonly hops: readonly NextHop[]; readonly notes: readonly string[] }
  | { readonly kind: 'none'; readonly status: DeliveryStatus; readonly notes: readonly string[] };

interface Domain {
  readonly domain: string;
  readonly mayLeave: NextHop['mayLeave'];
}

export async function directHops({ domain, mayLeave }: Domain, ports: DirectPorts): Promise<Direct> {
  const found = await exchangers(domain, ports);
  const now = ports.clock.now();
  if (found.kind === 'trouble') {
    const status = classify({ stage: 'dns', host: domain, errorCode: found.errorCode }, now);
    return { kind: 'none', status, notes: [] };
  }
  const { smtpPort: port = 25, authority } = ports.elsewhere ?? {};
  const terms = { port, ...(authority !== undefined && { certificate: { authority } }) };
  const hops = exchangerHops(found.hosts, mayLeave).map((hop) => ({ ...hop, ...terms }));
  const { policy, notes } = await policyOf({ domain, mayLeave }, ports);
  const about = { policy, domain, now };
  const held = ports.requireTls === true ? vouchedFor(hops, about) : policy && onTerms(hops, { ...about, policy });
  return held === undefined ? { kind: 'hops', hops, notes } : { ...held, notes: [...notes, ...held.notes] };
}

/** Mail exchangers as next hops, `mayLeave` as the route of the domain has it. */
function exchangerHops(hosts: readonly string[], mayLeave: NextHop['mayLeave']): NextHop[] {
  return hosts.map((host) => ({ port: 25, tls: 'opportunistic', name: host, host, mayLeave }));
}

/** Nobody is asked about a domain that mail may not leave for, and an address literal has nobody to ask. */
async function policyOf({ domain, mayLeave }: Domain, ports: DirectPorts): Promise<StsFound> {
  const { sts, requireTls = false, tlsOptional } = ports;
  if (sts === undefined || !mayLeave || domain.startsWith('[')) return { notes: [] };
  const found = await sts.find(domainToASCII(domain));
  if (found.policy === undefined || requireTls || (await tlsOptional?.()) !== true) return found;
  const note = `TLS-Required: No (RFC 8689): the MTA-STS policy of ${domain} is left out of account, as its sender wants it`;
  return { notes: [...found.notes, note] };
}

/**
 * RFC 8689 §4.2.1: the name of an exchanger comes from the DNS, which anybody may have forged: the policy of the domain has to name it. The
 * domain itself needs nobody who vouches for it.
 */
function vouchedFor(
  hops: readonly NextHop[],
  { policy, domain, now: at }: Omit<About, 'policy'> & { readonly policy: StsPolicy | undefined },
): Direct {
  const own = domainToASCII(domain);
  const named = policy?.mode === 'none' ? undefined : policy;
  const fine = hops.filter(({ host }) => host === own || domain.startsWith('[') || (named && allows(named, host)));
  if (fine.length > 0) return { kind: 'hops', hops: fine.map((hop) => ({ ...hop, tls: 'verified' })), notes: [] };
  const text =
    `The message asks for TLS all the way (REQUIRETLS), and no MTA-STS policy vouches for the mail exchangers of ${domain} ` +
    `(${hops.map(({ host }) => host).join(', ')}). Nothing was sent.`;
  const status = { action: 'failed', at, stage: 'dns', category: 'tls', status: '5.7.30', text } as const;
  return { kind: 'none', status, notes: [] };
}

interface About {
  readonly policy: StsPolicy;
  readonly domain: string;
  readonly now: number;
}

/** The same hosts as the policy has them; undefined where it asks for nothing. */
function onTerms(hops: readonly NextHop[], { policy, domain, now }: About): Direct | undefined {
  const { mode } = policy;
  if (mode === 'none') return undefined;
  const fine = hops.filter(({ host }) => allows(policy, host));
  const names = policy.mx.join(', ');
  const found = `MTA-STS (RFC 8461): ${domain} wants TLS and a certificate that passes, at ${names} (mode ${mode}, id ${policy.id})`;
  const others = hops.filter((hop) => !fine.includes(hop)).map(({ host }) => host);
  const odd = `MTA-STS: ${others.join(', ')} is not among them`;
  if (mode === 'testing') {
    const notes = [
      found,
      ...(others.length > 0 ? [`${odd}, and gets it all the same: the policy is being tested`] : []),
    ];
    return { kind: 'hops', hops: hops.map((hop) => ({ ...hop, sts: mode })), notes };
  }
  const notes = [found, ...(others.length > 0 ? [`${odd}, and is left out`] : [])];
  if (fine.length === 0) return { kind: 'none', status: notAmong(domain, { others, names, now }), notes };
  const setting = 'mailroot.mtaSts';
  return { kind: 'hops', hops: fine.map((hop) => ({ ...hop, tls: 'verified', sts: mode, setting })), notes };
}

/** Delayed: either the DNS or the policy is wrong, or somebody forges the DNS. */
export function notAmong(
  domain: string,
  { others, names, now: at }: { others: readonly string[]; names: string; now: number },
): DeliveryStatus {
  const text = `The mail exchangers of ${domain} (${others.join(', ')}) are not those that its MTA-STS policy allows (${names}). Nothing was sent.`;
  const setting = 'mailroot.mtaSts';
  return { action: 'delayed', at, stage: 'dns', category: 'tls', status: '4.7.5', text, setting };
}

/** Where a policy demands TLS, a host without it is put off: it may be somebody between (§2). The user has asked for no failure. */
export function putOff(hop: NextHop, status: DeliveryStatus): DeliveryStatus {
  if (hop.sts !== 'enforce' || status.action !== 'failed' || status.category !== 'tls' || status.stage !== 'tls')
    return status;
  return { ...status, action: 'delayed', status: status.status.replace(/^5/, '4') };
}
