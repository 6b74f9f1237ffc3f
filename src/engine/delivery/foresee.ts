/**
 * Foresees where a route leads, with the decisions that carry mail there: exchangers, next hops, the guard of this machine. Sends nothing and
 * connects to nothing. Names are looked up where mail would look them up and may leave this machine; where they are not, it says so.
 */
import { domainToASCII } from 'node:url';
import { errorText } from '../ports';
import type { Access, ForeseenHost, ForeseenLogin, ForeseenTls, NotAsked, Way } from '../routeAnswer';
import { directHops, type Direct } from './direct';
import { barrierTo, isLoopback, isName, type IsSelf } from './connection';
import { heldBack, overTls, timeoutsOf, toSelf, type Login, type NextHop } from './hop';
import type { LoginPorts } from './login';
import type { MxPorts } from './mx';
import type { Route } from './route';
import type { StsFound } from './stsBook';

export interface ForesightPorts extends MxPorts, Pick<LoginPorts, 'secret'> {
  readonly now: number;
  readonly isSelf: IsSelf;
  /** `leave`: no name is looked up. */
  readonly names: 'ask' | 'leave';
  /** What is known of the MTA-STS policy of a domain without fetching it; undefined where policies are not asked for. */
  readonly sts?: ((domain: string) => Promise<StsFound & { readonly unfetched?: string }>) | undefined;
  /** The message asks for TLS all the way (RFC 8689), or would rather have it delivered than protected. */
  readonly requireTls?: boolean;
  readonly tlsOptional?: boolean;
}

export async function foresee(route: Route, ports: ForesightPorts): Promise<Way> {
  switch (route.kind) {
    case 'drop':
      return { kind: 'drop', why: route.why };
    case 'refused': {
      const { status, text, setting } = route;
      return { kind: 'refused', status, text, setting };
    }
    case 'hops':
      return { kind: 'hosts', why: route.why, hosts: await foreseeHosts(route.hops, ports) };
    case 'mx':
      return foreseeExchangers(route, ports);
  }
}

async function foreseeExchangers(route: Extract<Route, { kind: 'mx' }>, ports: ForesightPorts): Promise<Way> {
  const { domain, mayLeave, why, otherwise = [] } = route;
  const after = await foreseeHosts(otherwise, ports);
  const quiet = silence(mayLeave, ports);
  if (quiet !== undefined) return { kind: 'hosts', why, hosts: after, exchangers: { domain, ...quiet } };
  const { terms, ...found } = await foundDirect({ domain, mayLeave }, ports);
  if (found.kind === 'hops') {
    const hosts = await foreseeHosts(found.hops, ports);
    return { kind: 'hosts', why, hosts: [...hosts, ...after], exchangers: { domain, kind: 'found', terms } };
  }
  const { status = '', text = '' } = 'text' in found.status ? found.status : {};
  // That there is no such domain is an answer: no other host is asked then.
  const hosts = found.status.action === 'delayed' ? after : [];
  return { kind: 'hosts', why, hosts, exchangers: { domain, kind: 'trouble', status, text, terms } };
}

/** As mail finds them, but that no policy is fetched. */
async function foundDirect(
  about: Pick<Extract<Route, { kind: 'mx' }>, 'domain' | 'mayLeave'>,
  ports: ForesightPorts,
): Promise<Direct & { readonly terms: readonly string[] }> {
  const { requireTls = false, tlsOptional = false, sts, now } = ports;
  const policy = sts === undefined || about.domain.startsWith('[') ? undefined : await sts(domainToASCII(about.domain));
  const found = await directHops(about, {
    ...ports,
    clock: { now: () => now },
    sts: policy && { find: () => Promise.resolve(policy) },
    // Who vouches for its hosts is known when the policy is.
    requireTls: requireTls && policy?.unfetched === undefined,
    tlsOptional: () => Promise.resolve(tlsOptional),
  });
  const off = sts === undefined ? ['MTA-STS is not asked for (mailroot.mtaSts)'] : [];
  return { ...found, terms: [...found.notes, ...off] };
}

/** Why a name is not looked up, if it is not. */
function silence(mayLeave: NextHop['mayLeave'], { names }: ForesightPorts): NotAsked | undefined {
  if (!mayLeave) {
    const why = 'Not looked up: mail for this domain may not leave this machine (mailroot.allowedDomains).';
    return { kind: 'not-asked', mayGo: false, why };
  }
  return names === 'ask' ? undefined : { kind: 'not-asked', mayGo: true, why: 'Not looked up for this.' };
}

function foreseeHosts(hops: readonly NextHop[], ports: ForesightPorts): Promise<ForeseenHost[]> {
  return Promise.all(hops.map((hop) => foreseeHost(hop, ports)));
}

async function foreseeHost(given: NextHop, ports: ForesightPorts): Promise<ForeseenHost> {
  const hop = ports.requireTls === true ? overTls(given) : given;
  const { name, port, setting, login, helo } = hop;
  return {
    name,
    port,
    ...(setting !== undefined && { setting }),
    tls: foreseeTls(hop),
    ...(login && { login: foreseeLogin(login, ports) }),
    ...(helo && { helo }),
    timeouts: { ...timeoutsOf(hop) },
    access: await foreseeAccess(hop, ports),
  };
}

function foreseeTls(hop: NextHop): ForeseenTls {
  const { tls, certificate = {}, sts } = hop;
  const isHeld = tls === 'verified' || certificate.fingerprint !== undefined;
  const { implicit = false } = certificate;
  return { policy: tls, implicit, ...(isHeld && { against: heldAgainst(hop) }), ...(sts && { sts }) };
}

function heldAgainst({ host, certificate = {} }: NextHop): string {
  const { ca, authority, fingerprint, name = host } = certificate;
  if (fingerprint !== undefined) return `the fingerprint ${fingerprint.slice(0, 8)}...`;
  const trusted = ca ?? (authority === undefined ? undefined : 'an authority of the simulator');
  return `the name ${name} and the authorities of Node${trusted === undefined ? '' : `, and ${trusted}`}`;
}

function foreseeLogin({ user, method, password = '', tokenCommand }: Login, { secret }: ForesightPorts): ForeseenLogin {
  if (tokenCommand !== undefined) return { user, method: 'XOAUTH2', from: tokenCommand[0] ?? '' };
  const isKnown = (secret(password) ?? '') !== '';
  return { user, ...(method && { method }), from: password, isKnown };
}

async function foreseeAccess(hop: NextHop, ports: ForesightPorts): Promise<Access> {
  const { host, simulated } = hop;
  if (!isName(host)) return judge(hop, [host], ports);
  const here = simulated === true || /^(?:.+\.)?localhost$/i.test(host);
  const quiet = here ? undefined : silence(hop.mayLeave, ports);
  if (quiet !== undefined) return quiet;
  try {
    return judge(hop, await ports.resolver.addresses(host), ports);
  } catch (error) {
    return { kind: 'unresolved', text: `Host not found: ${errorText(error)}` };
  }
}

/** By the guard that mail meets at the socket. */
function judge(hop: NextHop, addresses: readonly string[], { isSelf, now }: ForesightPorts): Access {
  const barrier = barrierTo(addresses, hop, isSelf);
  if (barrier === undefined) return { kind: 'open', addresses, leaves: !addresses.every(isLoopback) };
  const status = (barrier.kind === 'self' ? toSelf : heldBack)(hop, barrier.address, now);
  const { text = '', setting = '' } = 'text' in status ? status : {};
  return { kind: barrier.kind, addresses, text, setting };
}
