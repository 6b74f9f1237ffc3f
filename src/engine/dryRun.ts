/**
 * Answers where mail would go, from a question to a way for each recipient: with the very envelope, route and hold rules that mail has.
 * No byte is sent and no file touched. A question without a usable address is an error that says so.
 */
import type { EngineConfig } from './config';
import { asSent } from './delivery/asSent';
import { foresee, type ForesightPorts } from './delivery/foresee';
import { namesOf, route, routeVia, type Route, type SimulatedHop } from './delivery/route';
import { tooManyHops } from './delivery/setback';
import { foreseeSigning } from './delivery/signing';
import { peekPolicy } from './delivery/stsBook';
import type { Envelope, Recipient } from './mailroot/envelope';
import type { MailRoot } from './mailroot/layout';
import { domainOf, withDomain } from './message/address';
import { bestMatch } from './message/governing';
import { isAddress } from './message/pathLine';
import { subjectOf } from './message/subject';
import { isTlsOptional } from './message/tlsRequired';
import { hopCount } from './message/trace';
import { submission } from './pickup/submission';
import { UserError, type Resolver } from './ports';
import { holdReason } from './queue/holdRules';
import { rehearsed } from './queue/rehearsal';
import type { ForeseenFault, ForeseenSigning, Obstacle, RouteAnswer, RouteQuestion, Way } from './routeAnswer';

export interface DryRunPorts extends Omit<ForesightPorts, 'names' | 'sts' | 'requireTls' | 'tlsOptional' | 'resolver'> {
  readonly config: EngineConfig;
  /** Where kept MTA-STS policies are, and keys that are named by a relative path. */
  readonly mailRoot: Pick<MailRoot, 'root' | 'policies'>;
  readonly resolver: Resolver;
  /** The simulated host of an address, and what it would do. */
  readonly simulated: (asked: {
    readonly address: string;
    readonly sender?: string;
  }) => ({ readonly hop: ReturnType<SimulatedHop> } & ForeseenFault) | undefined;
}

export async function dryRun(question: RouteQuestion, ports: DryRunPorts): Promise<RouteAnswer> {
  const asked = 'head' in question ? ofMessage(question, ports) : ofAddresses(question, ports);
  const { sender, envelope } = asked;
  const { routed, faultOf, note } = routesOf(asked, question, ports);
  const foresight = foresightFor(asked, question, ports);
  const recipients = await Promise.all(
    routed.map(async ({ address, route: found }) => ({
      address,
      way: withFault(await foresee(found, foresight), faultOf(address)),
    })),
  );
  const leaves = recipients.some(({ way }) => way.kind === 'hosts');
  const signing = leaves ? await signingOf(asked, ports) : undefined;
  return {
    ...(sender !== undefined && { sender }),
    ...(envelope !== undefined && { envelope }),
    obstacles: [
      ...asked.obstacles,
      ...note,
      ...(leaves ? wishNotes(asked) : []),
      ...unsigned(signing),
      ...held(asked, routed, ports.config),
      ...split(routed.length, ports.config),
    ],
    recipients,
    ...(signing !== undefined && { signing }),
    limits: limitsOf(ports.config),
  };
}

interface Routes {
  readonly routed: readonly { readonly address: string; readonly route: Route }[];
  /** What the simulated host of an address would do, where it goes to one. */
  readonly faultOf: (address: string) => ForeseenFault | undefined;
  readonly note: readonly Obstacle[];
}

/** By hand or by the settings, after a rehearsal has replaced who it was meant for. */
function routesOf(
  { sender, addresses: meant }: Asked,
  { via, mayLeave = [] }: RouteQuestion,
  ports: DryRunPorts,
): Routes {
  const { config } = ports;
  const simulated = (address: string): ReturnType<DryRunPorts['simulated']> =>
    ports.simulated({ address, ...(sender !== undefined && { sender }) });
  const settings = { ...config, allowedDomains: [...config.allowedDomains, ...mayLeave] };
  const routeOf = (address: string): Route =>
    via === undefined ? route(address, settings, (to) => simulated(to)?.hop) : routeVia(address, via, settings);
  const isRemote = (address: string): boolean => simulated(address) === undefined && routeOf(address).kind !== 'drop';
  const { addresses, note } = rehearsing(meant, { to: config.rehearsalRecipient, isRemote });
  return {
    routed: addresses.map((address) => ({ address, route: routeOf(address) })),
    faultOf: (address) => (via === undefined ? simulated(address) : undefined),
    note,
  };
}

function foresightFor(asked: Asked, { names = 'ask' }: RouteQuestion, ports: DryRunPorts): ForesightPorts {
  return {
    ...ports,
    names,
    resolver: onceEach(ports.resolver),
    sts: ports.config.mtaSts ? (domain) => peekPolicy(domain, ports) : undefined,
    requireTls: asked.requireTls ?? false,
    tlsOptional: asked.tlsOptional ?? false,
  };
}

interface Asked {
  readonly sender?: string;
  readonly addresses: readonly string[];
  readonly envelope?: string;
  readonly obstacles: readonly Obstacle[];
  readonly subject?: string;
  /** Of the message that was asked about, its beginning. */
  readonly bytes?: Uint8Array;
  /** REQUIRETLS (RFC 8689). */
  readonly requireTls?: boolean;
  readonly tlsOptional?: boolean;
}

type OfAddresses = Extract<RouteQuestion, { recipients: readonly string[] }>;
type OfMessage = Extract<RouteQuestion, { head: string }>;

function ofAddresses({ recipients, sender }: OfAddresses, { config }: DryRunPorts): Asked {
  const bad = [...recipients, ...(sender === undefined || sender === '' ? [] : [sender])].find(
    (each) => !isAddress(each),
  );
  if (bad !== undefined)
    throw new UserError(`${JSON.stringify(bad)} is not an address such as ann@example.com. Nothing was looked at.`);
  const addresses = recipients.map((address) => withDomain(address, config.defaultDomain));
  if (sender === undefined) return { addresses, obstacles: [] };
  return { addresses, sender: disguised(withDomain(sender, config.defaultDomain), { hops: 0, config }), obstacles: [] };
}

function ofMessage({ head, octets }: OfMessage, { config, now }: DryRunPorts): Asked {
  const bytes = Buffer.from(head, 'base64');
  const size = tooLarge(octets, config);
  const read = submission(bytes, config.defaultDomain);
  if (read.kind === 'refusal') return { addresses: [], obstacles: [...size, { kind: 'refused', text: read.text }] };
  const { reversePath, recipients, why, requireTls = false } = read.envelope;
  const hops = hopCount(bytes);
  return {
    sender: disguised(reversePath, { hops, config }),
    addresses: recipients.map(({ address }) => address),
    envelope: [why, ...read.notes].join('; '),
    subject: subjectOf(bytes),
    bytes,
    requireTls,
    // The wish for protection wins over the one for delivery (RFC 8689 §5).
    tlsOptional: !requireTls && isTlsOptional(bytes),
    obstacles: [...size, ...(hops > config.maxHopCount ? [looping(recipients, hops, now)] : [])],
  };
}

function wishNotes({ requireTls = false, tlsOptional = false }: Asked): Obstacle[] {
  const wanted =
    'REQUIRETLS: it goes over TLS alone, to hosts whose certificate passes and that offer REQUIRETLS themselves; else it fails.';
  const optional = 'TLS-Required: No: an MTA-STS policy of its domain is left out of account.';
  return [...(requireTls ? [wanted] : []), ...(tlsOptional ? [optional] : [])].map((text) => ({ kind: 'note', text }));
}

/** Nothing is known of a message that nobody has shown. */
async function signingOf(
  { bytes }: Asked,
  { config, mailRoot, secret }: DryRunPorts,
): Promise<ForeseenSigning | undefined> {
  return bytes && foreseeSigning(bytes, config.dkim, { root: mailRoot.root, secret });
}

function unsigned(signing: ForeseenSigning | undefined): Obstacle[] {
  return signing?.kind === 'trouble' ? [{ kind: 'delayed', text: signing.text, setting: 'mailroot.dkim' }] : [];
}

/** As walk has it for a file in Pickup. */
function disguised(reversePath: string, { hops, config }: { hops: number; config: EngineConfig }): string {
  const isLocal = (address: string): boolean => bestMatch(domainOf(address), config.localDomains) !== undefined;
  return asSent(imagined({ reversePath }), { domain: config.masqueradeDomain, isLocal, hops }).reversePath;
}

/** The envelope of a message that nobody has sent. */
function imagined(parts: Partial<Pick<Envelope, 'reversePath' | 'recipients'>>): Envelope {
  const source = { kind: 'pickup', file: '' } as const;
  return { version: 1, id: '', arrivedAt: 0, source, why: '', reversePath: '', recipients: [], attempts: 0, ...parts };
}

function tooLarge(octets: number, config: EngineConfig): Obstacle[] {
  const most = config['smtp.maxMessageKilobytes'];
  if (octets <= most * 1024) return [];
  const text = `It has ${Math.ceil(octets / 1024)} KB, and ${most} are allowed: its file stays in Pickup.`;
  return [{ kind: 'stays', text, setting: 'mailroot.smtp.maxMessageKilobytes' }];
}

function looping(recipients: readonly Recipient[], hops: number, at: number): Obstacle {
  const [status] = tooManyHops(recipients, { hops, at }).values();
  const text = status !== undefined && 'status' in status ? `${status.status} ${status.text}` : '';
  return { kind: 'refused', text, setting: 'mailroot.maxHopCount' };
}

/** As walk has it before an attempt. */
function rehearsing(
  addresses: readonly string[],
  { to, isRemote }: { readonly to: string; readonly isRemote: (address: string) => boolean },
): { readonly addresses: readonly string[]; readonly note: readonly Obstacle[] } {
  const meant = imagined({ recipients: addresses.map((address) => ({ address, state: { action: 'pending' } })) });
  const { envelope, replaced } = rehearsed(meant, { to, isRemote: ({ address }) => isRemote(address) });
  if (replaced.length === 0) return { addresses, note: [] };
  const text = `In a rehearsal ${to} gets it instead of ${replaced.join(', ')}.`;
  return {
    addresses: [...new Set(envelope.recipients.map(({ address }) => address))],
    note: [{ kind: 'note', text, setting: 'mailroot.rehearsalRecipient' }],
  };
}

function held(asked: Asked, routed: readonly { route: Route }[], config: EngineConfig): Obstacle[] {
  const { sender: reversePath, addresses: recipients, subject = '' } = asked;
  if (reversePath === undefined) return [];
  const nextHops = routed.flatMap(({ route: found }) => namesOf(found));
  const why = holdReason({ reversePath, recipients, nextHops, subject }, config.holdRules);
  return why === undefined ? [] : [{ kind: 'held', text: why, setting: 'mailroot.holdRules' }];
}

function split(count: number, { maxRecipientsPerMessage: most }: EngineConfig): Obstacle[] {
  if (count <= most) return [];
  const text = `It has ${count} recipients: a host gets ${most} of them in one transaction at most.`;
  return [{ kind: 'note', text, setting: 'mailroot.maxRecipientsPerMessage' }];
}

function withFault(way: Way, foreseen: ForeseenFault | undefined): Way {
  if (foreseen === undefined || way.kind !== 'hosts') return way;
  const { label, by, does } = foreseen;
  const simulated = { ...(label !== undefined && { label }), ...(by !== undefined && { by }), does };
  return { ...way, hosts: way.hosts.map((host) => ({ ...host, simulated })) };
}

type Names = Pick<Resolver, 'mx' | 'addresses'>;

/** A name is looked up once, however many recipients it is for. */
function onceEach(resolver: Names): Names {
  const remembered = <T>(ask: (name: string) => Promise<T>): ((name: string) => Promise<T>) => {
    const known = new Map<string, Promise<T>>();
    return (name) => {
      const answer = known.get(name) ?? ask(name);
      known.set(name, answer);
      return answer;
    };
  };
  return {
    mx: remembered((domain) => resolver.mx(domain)),
    addresses: remembered((host) => resolver.addresses(host)),
  };
}

function limitsOf(config: EngineConfig): RouteAnswer['limits'] {
  return {
    recipientsPerTransaction: config.maxRecipientsPerMessage,
    connectionsPerHost: config['delivery.connectionsPerHop'],
    messagesPerConnection: config['delivery.messagesPerConnection'],
    deadlineMinutes: config['delivery.deadlineMinutes'],
    retryMinutes: config['retry.intervalsMinutes'],
    expirationHours: config['retry.expirationHours'],
  };
}
