/**
 * Opens a session with a next hop: connect, greet, TLS and login as its terms say. Every failure is a status; nothing rejects and nothing is
 * tried again (but an opportunistic TLS that fails is followed by one session without). What is missing on our side is found out
 * before anybody is bothered. Judging replies is classify's. Speaks through nodemailer's smtp-connection.
 */
import { errorCode, errorText, type Resolver } from '../ports';
import type { DeliveryStatus } from '../mailroot/envelope';
import { certificateTrouble } from './certificates';
import { classify, type Trouble } from './classify';
import { isLoopback, openConnection, type IsSelf, type Recorder } from './connection';
import { heldBack, timeoutsOf, toSelf, type HopTls, type NextHop } from './hop';
import { Line, type LineOptions, type WitnessPort } from './line';
import { findCredentials, type Credentials, type LoginPorts } from './login';
import { login, offeredLogins, opened, securityOf, tlsOptions } from './smtpConnection';
import { SmtpSession } from './smtpSession';

export interface ClientPorts extends LoginPorts, WitnessPort {
  readonly resolver: Resolver;
  readonly fqdn: string;
  readonly isSelf?: IsSelf | undefined;
}

export interface ClientIo {
  readonly ports: ClientPorts;
  readonly recorder: Recorder;
}

interface Failed {
  readonly kind: 'failed';
  readonly status: DeliveryStatus;
}
export type Opened = { readonly kind: 'open'; readonly session: SmtpSession } | Failed;

interface Terms {
  readonly tls: HopTls;
  readonly options: LineOptions['tls'];
  readonly credentials?: Credentials;
}

/** A session that is greeted, encrypted and logged in as its terms demand, and ready for MAIL. */
export async function openSession(hop: NextHop, io: ClientIo): Promise<Opened> {
  const ready = await prepare(hop, io);
  if (ready.kind === 'failed') return ready;
  const first = await openWith(hop, ready, io);
  if (first.kind !== 'tls-failed') return first;
  io.recorder.record('*', 'note: TLS failed and its policy is opportunistic: once more without');
  const second = await openWith(hop, { ...ready, tls: 'off', options: { ignoreTLS: true } }, io);
  if (second.kind === 'tls-failed') throw new Error('TLS can not fail in a session without TLS');
  return second;
}

async function prepare(hop: NextHop, { ports }: ClientIo): Promise<({ readonly kind: 'ready' } & Terms) | Failed> {
  const fail = (stage: Trouble['stage'], errorCode: string, errorText: string): Failed => {
    const status = classify(
      { stage, host: hop.name, errorCode, errorText },
      ports.clock.now(),
      `${hop.name}:${hop.port}`,
    );
    return { kind: 'failed', status: withSetting(status, hop) };
  };
  const found = hop.login && (await findCredentials(hop.login, hop, ports));
  if (found?.kind === 'missing') return fail('auth', 'ENOAUTH', found.why);
  try {
    const options = await tlsOptions(hop);
    return { kind: 'ready', tls: hop.tls, options, ...(found && { credentials: found.credentials }) };
  } catch (error) {
    return fail('tls', 'ETLS', `"ca" in ${hop.setting ?? 'the settings'} can't be read: ${errorText(error)}`);
  }
}

async function openWith(hop: NextHop, terms: Terms, io: ClientIo): Promise<Opened | { readonly kind: 'tls-failed' }> {
  const { clock, resolver, isSelf } = io.ports;
  const { host, port, mayLeave } = hop;
  const target = { host, port, mayLeave, connectMs: timeoutsOf(hop).connectMs };
  const connected = await openConnection(target, { clock, resolver, isSelf, recorder: io.recorder });
  if (connected.kind === 'held-back') return { kind: 'failed', status: heldBack(hop, connected.address, clock.now()) };
  if (connected.kind === 'self') return { kind: 'failed', status: toSelf(hop, connected.address, clock.now()) };
  if (connected.kind === 'trouble')
    return { kind: 'failed', status: classify(connected.trouble, clock.now(), `${hop.name}:${port}`) };
  const line = new Line(hop, connected, { ports: io.ports, recorder: io.recorder, tls: terms.options });
  return greet(line, terms);
}

async function greet(line: Line, terms: Terms): Promise<Opened | { readonly kind: 'tls-failed' }> {
  line.dialogue.recorder.stage('greeting');
  line.patience.expect('greeting');
  const failure = await opened(line.connection);
  if (failure !== undefined) return notGreeted(line, failure, terms);
  tellUntested(line);
  const session = new SmtpSession(line);
  const trouble = untrusted(line) ?? (await logIn(line, terms.credentials));
  if (trouble === undefined) return { kind: 'open', session };
  const status = withSetting(line.judge(trouble), line.hop);
  session.quit();
  return { kind: 'failed', status };
}

async function notGreeted(
  line: Line,
  failure: Error,
  { tls }: Terms,
): Promise<Failed | { readonly kind: 'tls-failed' }> {
  await line.ended;
  line.dialogue.recorder.record('*', line.closing);
  const inTls = errorCode(failure) === 'ETLS' || line.dialogue.stage === 'tls';
  if (tls === 'opportunistic' && inTls) return { kind: 'tls-failed' };
  return { kind: 'failed', status: line.judge(line.troubleOf(failure, inTls ? 'tls' : line.dialogue.stage)) };
}

/** Why the certificate does not pass. Nothing but EHLO was said by then. */
function untrusted(line: Line): Trouble | undefined {
  const security = securityOf(line.connection);
  const trouble = security && certificateTrouble(line.hop, security.shown);
  if (trouble === undefined) return undefined;
  line.dialogue.recorder.record('*', `error: ${trouble.text}`);
  return { stage: 'tls', host: line.hop.name, errorCode: trouble.code, errorText: trouble.text };
}

/** RFC 8461 §5: in testing, mail goes on, and what would have stopped it is told. */
function tellUntested({ hop, connection, dialogue }: Line): void {
  if (hop.sts !== 'testing') return;
  const security = securityOf(connection);
  const why = security === undefined ? 'there is no TLS' : security.shown.distrust;
  if (why !== undefined)
    dialogue.recorder.record(
      '*',
      `note: the MTA-STS policy of the domain, which is being tested, would not let this pass: ${why}`,
    );
}

async function logIn(line: Line, credentials: Credentials | undefined): Promise<Trouble | undefined> {
  if (credentials === undefined) return undefined;
  const wrong = noLogin(line, credentials);
  if (wrong !== undefined) return { stage: 'auth', host: line.hop.name, errorCode: 'ENOAUTH', errorText: wrong };
  const failure = await login(line.connection, credentials);
  return failure && line.troubleOf(failure, 'auth');
}

function noLogin(line: Line, credentials: Credentials): string | undefined {
  const { hop, connection, address } = line;
  const unknown = notOffered(offeredLogins(connection), credentials);
  const where = hop.setting ?? 'the settings';
  if (unknown !== undefined)
    return `${unknown}${connection.secure ? '' : ' (without TLS)'}; ${where} has a "user" for it.`;
  if (connection.secure || hop.tls === 'off' || isLoopback(address)) return undefined;
  return `There is no TLS, and a password is not sent in the clear. If it may be, say "tls": "off" in ${where}.`;
}

function notOffered(methods: readonly string[], { method }: Credentials): string | undefined {
  if (methods.length === 0) return 'It offers no login';
  return method === undefined || methods.includes(method)
    ? undefined
    : `It offers ${methods.join(', ')}, not ${method}`;
}

function withSetting(status: DeliveryStatus, { setting }: NextHop): DeliveryStatus {
  const [name] = setting?.split(' ') ?? [];
  if (name === undefined || (status.action !== 'delayed' && status.action !== 'failed')) return status;
  return { ...status, setting: name };
}
