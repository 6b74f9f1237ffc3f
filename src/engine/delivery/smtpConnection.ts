/**
 * What we know about nodemailer's smtp-connection beyond its documented interface: its options for a TLS policy, what it learned from EHLO,
 * and what its errors carry. The one place to look at when it is updated.
 */
import type { TLSSocket } from 'node:tls';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { errorText } from '../ports';
import type { Reply } from '../mailroot/envelope';
import { parseReply, type Trouble } from './classify';
import type { HopTls } from './hop';
import type { Offers } from './transaction';

/** Resolves when EHLO (and STARTTLS) are through, or to the error. Later errors of the connection are heard by the send. */
export function opened(connection: SMTPConnection): Promise<Error | undefined> {
  return new Promise((resolve) => {
    // Listened to for good: an 'error' event nobody hears would end the process.
    connection.on('error', (error: Error) => resolve(error));
    connection.connect((error) => resolve(error));
  });
}

export function tlsOptions(tls: HopTls): ConstructorParameters<typeof SMTPConnection>[0] {
  switch (tls) {
    case 'off':
      return { ignoreTLS: true };
    case 'opportunistic':
      return { opportunisticTLS: true, tls: { rejectUnauthorized: false } };
    case 'required':
      return { requireTLS: true, tls: { rejectUnauthorized: false } };
    case 'verified':
      return { requireTLS: true };
  }
}

export function tlsFacts(connection: SMTPConnection): string {
  const socket = connection._socket as Partial<TLSSocket> | false | null;
  if (socket === false || socket === null) return 'unknown';
  return [socket.getProtocol?.(), socket.getCipher?.().standardName].join(' ');
}

/** What EHLO offered: nodemailer keeps it in fields without a public name. */
export function offered(connection: SMTPConnection): Offers {
  const inner = connection as unknown as { _supportedExtensions?: string[]; _maxAllowedSize?: number | false };
  const size = inner._maxAllowedSize;
  return { extensions: inner._supportedExtensions ?? [], size: typeof size === 'number' ? size : 0 };
}

/** nodemailer asks for SMTPUTF8 when an address needs it, and has no way to say that a header does: the next MAIL asks for it. */
export function askSmtpUtf8(connection: SMTPConnection): void {
  const inner = connection as unknown as { _sendCommand?: (line: string, logged?: string) => void };
  const send = inner._sendCommand?.bind(connection);
  inner._sendCommand = (line, logged) => {
    const isMail = line.startsWith('MAIL FROM:');
    // The method of the class shows again.
    if (isMail) delete inner._sendCommand;
    send?.(isMail ? `${line} SMTPUTF8` : line, logged);
  };
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

/** Errors of TLS carry what matters in their cause or code; the rest in their message. */
export function explainError(error: unknown): string {
  const text = errorText(error);
  const code = (error as { originalCode?: unknown } | undefined)?.originalCode;
  return typeof code === 'string' && !text.includes(code) ? `${text} (${code})` : text;
}
