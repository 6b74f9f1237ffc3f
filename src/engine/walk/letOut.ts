/**
 * The queued messages that a person let leave this machine though the settings don't allow their domains: while there is one, something can
 * leave. Known from the moment one is looked at, and after a start from what the disk tells of those that wait. In memory alone.
 */
import { readQueued, readState } from '../mailroot/store';
import type { Envelope } from '../mailroot/envelope';
import type { MailRoot } from '../mailroot/layout';
import { domainOf } from '../message/domain';
import { readEnvelopeBlock } from '../message/envelopeBlock';
import { headerText, readHeaders } from '../message/headers';
import type { LetOut } from '../protocol';
import { isOpen } from '../queue/settle';

export interface LetOutPorts {
  readonly mailRoot: MailRoot;
  /** Another message, or one less. */
  readonly onChange: () => void;
}

interface Seen {
  readonly envelope: Envelope;
  readonly content: () => Promise<Buffer>;
}

/** So many are named, the rest is counted. */
const mostNamed = 5;
const mostLetters = 80;

export class LetOutBook {
  readonly #ports: LetOutPorts;
  readonly #byId = new Map<string, LetOut>();
  #finding = Promise.resolve();

  constructor(ports: LetOutPorts) {
    this.#ports = ports;
  }

  /** Counts as long as somebody is left there who is to get it. */
  async saw({ envelope, content }: Seen): Promise<void> {
    const { id, mayLeave = [] } = envelope;
    if (mayLeave.length === 0) return;
    const waiting = envelope.recipients.filter(isOpen).map(({ address }) => domainOf(address));
    const domains = mayLeave.filter((domain) => waiting.includes(domain));
    if (domains.length === 0) {
      this.left(id);
      return;
    }
    const { subject } = this.#byId.get(id) ?? { subject: subjectOf(await content()) };
    this.#byId.set(id, { id, subject, domains });
    this.#ports.onChange();
  }

  left(id: string): void {
    if (this.#byId.delete(id)) this.#ports.onChange();
  }

  /** After a start: one of which the disk says that it was let out. Without its files it counts for nothing. */
  found(id: string): void {
    // One after the other: there may be thousands.
    this.#finding = this.#finding.then(() => this.#find(id));
  }

  async #find(id: string): Promise<void> {
    const { mailRoot } = this.#ports;
    const state = await readState(mailRoot, id).catch(() => undefined);
    if (state?.kind !== 'envelope') return;
    const bytes = await readQueued(mailRoot, id).catch(() => undefined);
    if (bytes !== undefined) await this.saw({ envelope: state.envelope, content: () => Promise.resolve(bytes) });
  }

  /** For the status: nothing while there is none. */
  status(): { readonly letOut?: { readonly count: number; readonly first: readonly LetOut[] } } {
    if (this.#byId.size === 0) return {};
    return { letOut: { count: this.#byId.size, first: [...this.#byId.values()].slice(0, mostNamed) } };
  }
}

function subjectOf(bytes: Buffer): string {
  const subject = headerText(readHeaders(bytes, readEnvelopeBlock(bytes).end), 'Subject') ?? '';
  return subject.length > mostLetters ? `${subject.slice(0, mostLetters)}...` : subject;
}
