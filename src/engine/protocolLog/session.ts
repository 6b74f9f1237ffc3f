/**
 * One session turned into entries: as a server, one entry a command with the reply it got; as a client, one for each command we said and
 * one for each reply we heard, as IIS logged them. It is told lines in which secrets are masked already, and masks nothing itself. Pure
 * but for the moments it is told.
 */
import type { LogEntry } from './fields';

/** What of an entry is the same in the whole session. */
export type SessionFacts = Pick<LogEntry, 'computerName' | 'clientIp' | 'serverIp' | 'serverPort'>;

interface Command {
  readonly at: number;
  readonly method: string;
  readonly query: string;
  readonly octets: number;
}

const lineEndOctets = 2;

function commandOf(line: string, at: number): Command {
  const [, method = '', query = ''] = /^(\S*) ?(.*)$/s.exec(line) ?? [];
  return { at, method: method.toUpperCase(), query, octets: Buffer.byteLength(line) + lineEndOctets };
}

function codeOf(reply: string): number {
  return Number(/^\d{3}/.exec(reply)?.[0] ?? 0);
}

/** A client speaks to us. */
export class ServerSession {
  readonly #facts: SessionFacts;
  readonly #write: (entry: LogEntry) => void;
  readonly #pending: Command[] = [];
  #userName = '';
  #contentOctets = 0;
  /** What comes next answers a challenge of AUTH: it belongs to that command. */
  #challenged = false;

  constructor(facts: SessionFacts, write: (entry: LogEntry) => void) {
    this.#facts = facts;
    this.#write = write;
  }

  heard(line: string, at: number): void {
    const command = commandOf(line, at);
    const [asked] = this.#pending;
    if (this.#challenged && asked !== undefined) {
      this.#challenged = false;
      this.#pending[0] = { ...asked, octets: asked.octets + command.octets };
      return;
    }
    if (/^(?:EHLO|HELO)$/.test(command.method)) this.#userName = command.query;
    this.#pending.push(command);
  }

  /** Octets of the content that DATA brought. */
  content(octets: number): void {
    this.#contentOctets = octets;
  }

  /** A go-ahead (354, 334) is no reply to what it answers: that one comes behind. */
  said(reply: string, at: number): void {
    this.#challenged = reply.startsWith('334');
    if (reply.startsWith('3')) return;
    const command = this.#pending.shift();
    const isGreeting = command === undefined && reply.startsWith('220');
    if (!isGreeting) this.#entry(command ?? { at, method: '', query: reply.slice(4), octets: 0 }, { reply, at });
  }

  /** The connection is over; what nobody answered is told with status 0. */
  ended(at: number): void {
    for (const command of this.#pending.splice(0)) this.#entry(command, { reply: '', at });
  }

  #entry({ at, method, query, octets }: Command, answer: { reply: string; at: number }): void {
    const content = method === 'DATA' ? this.#contentOctets : 0;
    if (method === 'DATA') this.#contentOctets = 0;
    this.#write({
      ...this.#facts,
      at: answer.at,
      userName: this.#userName,
      method,
      query,
      status: codeOf(answer.reply),
      sentOctets: answer.reply === '' ? 0 : Buffer.byteLength(answer.reply) + lineEndOctets,
      receivedOctets: octets + content,
      durationMs: answer.at - at,
    });
  }
}

/** We speak to a remote host. */
export class ClientSession {
  readonly #facts: SessionFacts;
  readonly #write: (entry: LogEntry) => void;
  readonly #startedAt: number;

  constructor(facts: SessionFacts, startedAt: number, write: (entry: LogEntry) => void) {
    this.#facts = facts;
    this.#startedAt = startedAt;
    this.#write = write;
  }

  said(line: string, at: number): void {
    const { method, query, octets } = commandOf(line, at);
    this.#entry({ userName: 'OutboundConnectionCommand', method, query, status: 0, sentOctets: octets, at });
  }

  heard(reply: string, at: number): void {
    const query = reply.replace(/\r?\n/g, ' ');
    const octets = Buffer.byteLength(reply) + lineEndOctets;
    const status = codeOf(reply);
    this.#entry({ userName: 'OutboundConnectionResponse', method: '', query, status, receivedOctets: octets, at });
  }

  #entry(entry: Pick<LogEntry, 'userName' | 'method' | 'query' | 'status' | 'at'> & Partial<LogEntry>): void {
    const durationMs = entry.at - this.#startedAt;
    this.#write({ ...this.#facts, sentOctets: 0, receivedOctets: 0, durationMs, ...entry });
  }
}
