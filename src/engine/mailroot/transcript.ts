/**
 * The two transcripts of a message, specified in docs/transcripts.md: LTR, what we decided; RTR, what was said on the wire.
 * Encode and decode stand together (property-tested). Plain text, CRLF, appended per attempt, readable without us.
 * A line that does not decode is kept as a `text` line: nothing a person or another tool wrote there is ever lost.
 */

/** What an LTR line is about. */
export const ltrKinds = [
  'arrival',
  'envelope',
  'note',
  'attempt',
  'route',
  'delivered',
  'relayed',
  'delayed',
  'failed',
  'advice',
  'dsn',
  'next',
  'command',
  'end',
] as const;
export type LtrKind = (typeof ltrKinds)[number];

/** One decision: epoch ms, kind, the recipient it is about if it is about one, and a sentence (may span lines). */
export interface LtrEntry {
  readonly at: number;
  readonly kind: LtrKind;
  readonly recipient?: string;
  readonly text: string;
}
export type LtrLine = LtrEntry | { readonly kind: 'text'; readonly text: string };

export function ltrHeader(id: string): string {
  return `MailRoot local transcript of ${id}\r\n\r\n`;
}

export function encodeLtr(entry: LtrEntry): string {
  const whom = entry.recipient === undefined ? '' : `<${oneRun(entry.recipient, /\p{Cc}/gu)}> `;
  const [first = '', ...rest] = oneRun(entry.text).split('\n');
  const more = rest.map((line) => `  ${line}\r\n`).join('');
  return `${new Date(entry.at).toISOString()} ${entry.kind}: ${whom}${first}\r\n${more}`;
}

// A quoted local part may hold angle brackets of its own (RFC 5321 §4.1.2).
const ltrShape = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([a-z]+): (?:<((?:"(?:[^"\\]|\\.)*"|[^<>"])*)> )?(.*)$/s;

export function decodeLtr(text: string): LtrLine[] {
  const lines: LtrLine[] = [];
  for (const line of text.split(/\r?\n/)) {
    const last = lines.at(-1);
    if (line.startsWith('  ') && last !== undefined && last.kind !== 'text') {
      lines[lines.length - 1] = { ...last, text: `${last.text}\n${line.slice(2)}` };
    } else if (line !== '') lines.push(decodeLtrLine(line));
  }
  return lines;
}

function decodeLtrLine(line: string): LtrLine {
  const [, at, kind, recipient, text = ''] = ltrShape.exec(line) ?? [];
  const known = ltrKinds.find((name) => name === kind);
  if (at === undefined || known === undefined) return { kind: 'text', text: line };
  return { at: Date.parse(at), kind: known, text, ...(recipient !== undefined && { recipient }) };
}

/**
 * What a session line is: `>` said by us, `<` said by the remote, `*` an event. Events are `word: text`:
 * `dns: mx.test -> 192.0.2.1`, `connect: 192.0.2.1`, `tls: TLSv1.3 TLS_AES_256_GCM_SHA384`, `content: 1234 octets`,
 * `error: Host not found.`, `closed: by us`. Each stands at the end of what it names, so that time differences are durations.
 */
export type RtrMark = '>' | '<' | '*';
export interface RtrEntry {
  /** Milliseconds since the session began. */
  readonly ms: number;
  readonly mark: RtrMark;
  readonly text: string;
}
/** One connection to one host. `name` is the host as routed; the address comes with the `connect` event. */
export interface RtrSession {
  readonly attempt: number;
  readonly session: number;
  readonly name: string;
  readonly port: number;
  /** Epoch ms. */
  readonly at: number;
  readonly lines: readonly (RtrEntry | { readonly mark: 'text'; readonly text: string })[];
}

export function rtrHeader(id: string): string {
  return `MailRoot remote transcript of ${id}\r\n`;
}

/** The line that opens a session; its entries follow. */
export function encodeRtrStart(session: Omit<RtrSession, 'lines'>): string {
  const { attempt, name, port, at } = session;
  return `\r\n== attempt ${attempt}, session ${session.session}: ${name} port ${port} at ${new Date(at).toISOString()} ==\r\n`;
}

export function encodeRtrEntry(entry: RtrEntry): string {
  const ms = String(entry.ms).padStart(6);
  return entry.text
    .split(/\r?\n/)
    .map((line) => `${ms} ${entry.mark} ${oneRun(line)}\r\n`)
    .join('');
}

export function encodeRtrSession(session: RtrSession): string {
  const body = session.lines.map((line) => (line.mark === 'text' ? `${line.text}\r\n` : encodeRtrEntry(line)));
  return encodeRtrStart(session) + body.join('');
}

const startShape = /^== attempt (\d+), session (\d+): (.*) port (\d+) at (\S+) ==$/s;
const entryShape = /^ *(\d+) ([<>*]) (.*)$/s;

/** All sessions of an RTR, oldest first. Lines ahead of the first session are its header and are not returned. */
export function decodeRtr(text: string): RtrSession[] {
  const sessions: (Omit<RtrSession, 'lines'> & { lines: RtrSession['lines'][number][] })[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, attempt, session, name = '', port, at = ''] = startShape.exec(line) ?? [];
    if (attempt !== undefined) {
      const numbers = { attempt: Number(attempt), session: Number(session), port: Number(port) };
      sessions.push({ ...numbers, name, at: Date.parse(at), lines: [] });
    } else if (line !== '') sessions.at(-1)?.lines.push(decodeRtrLine(line));
  }
  return sessions;
}

export function decodeRtrLine(line: string): RtrSession['lines'][number] {
  const [, ms, mark, text = ''] = entryShape.exec(line) ?? [];
  if (mark !== '>' && mark !== '<' && mark !== '*') return { mark: 'text', text: line };
  return { ms: Number(ms), mark, text };
}

/** Control characters (ANSI escapes, NUL, lone CR) never reach a transcript raw: they are shown as `\\x1b`. */
function oneRun(text: string, hidden = /(?!\n)\p{Cc}/gu): string {
  return text.replace(hidden, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
