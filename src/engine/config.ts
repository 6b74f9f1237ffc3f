/**
 * Every setting the engine knows: its shape, IIS's defaults, and readable complaints about bad values.
 * The editor's settings have the same names below `mailroot.` (a manifest test keeps both equal).
 * A bad value never stops the engine: its default stands in, and the complaint says which and why.
 */
import * as v from 'valibot';
import { dkim, usableDkim } from './config/dkim';
import { hops, type tlsPolicy } from './config/hops';
import { atLeastOne, atLeastZero, domain, network, port, positive, secret, text } from './config/shapes';

const pattern = v.optional(v.pipe(v.string(), v.trim(), v.minLength(1)));
const holdRule = v.strictObject({ sender: pattern, recipient: pattern, nextHop: pattern, subject: pattern });
const intervals = v.pipe(v.array(positive), v.minLength(1, 'needs at least one interval'));

/** Columns of the protocol log: IIS's names, in IIS's order. */
export const logFields = [
  'date',
  'time',
  'c-ip',
  'cs-username',
  's-sitename',
  's-computername',
  's-ip',
  's-port',
  'cs-method',
  'cs-uri-stem',
  'cs-uri-query',
  'sc-status',
  'sc-win32-status',
  'sc-bytes',
  'cs-bytes',
  'time-taken',
  'cs-version',
  'cs-host',
  'cs(User-Agent)',
  'cs(Cookie)',
  'cs(Referer)',
] as const;

const schema = {
  localDomains: v.array(domain),
  remoteDomains: v.record(domain, hops),
  allowedDomains: v.array(domain),
  rehearsalRecipient: v.pipe(v.string(), v.trim(), v.regex(/^(?:[^\s<>@]+@[^\s<>@]+)?$/, 'is not an address')),
  smartHost: v.lazy((given) => (given === '' ? v.literal('') : hops)),
  smartHostAfterDirect: v.boolean(),
  directDelivery: v.boolean(),
  mtaSts: v.boolean(),
  defaultDomain: v.pipe(v.string(), v.trim(), v.minLength(1)),
  fqdn: v.pipe(v.string(), v.trim()),
  masqueradeDomain: v.pipe(v.string(), v.trim(), v.regex(/^[^\s<>@]*$/, 'is not a domain')),
  dkim,
  maxHopCount: v.pipe(v.number(), v.integer(), v.minValue(1)),
  maxRecipientsPerMessage: v.pipe(v.number(), v.integer(), v.minValue(1)),
  'retry.intervalsMinutes': intervals,
  'retry.delayNotificationHours': positive,
  'retry.expirationHours': positive,
  'retry.maxAttempts': v.pipe(v.number(), v.integer(), v.minValue(0, 'must not be negative')),
  'localRetry.intervalsMinutes': intervals,
  'localRetry.delayNotificationHours': positive,
  'localRetry.expirationHours': positive,
  holdRules: v.array(holdRule),
  'delivery.connections': atLeastOne,
  'delivery.connectionsPerHop': atLeastOne,
  'delivery.messagesPerConnection': atLeastOne,
  'delivery.kilobytesPerConnection': atLeastOne,
  'delivery.deadlineMinutes': atLeastOne,
  'smtp.enabled': v.boolean(),
  'smtp.host': v.pipe(v.string(), v.trim(), v.minLength(1)),
  'smtp.port': port,
  'smtp.maxMessageKilobytes': v.pipe(v.number(), v.integer(), v.minValue(1)),
  'smtp.maxRecipients': v.pipe(v.number(), v.integer(), v.minValue(1)),
  'smtp.maxSessionKilobytes': atLeastZero,
  'smtp.maxMessagesPerSession': atLeastZero,
  'smtp.maxConnections': atLeastZero,
  'smtp.maxConnectionsPerAddress': atLeastZero,
  'smtp.maxErrorsPerSession': atLeastZero,
  'smtp.maxLineOctets': atLeastZero,
  'smtp.commandTimeoutSeconds': positive,
  'smtp.idleTimeoutSeconds': positive,
  'smtp.contentTimeoutSeconds': positive,
  'smtp.bareLineEnds': v.picklist(['strict', 'normalise']),
  'smtp.auth': v.picklist(['any', 'users']),
  'smtp.users': v.record(text, secret),
  'smtp.allowedClients': v.array(network),
  'smtp.deniedClients': v.array(network),
  'smtp.relayClients': v.array(network),
  'smtp.tls.startTls': v.picklist(['always', 'elsewhere', 'never']),
  'smtp.tls.port': v.nullable(port),
  'smtp.tls.certificate': v.pipe(v.string(), v.trim()),
  'smtp.tls.key': v.pipe(v.string(), v.trim()),
  'pickup.settleMs': positive,
  'pickup.dotStuffed': v.picklist(['auto', 'always', 'never']),
  'dsn.copyTo': v.pipe(v.string(), v.trim(), v.regex(/^[^\s<>]*$/, 'is not an address')),
  'dsn.maxOriginalKilobytes': v.pipe(v.number(), v.integer(), v.minValue(0, 'must not be negative')),
  'badMail.folder': v.pipe(v.string(), v.trim()),
  'badMail.maxMegabytes': v.pipe(v.number(), v.minValue(-1, 'must be -1 (no limit), 0 or more')),
  'drop.quotaMegabytes': v.pipe(
    v.number(),
    v.minValue(-1, 'must be -1 (no limit), 0 (ten times the largest message) or more'),
  ),
  'sessions.keep': atLeastZero,
  'sent.keep': v.pipe(v.number(), v.integer(), v.minValue(0)),
  'log.enabled': v.boolean(),
  'log.folder': v.pipe(v.string(), v.trim()),
  'log.fields': v.pipe(v.array(v.picklist(logFields)), v.minLength(1, 'needs at least one field')),
  'simulator.enabled': v.boolean(),
  /** Each is read by the simulator, so that a bad one spoils no other. */
  'simulator.rules': v.array(v.unknown()),
} as const;

type Schema = typeof schema;
/** All settings, flat, by the name they have below `mailroot.` in the editor. */
export type EngineConfig = { readonly [K in keyof Schema]: v.InferOutput<Schema[K]> };
export type TlsPolicy = v.InferOutput<typeof tlsPolicy>;
/** A next hop as a person writes it: `"host"`, `"host:port"`, `"[ip]:port"`, an object, or several of these in order. */
export type HopSetting = v.InferOutput<typeof hops>;

export const defaultConfig: EngineConfig = {
  localDomains: ['*'],
  remoteDomains: {},
  allowedDomains: [],
  rehearsalRecipient: '',
  smartHost: '',
  smartHostAfterDirect: false,
  directDelivery: false,
  mtaSts: true,
  defaultDomain: 'localhost',
  fqdn: '',
  masqueradeDomain: '',
  dkim: {},
  maxHopCount: 15,
  maxRecipientsPerMessage: 100,
  'retry.intervalsMinutes': [15, 30, 60, 240],
  'retry.delayNotificationHours': 12,
  'retry.expirationHours': 48,
  'retry.maxAttempts': 0,
  'localRetry.intervalsMinutes': [1, 5, 15, 60],
  'localRetry.delayNotificationHours': 12,
  'localRetry.expirationHours': 48,
  holdRules: [],
  'delivery.connections': 1000,
  'delivery.connectionsPerHop': 10,
  'delivery.messagesPerConnection': 20,
  'delivery.kilobytesPerConnection': 10_240,
  'delivery.deadlineMinutes': 60,
  'smtp.enabled': true,
  'smtp.host': '127.0.0.1',
  'smtp.port': 2525,
  'smtp.maxMessageKilobytes': 51_200,
  'smtp.maxRecipients': 1000,
  'smtp.maxSessionKilobytes': 0,
  'smtp.maxMessagesPerSession': 0,
  'smtp.maxConnections': 2000,
  'smtp.maxConnectionsPerAddress': 0,
  'smtp.maxErrorsPerSession': 100,
  'smtp.maxLineOctets': 0,
  'smtp.commandTimeoutSeconds': 60,
  'smtp.idleTimeoutSeconds': 600,
  'smtp.contentTimeoutSeconds': 600,
  'smtp.bareLineEnds': 'strict',
  'smtp.auth': 'any',
  'smtp.users': {},
  'smtp.allowedClients': [],
  'smtp.deniedClients': [],
  'smtp.relayClients': [],
  'smtp.tls.startTls': 'elsewhere',
  'smtp.tls.port': null,
  'smtp.tls.certificate': '',
  'smtp.tls.key': '',
  'pickup.settleMs': 200,
  'pickup.dotStuffed': 'auto',
  'dsn.copyTo': '',
  'dsn.maxOriginalKilobytes': 1024,
  'badMail.folder': '',
  'badMail.maxMegabytes': -1,
  'drop.quotaMegabytes': 0,
  'sessions.keep': 100,
  'sent.keep': 200,
  'log.enabled': false,
  'log.folder': '',
  'log.fields': ['date', 'time', 'c-ip', 'cs-username', 'cs-method', 'cs-uri-query', 'sc-status', 'time-taken'],
  'simulator.enabled': true,
  'simulator.rules': [],
};

/** What a bad value was told: `setting` is the full editor name, `text` a sentence. */
export interface Complaint {
  readonly setting: string;
  readonly text: string;
}

export interface ReadConfig {
  readonly config: EngineConfig;
  readonly complaints: readonly Complaint[];
}

/** Takes anything (settings of an editor, a JSON file) and gives a whole config, with a complaint per value refused. */
export function readConfig(raw: unknown): ReadConfig {
  const given = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  const complaints: Complaint[] = [];
  const config: Record<string, unknown> = { ...defaultConfig };
  for (const key of Object.keys(given)) {
    if (!(key in schema)) complaints.push({ setting: `mailroot.${key}`, text: 'is not a setting of MailRoot' });
  }
  for (const [key, entry] of Object.entries(schema)) {
    if (given[key] === undefined) continue;
    const result = v.safeParse(entry, given[key]);
    if (result.success) config[key] = result.output;
    else {
      const standing = standIns[key]?.(given[key]);
      if (standing !== undefined) config[key] = standing;
      complaints.push(complain(key as keyof EngineConfig, where(result.issues[0])));
    }
  }
  return { config: config as EngineConfig, complaints };
}

/** What is wrong, and in which member: `"far.example" "password" must be ...`. */
function where(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => JSON.stringify(key));
  return [...keys, issue.message].join(' ');
}

/** Settings whose default would be the wrong thing to fall back to. */
const standIns: Readonly<Record<string, (raw: unknown) => unknown>> = { dkim: usableDkim };
const standInTexts: Readonly<Record<string, string>> = {
  dkim: 'Mail of that domain waits until it is corrected.',
};

function complain(key: keyof EngineConfig, why: string): Complaint {
  const setting = `mailroot.${key}`;
  const instead = standInTexts[key];
  if (instead !== undefined) return { setting, text: `${why}. ${instead}` };
  const standing = JSON.stringify(defaultConfig[key]);
  return {
    setting,
    text: `${why}. The default ${standing} is used instead; correct the value in the settings.`,
  };
}
