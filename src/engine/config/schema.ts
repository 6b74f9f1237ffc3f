/** The shape of every setting, by the name it has below `mailroot.` in the editor. */
import * as v from 'valibot';
import { dkim } from './dkim';
import { hops, type tlsPolicy } from './hops';
import { atLeastOne, atLeastZero, domain, network, port, positive, secret, text } from './shapes';

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

export const schema = {
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
