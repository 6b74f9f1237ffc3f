/**
 * The SMTP listener: what programs under development speak to. A transaction is streamed to the spool while it comes in, and 250 is
 * answered only when the spool says that it is safe on disk. A taken port means the next free one. Any credentials are accepted and
 * none are kept. A client that goes away in DATA leaves nothing behind.
 */
import { Readable } from 'node:stream';
import type { SMTPServer, SMTPServerAddress, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { errorCode, errorText, type Clock, type Log } from '../ports';
import type { Notify } from '../mailroot/envelope';
import { rfc5322Date } from '../message/outgoing';
import { close, createSmtpServer, listen, refusal } from '../smtpServer';
import { refusePath, refuseStoring, type ReplyWords } from './acceptance';

/** One transaction. */
export interface Inbound {
  /** `helo.name [address]`: who handed it in. */
  readonly client: string;
  /** `''` is the null reverse-path. */
  readonly reversePath: string;
  readonly recipients: readonly { readonly address: string; readonly notify?: Notify[]; readonly orcpt?: string }[];
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
  /** The content as it comes in, dots unstuffed. Ends with an error when the client goes away or it gets too big. */
  readonly content: Readable;
  /** Value of the Received field (RFC 5321 §4.4); `$id` stands where the queue id goes. */
  readonly received: string;
}

export interface ListenerPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves when the message is safe on disk. */
  readonly accept: (message: Inbound) => Promise<{ id: string }>;
  readonly mayRelay: (
    address: string,
  ) => { readonly accepted: true } | { readonly accepted: false; readonly reply: ReplyWords };
}

export interface ListenerSettings {
  readonly host: string;
  /** Tried first; 0 takes any. */
  readonly port: number;
  readonly fqdn: string;
  readonly maxMessageBytes: number;
  readonly maxRecipients: number;
}

export interface Listener {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** How many ports after the wanted one are tried before any free one is taken. */
const neighbours = 50;

export async function startListener(settings: ListenerSettings, ports: ListenerPorts): Promise<Listener> {
  const server = createServer(settings, ports);
  const port = await listenNearby(server, settings);
  server.on('error', (error) => ports.log.warn(`SMTP listener: ${errorText(error)}`));
  return { host: settings.host, port, close: () => close(server) };
}

async function listenNearby(server: SMTPServer, { host, port }: ListenerSettings): Promise<number> {
  for (let wanted = port; wanted > 0 && wanted <= Math.min(port + neighbours, 65_535); wanted++) {
    try {
      return await listen(server, host, wanted);
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE' && errorCode(error) !== 'EACCES') throw error;
    }
  }
  return listen(server, host, 0);
}

function createServer(settings: ListenerSettings, ports: ListenerPorts): SMTPServer {
  return createSmtpServer({
    name: settings.fqdn,
    banner: 'MailRoot',
    size: settings.maxMessageBytes,
    rejectOversized: true,
    maxRecipients: settings.maxRecipients,
    authOptional: true,
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 2_000,
    logger: false,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anybody' }),
    onMailFrom: (address, _session, done) => {
      const refused = address.address === '' ? undefined : refusePath(address.address);
      done(refused && spoken(refused));
    },
    onRcptTo: (address, _session, done) => done(refuseRecipient(address.address, ports)),
    onData: (stream, session, done) => {
      void receive(stream, session, { settings, ports }).then(
        (id) => done(null, `2.0.0 ${id} accepted`),
        (error: unknown) => done(asRefusal(error, ports.log)),
      );
    },
  });
}

function spoken({ code, enhanced, text }: ReplyWords): Error {
  return refusal(code, enhanced, text);
}

function refuseRecipient(address: string, ports: ListenerPorts): Error | null {
  const refused = refusePath(address);
  if (refused !== undefined) return spoken(refused);
  const relay = ports.mayRelay(address);
  return relay.accepted ? null : spoken(relay.reply);
}

interface Context {
  readonly settings: ListenerSettings;
  readonly ports: ListenerPorts;
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  { settings, ports }: Context,
): Promise<string> {
  const { mailFrom, rcptTo, dsn } = session.envelope;
  const ret = dsn?.ret?.toUpperCase();
  const { id } = await ports.accept({
    client: `${session.hostNameAppearsAs} [${session.remoteAddress}]`,
    reversePath: mailFrom === false ? '' : mailFrom.address,
    recipients: rcptTo.map(recipient),
    ...((ret === 'FULL' || ret === 'HDRS') && { ret }),
    ...(typeof dsn?.envid === 'string' && { envid: dsn.envid }),
    content: bounded(stream, settings.maxMessageBytes),
    received: receivedField(session, { fqdn: settings.fqdn, now: ports.clock.now() }),
  });
  return id;
}

function recipient({ address, dsn }: SMTPServerAddress): Inbound['recipients'][number] {
  const notify = dsn?.notify?.filter((word): word is Notify => ['NEVER', 'SUCCESS', 'FAILURE', 'DELAY'].includes(word));
  return {
    address,
    ...(notify && notify.length > 0 && { notify }),
    ...(dsn?.orcpt !== undefined && { orcpt: dsn.orcpt }),
  };
}

/**
 * The content up to the limit; a longer message is read to its end (the client must have sent it before it can hear 552) but not
 * passed on, and then ends with an error, so that nothing of it is kept.
 */
function bounded(stream: SMTPServerDataStream, maxBytes: number): Readable {
  return Readable.from(within(stream, maxBytes), { objectMode: false });
}

async function* within(stream: SMTPServerDataStream, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) yield chunk;
  }
  if (bytes > maxBytes) throw refusal(552, '5.3.4', 'The message is larger than mailroot.smtp.maxMessageKilobytes');
}

/** RFC 5321 §4.4, folded. The client's own name is between us and the log: control characters were refused at EHLO. */
function receivedField(session: SMTPServerSession, { fqdn, now }: { fqdn: string; now: number }): string {
  const { hostNameAppearsAs, remoteAddress, transmissionType } = session;
  return `from ${hostNameAppearsAs} ([${remoteAddress}])\r\n\tby ${fqdn} with ${transmissionType} id $id;\r\n\t${rfc5322Date(now)}`;
}

function asRefusal(error: unknown, log: Log): Error {
  if (error instanceof Error && 'responseCode' in error) return error;
  log.warn(`A message over SMTP could not be stored: ${errorText(error)}`);
  return spoken(refuseStoring(error));
}
