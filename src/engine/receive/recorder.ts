/**
 * Writes down what is said in one session, in memory: the beginning of the session (greeting, EHLO, TLS, AUTH) and the transaction that
 * is under way. Secrets are masked before they get here into a line. Keeps a bounded number of bounded lines, whatever a client does:
 * of a long transaction the beginning and the end.
 */
import type { InboundSession } from '../mailroot/inbound';
import type { RtrEntry, RtrMark } from '../mailroot/transcript';
import type { Witness } from '../ports';

interface Start {
  readonly at: number;
  readonly client: { readonly address: string; readonly port: number };
  readonly port: number;
  /** Epoch ms. */
  readonly now: () => number;
  /** Hears every line too, masked. */
  readonly witness?: Witness | undefined;
}

const openingLines = 60;
const headLines = 300;
const tailLines = 100;
const longest = 1_000;
const mask = '********';

export class Recorder {
  readonly #start: Start;
  readonly #opening: RtrEntry[] = [];
  #head: RtrEntry[] = [];
  #tail: RtrEntry[] = [];
  #leftOut = 0;
  #transactions = 0;
  #sawAuth = false;

  constructor(start: Start) {
    this.#start = start;
  }

  /** `secret`: it answers a challenge. */
  heard(text: string, { verb, secret, known }: { verb: string; secret: boolean; known: boolean }): void {
    if (verb === 'MAIL') this.#transactions += 1;
    const safe = secret || (this.#sawAuth && !known) ? mask : withoutCredentials(text);
    if (/^\s*AUTH/i.test(text)) this.#sawAuth = true;
    this.#record('<', safe);
    this.#start.witness?.heard(shortened(safe));
  }

  /** A reply, which may have several lines. */
  said(payload: string): void {
    for (const line of payload.split('\r\n')) this.#record('>', line);
    this.#start.witness?.said(payload);
  }

  event(text: string): void {
    this.#record('*', text);
  }

  /** The session so far, as it concerns the transaction under way; `more` is the reply that is about to be given. */
  session(more?: string): InboundSession {
    const { at, client, port } = this.#start;
    const { ms } = this.#entry('*', '');
    const before = this.#transactions - 1;
    const event = (text: string): RtrEntry[] => [{ ms, mark: '*', text }];
    return {
      at,
      client,
      port,
      lines: [
        ...this.#opening,
        ...(before > 0
          ? event(`earlier: ${before} ${before === 1 ? 'transaction' : 'transactions'} of this session`)
          : []),
        ...this.#head,
        ...(this.#leftOut > 0 ? event(`left out: ${this.#leftOut} lines`) : []),
        ...this.#tail,
        ...(more === undefined ? [] : [{ ms, mark: '>', text: more } as const]),
      ],
    };
  }

  /** The transaction is over and told: what comes next belongs to another. */
  next(): void {
    this.#head = [];
    this.#tail = [];
    this.#leftOut = 0;
  }

  #record(mark: RtrMark, text: string): void {
    const entry = this.#entry(mark, shortened(text));
    if (this.#transactions === 0 && this.#opening.length < openingLines) this.#opening.push(entry);
    else if (this.#head.length < headLines) this.#head.push(entry);
    else {
      this.#tail.push(entry);
      if (this.#tail.length <= 2 * tailLines) return;
      this.#tail = this.#tail.slice(-tailLines);
      this.#leftOut += tailLines + 1;
    }
  }

  #entry(mark: RtrMark, text: string): RtrEntry {
    return { ms: Math.max(0, this.#start.now() - this.#start.at), mark, text };
  }
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/** `AUTH PLAIN AGFib...` becomes `AUTH PLAIN ********`; what only looks like AUTH is masked too. */
function withoutCredentials(text: string): string {
  if (!/^\s*AUTH/i.test(text)) return text;
  const [, command, rest] = /^(\s*AUTH(?:\s+[\w-]{1,20})?)(.*)$/is.exec(text) ?? [];
  return rest?.trim() === '' ? text : `${command ?? 'AUTH'} ${mask}`;
}
