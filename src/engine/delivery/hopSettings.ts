/**
 * Next hops as a person writes them in remoteDomains and smartHost, read into what the client connects to: one host or several in order, all on
 * the same terms. Pure. That the shapes are right was seen to by config.
 */
import type { HopTls, Login, NextHop, Timeouts, TlsTerms } from './hop';

/** All members are optional but one of `host` and `hosts`. Times are in seconds. */
export interface HopObject {
  readonly host?: string | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly port?: number | undefined;
  readonly tls?: HopTls | TlsObject | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly auth?: string | undefined;
  readonly tokenCommand?: readonly string[] | undefined;
  readonly helo?: boolean | undefined;
  readonly timeouts?: { readonly [K in keyof Timeouts as TimeoutName<K>]?: number | undefined } | undefined;
}
interface TlsObject {
  readonly policy?: HopTls | undefined;
  readonly implicit?: boolean | undefined;
  readonly ca?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly name?: string | undefined;
}
type TimeoutName<K extends string> = K extends `${infer Name}Ms` ? Name : never;

/** `"host"`, `"host:port"`, `"[ip]:port"`, or an object. */
export type HopSetting = string | HopObject;
/** One, or several in the order in which they are tried. */
export type HopsSetting = HopSetting | readonly HopSetting[];

/** What all hops of one setting have in common. */
export interface HopsOrigin {
  readonly mayLeave: boolean;
  /** Full name of the setting, with its key. */
  readonly setting: string;
}

export function parseHops(setting: HopsSetting, origin: HopsOrigin): NextHop[] {
  const all: readonly HopSetting[] = Array.isArray(setting)
    ? (setting as readonly HopSetting[])
    : [setting as HopSetting];
  return all.flatMap((each) => {
    const given = typeof each === 'string' ? { host: each } : each;
    return (given.hosts ?? [given.host ?? '']).map((host) => parseHop(host, given, origin));
  });
}

/** Port 25 when none is given, 465 with TLS from the first octet. */
function parseHop(text: string, given: HopObject, { mayLeave, setting }: HopsOrigin): NextHop {
  const { host, port = given.port } = parseHost(text);
  const tls: TlsObject = typeof given.tls === 'object' ? given.tls : { policy: given.tls };
  const implicit = tls.implicit ?? port === 465;
  return {
    name: host,
    host,
    port: port ?? (implicit ? 465 : 25),
    tls: tls.policy ?? ((tls.fingerprint ?? tls.ca) === undefined ? 'opportunistic' : 'verified'),
    mayLeave,
    setting,
    ...termsOf(given, { ...tls, implicit }),
  };
}

/** `host`, `host:port`, `[address]` or `[address]:port`: brackets keep DNS out of it. */
function parseHost(text: string): { host: string; port?: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text.trim()) ?? [];
  const host = bracketed?.replace(/^ipv6:/i, '') ?? plain ?? text;
  return { host, ...(port !== undefined && { port: Number(port) }) };
}

type Terms = Pick<NextHop, 'certificate' | 'login' | 'helo' | 'timeouts'>;

function termsOf(given: HopObject, tls: TlsObject): Terms {
  const certificate = tlsTerms(tls);
  const login = loginOf(given);
  const timeouts = timeoutsOf(given.timeouts);
  return {
    ...(Object.keys(certificate).length > 0 && { certificate }),
    ...(login && { login }),
    ...(given.helo === true && { helo: true }),
    ...(timeouts && { timeouts }),
  };
}

function tlsTerms({ ca, fingerprint, name, implicit }: TlsObject): TlsTerms {
  return {
    ...(implicit === true && { implicit }),
    ...(ca !== undefined && { ca }),
    ...(fingerprint !== undefined && { fingerprint: plainFingerprint(fingerprint) }),
    ...(name !== undefined && { name }),
  };
}

/** `AB:CD:...` in any case, with or without colons or `SHA256:` in front. */
export function plainFingerprint(text: string): string {
  return text
    .replace(/^sha-?256[:=]/i, '')
    .replace(/[:\s]/g, '')
    .toUpperCase();
}

function loginOf({ user, password, auth, tokenCommand }: HopObject): Login | undefined {
  if (user === undefined) return undefined;
  return {
    user,
    ...(password !== undefined && { password }),
    ...(auth !== undefined && { method: auth.toUpperCase() as NonNullable<Login['method']> }),
    ...(tokenCommand !== undefined && { tokenCommand }),
  };
}

function timeoutsOf(seconds: HopObject['timeouts']): Partial<Timeouts> | undefined {
  if (seconds === undefined) return undefined;
  const given = Object.entries(seconds).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [`${name}Ms`, value * 1_000]));
}
