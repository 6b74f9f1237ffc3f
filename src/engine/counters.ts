/**
 * What the engine counts, under the names that IIS's performance counters had, and the same for Prometheus. The table is all there is to know
 * of a counter; reading it out as text is done here, counting is accounts'. Pure.
 */

type Kind = 'counter' | 'gauge';
type Row = readonly [iis: string, prometheus: string, kind: Kind, help: string];

/** IIS's names where IIS had the counter; what it had not says so in its help. A label is part of the Prometheus name. */
const table = {
  messagesSubmitted: [
    'Total Messages Submitted',
    'messages_submitted_total',
    'counter',
    'Messages that came into the Queue or straight to Drop, whatever way',
  ],
  pickupRetrieved: [
    'Pickup Directory Messages Retrieved Total',
    'pickup_messages_retrieved_total',
    'counter',
    'Files taken out of Pickup',
  ],
  messagesReceived: ['Messages Received Total', 'messages_received_total', 'counter', 'Messages accepted over SMTP'],
  bytesReceived: [
    'Message Bytes Received Total',
    'message_bytes_received_total',
    'counter',
    'Octets of content that came in over SMTP',
  ],
  messagesDelivered: ['Messages Delivered Total', 'messages_delivered_total', 'counter', 'Messages written to Drop'],
  messagesSent: [
    'Messages Sent Total',
    'messages_sent_total',
    'counter',
    'Messages that a remote host took for at least one recipient',
  ],
  bytesSent: [
    'Message Bytes Sent Total',
    'message_bytes_sent_total',
    'counter',
    'Octets of content sent to remote hosts',
  ],
  recipientsLocal: [
    'Recipients Local',
    'recipients_total{where="local"}',
    'counter',
    'Recipients delivered to Drop (IIS told the share alone)',
  ],
  recipientsRemote: [
    'Recipients Remote',
    'recipients_total{where="remote"}',
    'counter',
    'Recipients relayed to remote hosts (IIS told the share alone)',
  ],
  recipientsFailed: [
    'Recipients Failed',
    'recipients_total{where="failed"}',
    'counter',
    'Recipients given up (not in IIS)',
  ],
  deliveryRetries: [
    'Message Delivery Retries',
    'message_delivery_retries_total',
    'counter',
    'Further attempts at writing to Drop',
  ],
  sendRetries: ['Message Send Retries', 'message_send_retries_total', 'counter', 'Further attempts at remote hosts'],
  refusedSize: [
    'Messages Refused for Size',
    'messages_refused_total{reason="size"}',
    'counter',
    'Messages refused over SMTP because they are too large',
  ],
  refusedAddress: [
    'Messages Refused for Address Objects',
    'messages_refused_total{reason="address"}',
    'counter',
    'Recipients and senders refused over SMTP',
  ],
  refusedMail: [
    'Messages Refused for Mail Objects',
    'messages_refused_total{reason="mail"}',
    'counter',
    'Messages refused over SMTP because they could not be stored',
  ],
  ndrs: ['NDRs Generated', 'ndrs_generated_total', 'counter', 'Failure notifications made'],
  delays: [
    'Delay Notifications Generated',
    'delay_notifications_total',
    'counter',
    'Delay notifications made (not in IIS)',
  ],
  dsnFailures: [
    'Total DSN Failures',
    'dsn_failures_total',
    'counter',
    'Notifications that could not be delivered themselves',
  ],
  badPickupFile: [
    'Badmailed Messages (Bad Pickup File)',
    'badmail_messages_total{reason="bad-pickup-file"}',
    'counter',
    'Files in Pickup that are no message, or have no sender',
  ],
  badGeneral: [
    'Badmailed Messages (General Failure)',
    'badmail_messages_total{reason="general-failure"}',
    'counter',
    'Could neither be delivered nor returned',
  ],
  badHops: [
    'Badmailed Messages (Hop Count Exceeded)',
    'badmail_messages_total{reason="hop-count-exceeded"}',
    'counter',
    'Went round in a loop, and could not be returned',
  ],
  badDsn: [
    'Badmailed Messages (NDR of DSN)',
    'badmail_messages_total{reason="dsn-undeliverable"}',
    'counter',
    'A notification that could not be delivered',
  ],
  badRecipients: [
    'Badmailed Messages (No Recipients)',
    'badmail_messages_total{reason="no-recipients"}',
    'counter',
    'Named no recipient',
  ],
  badEvent: [
    'Badmailed Messages (Triggered via Event)',
    'badmail_messages_total{reason="event"}',
    'counter',
    "IIS's event sinks; there are none here, so it is always 0",
  ],
  badState: [
    'Badmailed Messages (Damaged State)',
    'badmail_messages_total{reason="damaged-state"}',
    'counter',
    'Its state could not be read (not in IIS)',
  ],
  badReturned: [
    'Badmailed Messages (Not Returned)',
    'badmail_messages_total{reason="not-returned"}',
    'counter',
    'Its notification could not be delivered (not in IIS)',
  ],
  inboundTotal: [
    'Inbound Connections Total',
    'inbound_connections_total',
    'counter',
    'Connections that clients made to us',
  ],
  inboundCurrent: ['Inbound Connections Current', 'inbound_connections', 'gauge', 'Connections of clients to us now'],
  outboundTotal: [
    'Outbound Connections Total',
    'outbound_connections_total',
    'counter',
    'Connections we made to remote hosts',
  ],
  outboundCurrent: [
    'Outbound Connections Current',
    'outbound_connections',
    'gauge',
    'Connections of ours to remote hosts now',
  ],
  connectionErrors: [
    'Total Connection Errors',
    'connection_errors_total',
    'counter',
    'Attempts that found no host to speak to',
  ],
  dnsQueries: ['DNS Queries Total', 'dns_queries_total', 'counter', 'Names looked up'],
  queueLength: ['Messages in Queue', 'queue_messages', 'gauge', 'Messages in the Queue, whatever they wait for'],
  pending: ['Messages Pending Routing', 'queue_pending_messages', 'gauge', 'Messages in hand, or about to be'],
  localQueue: [
    'Local Queue Length',
    'queue_length{where="local"}',
    'gauge',
    'Messages that wait for Drop, those in hand left out',
  ],
  remoteQueue: [
    'Remote Queue Length',
    'queue_length{where="remote"}',
    'gauge',
    'Messages that wait for remote hosts or are held, those in hand left out',
  ],
  localRetry: [
    'Local Retry Queue Length',
    'retry_queue_length{where="local"}',
    'gauge',
    'Messages that Drop could not take yet',
  ],
  remoteRetry: [
    'Remote Retry Queue Length',
    'retry_queue_length{where="remote"}',
    'gauge',
    'Messages that a remote host did not take yet',
  ],
} as const satisfies Readonly<Record<string, Row>>;

export type CounterName = keyof typeof table;
export const counterNames = Object.keys(table) as readonly CounterName[];
/** All of them, by name. */
export type Counters = Readonly<Record<CounterName, number>>;

/** What IIS showed as shares and averages, out of the counters: its names, and values with one decimal. */
function derived(counters: Counters): (readonly [string, string])[] {
  const { recipientsLocal, recipientsRemote, messagesSent, messagesDelivered, sendRetries, deliveryRetries } = counters;
  const recipients = recipientsLocal + recipientsRemote;
  return [
    ['% Recipients Local', share(100 * recipientsLocal, recipients)],
    ['% Recipients Remote', share(100 * recipientsRemote, recipients)],
    ['Avg Recipients/msg Sent', share(recipientsRemote, messagesSent)],
    ['Avg Retries/msg Delivered', share(deliveryRetries, messagesDelivered)],
    ['Avg Retries/msg Sent', share(sendRetries, messagesSent)],
  ];
}

function share(of: number, all: number): string {
  return all === 0 ? '0' : String(Math.round((10 * of) / all) / 10);
}

/** Name and value, for a person: IIS's names. */
export function counterRows(counters: Counters): (readonly [name: string, value: string])[] {
  return [...counterNames.map((name) => [table[name][0], String(counters[name])] as const), ...derived(counters)];
}

/** By IIS's names, for a program. */
export function countersByIisName(counters: Counters): Record<string, number> {
  return Object.fromEntries(counterRows(counters).map(([name, value]) => [name, Number(value)]));
}

/** Prometheus's text format: HELP and TYPE once a metric, its samples together. */
export function prometheusText(counters: Counters): string {
  const metrics = new Map<string, { help: string; kind: Kind; samples: string[] }>();
  for (const name of counterNames) {
    const [, full, kind, help] = table[name];
    const [metric = '', labels] = full.split(/(?=\{)/);
    const found = metrics.get(metric) ?? { help: labels === undefined ? help : familyHelp(metric), kind, samples: [] };
    found.samples.push(`mailroot_${metric}${labels ?? ''} ${counters[name]}`);
    metrics.set(metric, found);
  }
  return [...metrics]
    .flatMap(([metric, { help, kind, samples }]) => [
      `# HELP mailroot_${metric} ${help.replace(/\\/g, '\\\\')}`,
      `# TYPE mailroot_${metric} ${kind}`,
      ...samples,
    ])
    .map((line) => `${line}\n`)
    .join('');
}

const familyHelps: Readonly<Record<string, string>> = {
  recipients_total: 'Recipients by what became of them',
  messages_refused_total: 'What was refused over SMTP, by why',
  badmail_messages_total: 'Messages that went to BadMail, by reason',
  queue_length: 'Messages that wait, those in hand left out',
  retry_queue_length: 'Messages that wait for a further attempt',
};

function familyHelp(metric: string): string {
  return familyHelps[metric] ?? metric;
}
