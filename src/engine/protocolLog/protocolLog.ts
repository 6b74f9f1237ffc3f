/**
 * The protocol log: every SMTP command in and out, as W3C extended log files, one a day. Off until the settings say otherwise; they may
 * change at any moment. Knows sessions by the lines it is told and keeps none that is over.
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Clock, Witness } from '../ports';
import { openDailyLog } from '../mailroot/dailyLog';
import type { MailRoot } from '../mailroot/layout';
import { logFileName, logHeader, logLine, type LogEntry, type LogField } from './fields';
import { ClientSession, ServerSession, type SessionFacts } from './session';

export interface ProtocolLogSettings {
  readonly enabled: boolean;
  /** Relative to the MailRoot, or absolute; `~` is the home folder; `''` is `Log` in the MailRoot. */
  readonly folder: string;
  readonly fields: readonly LogField[];
}

export interface ProtocolLogPorts {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly settings: () => ProtocolLogSettings;
  readonly computerName: string;
  /** Undefined: it can be written (again). */
  readonly trouble: (why: string | undefined) => void;
}

export interface ProtocolLog {
  /** A client has connected to us. */
  inbound(client: { readonly address: string }, here: { readonly address: string; readonly port: number }): Witness;
  /** We have connected to a remote host. */
  outbound(remote: { readonly address: string; readonly port: number }): Witness;
  close(): Promise<void>;
}

export function openProtocolLog({ mailRoot, clock, settings, computerName, trouble }: ProtocolLogPorts): ProtocolLog {
  const file = openDailyLog({ clock, trouble });
  const isWanted = (): boolean => settings().enabled;
  const write = (entry: LogEntry): void => {
    const { enabled, folder, fields } = settings();
    if (!enabled) return;
    const path = join(folderOf(mailRoot, folder), logFileName(entry.at));
    file.append({ path, header: () => logHeader(fields, entry.at), text: logLine(entry, fields) });
  };
  return {
    inbound: (client, here) =>
      inbound({ clock, write, isWanted }, { clientIp: client.address, computerName, ...serverAt(here) }),
    outbound: (remote) =>
      outbound(
        { clock, write, isWanted },
        { clientIp: remote.address, computerName, serverIp: '', serverPort: remote.port },
      ),
    close: () => file.flush(),
  };
}

function serverAt({ address, port }: { address: string; port: number }): Pick<SessionFacts, 'serverIp' | 'serverPort'> {
  return { serverIp: address, serverPort: port };
}

/** Where the files are, for the log and for who looks for them. */
export function folderOf(mailRoot: MailRoot, setting: string): string {
  return setting === ''
    ? join(mailRoot.root, 'Log')
    : resolve(mailRoot.root, setting.replace(/^~(?=$|[/\\])/, homedir()));
}

interface Pen {
  readonly clock: Clock;
  readonly isWanted: () => boolean;
  readonly write: (entry: LogEntry) => void;
}

function inbound({ clock, write }: Pen, facts: SessionFacts): Witness {
  const session = new ServerSession(facts, write);
  return {
    heard: (line) => session.heard(line, clock.now()),
    said: (reply) => session.said(reply, clock.now()),
    content: (octets) => session.content(octets),
    ended: () => session.ended(clock.now()),
  };
}

/** Its entries stand for themselves: while nobody wants them, none is made. */
function outbound({ clock, write, isWanted }: Pen, facts: SessionFacts): Witness {
  const session = new ClientSession(facts, clock.now(), write);
  return {
    heard(reply) {
      if (isWanted()) session.heard(reply, clock.now());
    },
    said(line) {
      if (isWanted()) session.said(line, clock.now());
    },
    content: () => undefined,
    ended: () => undefined,
  };
}
