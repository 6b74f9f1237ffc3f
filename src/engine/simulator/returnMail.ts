/**
 * Hands a late bounce over: by SMTP to our own listener, as a remote host would, or straight into the spool where nobody listens or the
 * listener does not want it. What cannot be handed over is told to the log: a bounce that is lost is not worth another one.
 */
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { errorText, type Log } from '../ports';
import { rfc5322Date } from '../message/outgoing';
import type { LateBounce } from './lateBounce';

/** A message as the spool takes it from the network. */
export interface Returned {
  readonly client: string;
  readonly reversePath: '';
  readonly recipients: readonly { readonly address: string }[];
  readonly content: Readable;
  readonly received: string;
}

export interface ReturnPorts {
  /** Where our listener is, if it is. */
  readonly listener: () => { readonly host: string; readonly port: number } | undefined;
  readonly accept: (message: Returned) => Promise<unknown>;
  readonly now: () => number;
  readonly log: Log;
}

export async function returnMail(bounce: LateBounce, ports: ReturnPorts): Promise<void> {
  try {
    const listener = ports.listener();
    if (listener !== undefined && (await overSmtp(bounce, listener))) return;
    await ports.accept({
      client: `${bounce.from} [127.0.0.1]`,
      reversePath: '',
      recipients: [{ address: bounce.to }],
      content: Readable.from([bounce.content], { objectMode: false }),
      received: `from ${bounce.from} ([127.0.0.1])\r\n\tby the simulator id $id;\r\n\t${rfc5322Date(ports.now())}`,
    });
  } catch (error) {
    ports.log.warn(`Simulator: a late bounce for ${bounce.to} could not be handed over: ${errorText(error)}`);
  }
}

/** Whether it was accepted. */
function overSmtp(bounce: LateBounce, { host, port }: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = new SMTPConnection({
      host,
      port,
      name: bounce.from,
      opportunisticTLS: true,
      tls: { rejectUnauthorized: false },
      connectionTimeout: 5_000,
      greetingTimeout: 5_000,
      socketTimeout: 10_000,
    });
    // Closing tells of the end at once: the answer comes first.
    const done = (accepted: boolean): void => {
      resolve(accepted);
      connection.close();
    };
    connection.once('error', () => done(false));
    connection.once('end', () => resolve(false));
    connection.connect((error) => {
      if (error) {
        done(false);
        return;
      }
      connection.send({ from: false, to: [bounce.to] }, bounce.content, (refused) => done(refused === null));
    });
  });
}
