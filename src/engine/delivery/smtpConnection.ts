/**
 * What we know about nodemailer's smtp-connection beyond its documented interface: its options for a TLS policy, what it learned from EHLO,
 * and what its errors carry. The one place to look at when it is updated.
 */
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { rootCertificates, type TLSSocket } from 'node:tls';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { errorCode, errorText } from '../ports';
import type { Reply } from '../mailroot/envelope';
import { parseReply, type Trouble } from './classify';
import type { Shown } from './certificates';
import type { NextHop } from './hop';
import type { Credentials } from './login';
import type { Offers } from './transaction';

/** Resolves when EHLO (and STARTTLS) are through, or to the error. Later errors of the connection are heard by the send. */
export function opened(connection: SMTPConnection): Promise<Error | undefined> {
  return new Promise((resolve) => {
    // Listened to for good: an 'error' event nobody hears would end the process.
    connection.on('error', (error: Error) => resolve(error));
    connection.connect((error) => resolve(error));
  });
}

/** The certificate is judged by us when it was shown (certificates.ts): its facts are to be told also when it does not pass. */
export async function tlsOptions({
  tls,
  certificate = {},
}: NextHop): Promise<ConstructorParameters<typeof SMTPConnection>[0]> {
  if (tls === 'off' && certificate.implicit === undefined) return { ignoreTLS: true };
  const authorities = [
    ...(certificate.ca === undefined ? [] : [await readFile(certificate.ca, 'utf8')]),
    ...(certificate.authority === undefined ? [] : [certificate.authority]),
  ];
  return {
    secure: certificate.implicit === true,
    ...(tls === 'opportunistic' ? { opportunisticTLS: true } : { requireTLS: true }),
    ...(certificate.name !== undefined && { servername: certificate.name }),
    tls: {
      rejectUnauthorized: false,
      ...(authorities.length > 0 && { ca: [...rootCertificates, ...authorities] }),
    },
  };
}

/** The socket in use: TLS puts another one over the first. */
export function socketOf(connection: SMTPConnection): Socket | undefined {
  const { _socket: socket } = connection;
  return socket === false || socket === null ? undefined : socket;
}

/** Version and cipher of the TLS session, and the certificate shown in it; undefined without TLS. */
export function securityOf(connection: SMTPConnection): { tls: string; shown: Shown } | undefined {
  const socket = socketOf(connection) as Partial<TLSSocket> | undefined;
  if (socket?.getProtocol === undefined) return undefined;
  const distrust = socket.authorized === true ? undefined : errorText(socket.authorizationError ?? 'unknown');
  return {
    tls: [socket.getProtocol(), socket.getCipher?.().standardName].join(' '),
    shown: { certificate: socket.getPeerCertificate?.() ?? {}, ...(distrust !== undefined && { distrust }) },
  };
}

/** Fields and methods of nodemailer's connection that have no public name. */
interface Inner {
  readonly name: string;
  readonly _supportedExtensions?: string[];
  readonly _supportedAuth?: string[];
  readonly _maxAllowedSize?: number | false;
  readonly _responseActions: unknown[];
  readonly _actionHELO: unknown;
  _actionGreeting: (reply: string) => void;
  _sendCommand: (command: string, shown?: string) => void;
  _clearPhase: () => void;
}

function innerOf(connection: SMTPConnection): Inner {
  return connection as unknown as Inner;
}

/** Greets with HELO, which the library only does where EHLO is refused. */
export function greetWithHelo(connection: SMTPConnection): void {
  const inner = innerOf(connection);
  const greet = inner._actionGreeting.bind(connection);
  inner._actionGreeting = (reply) => {
    if (!reply.startsWith('220')) {
      greet(reply);
      return;
    }
    inner._clearPhase();
    inner._responseActions.push(inner._actionHELO);
    inner._sendCommand(`HELO ${inner.name}`);
  };
}

/** Lets `add` put parameters behind MAIL and RCPT: the library knows those of a whole envelope, not of one recipient. */
export function addParameters(connection: SMTPConnection, add: (command: string) => string): void {
  const inner = innerOf(connection);
  const send = inner._sendCommand.bind(connection);
  inner._sendCommand = (command, shown) => {
    const whole = /^(?:MAIL FROM|RCPT TO):/.test(command) ? add(command) : command;
    send(whole, shown);
  };
}

/** Logs in by the method wanted, or by the first that both sides know. Resolves to the error, if it was refused. */
export function login(connection: SMTPConnection, { user, secret, method }: Credentials): Promise<Error | undefined> {
  const token = {
    getToken: (_again: boolean, done: (error: Error | null, token: string) => void) => done(null, secret),
    buildXOAuth2Token: () => Buffer.from(`user=${user}\x01auth=Bearer ${secret}\x01\x01`).toString('base64'),
  };
  const auth =
    method === 'XOAUTH2'
      ? { user, method, oauth2: token as unknown as NonNullable<SMTPConnection.AuthenticationType['oauth2']> }
      : { user, credentials: { user, pass: secret }, ...(method && { method }) };
  return new Promise((resolve) => {
    // The connection may break meanwhile: then there is no answer, and the end of it is all we hear.
    connection.once('error', resolve);
    connection.once('end', () => resolve(new Error('the connection was closed')));
    connection.login(auth, (error) => resolve(error ?? undefined));
  });
}

/** The methods of AUTH it offers, of those that can be had. */
export function offeredLogins(connection: SMTPConnection): readonly string[] {
  return innerOf(connection)._supportedAuth ?? [];
}

/** What EHLO offered: nodemailer keeps it in fields without a public name. */
export function offered(connection: SMTPConnection): Offers {
  const inner = innerOf(connection);
  const size = inner._maxAllowedSize;
  return { extensions: inner._supportedExtensions ?? [], size: typeof size === 'number' ? size : 0 };
}

export function replyOf(error: unknown): { recipient?: string; reply?: Reply } {
  if (typeof error !== 'object' || error === null) return {};
  const { recipient, response } = error as { recipient?: unknown; response?: unknown };
  const reply = typeof response === 'string' ? parseReply(response) : undefined;
  return { ...(typeof recipient === 'string' && { recipient }), ...(reply && { reply }) };
}

const stageOfCommand: Readonly<Record<string, Trouble['stage']>> = {
  'MAIL FROM': 'mail',
  'RCPT TO': 'rcpt',
  DATA: 'data',
};

/** Replies to pipelined commands are judged together at the last: the error knows which one it is about. */
export function commandStage(error: unknown): Trouble['stage'] | undefined {
  const command = (error as { command?: unknown } | undefined)?.command;
  return typeof command === 'string' && replyOf(error).reply !== undefined ? stageOfCommand[command] : undefined;
}

/** What broke, under the name it had before the library put its own on it. */
export function originalCode(error: unknown): string {
  const original = (error as { originalCode?: unknown } | undefined)?.originalCode;
  return typeof original === 'string' ? original : (errorCode(error) ?? '');
}

/** Errors of TLS carry what matters in their cause or code; the rest in their message. */
export function explainError(error: unknown): string {
  const text = errorText(error);
  const code = (error as { originalCode?: unknown } | undefined)?.originalCode;
  return typeof code === 'string' && !text.includes(code) ? `${text} (${code})` : text;
}
