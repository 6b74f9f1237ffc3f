/**
 * Lines of a W3C extended log file (W3C WD-logfile) as IIS's SMTP service wrote them: which fields there are, a header, an entry. A blank
 * is a `+`, as in IIS's files; what would break a line or a column is percent-encoded, which IIS left undone. Pure.
 */
import type { logFields } from '../config';

export type LogField = (typeof logFields)[number];

/** One command, or one reply of a remote host. */
export interface LogEntry {
  /** Epoch ms. */
  readonly at: number;
  readonly clientIp: string;
  /** The name of the client in EHLO; for what we say and hear as a client, IIS's words for it. */
  readonly userName: string;
  readonly computerName: string;
  readonly serverIp: string;
  readonly serverPort: number;
  readonly method: string;
  /** What stands behind the command, or the text of a reply. */
  readonly query: string;
  /** Reply code, 0 where there is none. */
  readonly status: number;
  readonly sentOctets: number;
  readonly receivedOctets: number;
  readonly durationMs: number;
}

export function logHeader(fields: readonly LogField[], at: number): string {
  const moment = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  return `#Software: MailRoot\r\n#Version: 1.0\r\n#Date: ${moment}\r\n#Fields: ${fields.join(' ')}\r\n`;
}

export function logLine(entry: LogEntry, fields: readonly LogField[]): string {
  return `${fields.map((field) => cell(valueOf[field](entry))).join(' ')}\r\n`;
}

const none = (): string => '';

const valueOf: Readonly<Record<LogField, (entry: LogEntry) => string>> = {
  date: ({ at }) => new Date(at).toISOString().slice(0, 10),
  time: ({ at }) => new Date(at).toISOString().slice(11, 19),
  'c-ip': ({ clientIp }) => clientIp,
  'cs-username': ({ userName }) => userName,
  's-sitename': () => 'SMTPSVC1',
  's-computername': ({ computerName }) => computerName,
  's-ip': ({ serverIp }) => serverIp,
  's-port': ({ serverPort }) => String(serverPort),
  'cs-method': ({ method }) => method,
  'cs-uri-stem': none,
  'cs-uri-query': ({ query }) => query,
  'sc-status': ({ status }) => String(status),
  'sc-win32-status': () => '0',
  'sc-bytes': ({ sentOctets }) => String(sentOctets),
  'cs-bytes': ({ receivedOctets }) => String(receivedOctets),
  'time-taken': ({ durationMs }) => String(Math.max(0, Math.round(durationMs))),
  'cs-version': () => 'SMTP',
  'cs-host': none,
  'cs(User-Agent)': none,
  'cs(Cookie)': none,
  'cs(Referer)': none,
};

/** An empty value is `-`. */
function cell(value: string): string {
  const safe = value.replace(/[+%\p{Cc}\p{Zl}\p{Zp}]/gu, (c) => encodeURIComponent(c));
  return safe === '' ? '-' : safe.replace(/ /g, '+');
}

/** `ex261123.log`: one file a day, of UTC, named as IIS named them. */
export function logFileName(at: number): string {
  return `ex${new Date(at).toISOString().slice(2, 10).replaceAll('-', '')}.log`;
}
