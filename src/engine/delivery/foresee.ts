/**
 * Foresees where a route leads, with the decisions that carry mail there: exchangers, next hops, the guard of this machine. Sends nothing and
 * connects to nothing. Names are looked up where mail would look them up and may leave this machine; where they are not, it says so.
 */
import { errorText } from '../ports';
import type { Access, ForeseenHost, ForeseenLogin, ForeseenTls, NotAsked, Way } from '../routeAnswer';
import { exchangerHops } from './direct';
import { classify } from './classify';
import { barrierTo, isLoopback, isName, type IsSelf } from './connection';
import { heldBack, timeoutsOf, toSelf, type Login, type NextHop } from './hop';
import type { LoginPorts } from './login';
import { exchangers, type MxPorts } from './mx';
import type { Route } from './route';

export interface ForesightPorts extends MxPorts, Pick<LoginPorts, 'secret'> {
  readonly now: number;
  readonly isSelf: IsSelf;
  /** `leave`: no name is looked up. */
  readonly names: 'ask' | 'leave';
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
  const found = await exchangers(domain, ports);
  if (found.kind === 'hosts') {
    const hosts = await foreseeHosts(exchangerHops(found.hosts, mayLeave), ports);
    return { kind: 'hosts', why, hosts: [...hosts, ...after], exchangers: { domain, kind: 'found' } };
  }
  const judged = classify({ stage: 'dns', host: domain, errorCode: found.errorCode }, ports.now);
  const { status = '', text = '' } = 'text' in judged ? judged : {};
  // That there is no such domain is an answer: no other host is asked then.
  const hosts = judged.action === 'delayed' ? after : [];
  return { kind: 'hosts', why, hosts, exchangers: { domain, kind: 'trouble', status, text } };
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

async function foreseeHost(hop: NextHop, ports: ForesightPorts): Promise<ForeseenHost> {
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

function foreseeTls({ tls, host, certificate = {} }: NextHop): ForeseenTls {
  const { implicit = false, ca, authority, fingerprint, name = host } = certificate;
  const trusted = ca ?? (authority === undefined ? undefined : 'an authority of the simulator');
  const against =
    fingerprint === undefined
      ? `the name ${name} and the authorities of Node${trusted === undefined ? '' : `, and ${trusted}`}`
      : `the fingerprint ${fingerprint.slice(0, 8)}...`;
  const isHeld = tls === 'verified' || fingerprint !== undefined;
  return { policy: tls, implicit, ...(isHeld && { against }) };
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
