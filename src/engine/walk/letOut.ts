/**
 * The queued messages that a person let leave this machine though the settings don't allow their domains: while there is one, something can
 * leave. Known from the moment one is looked at, and after a start from what the disk tells of those that wait. In memory alone.
 */
import { filePart } from '../mailroot/filePart';
import { readState } from '../mailroot/store';
import type { Envelope } from '../mailroot/envelope';
import { familyPath, type MailRoot } from '../mailroot/layout';
import { domainOf } from '../message/domain';
import { subjectOf } from '../message/subject';
import type { LetOut } from '../protocol';
import { isOpen } from '../queue/settle';

export interface LetOutPorts {
  readonly mailRoot: MailRoot;
  /** Another message, or one less. */
  readonly onChange: () => void;
}

interface Seen {
  readonly envelope: Envelope;
  /** The beginning is enough. */
  readonly content: () => Promise<Uint8Array>;
}

/** So many are named, the rest is counted. */
const mostNamed = 5;
const mostLetters = 80;
/** Octets in which the subject is looked for after a start. */
const headOctets = 65_536;

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
    const { subject } = this.#byId.get(id) ?? { subject: shownSubject(await content()) };
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
    const path = familyPath(mailRoot, 'Queue', { id, part: '.eml' });
    const head = await filePart(path, 0, headOctets).catch(() => undefined);
    if (head !== undefined) await this.saw({ envelope: state.envelope, content: () => Promise.resolve(head.bytes) });
  }

  /** For the status: nothing while there is none. */
  status(): { readonly letOut?: { readonly count: number; readonly first: readonly LetOut[] } } {
    if (this.#byId.size === 0) return {};
    return { letOut: { count: this.#byId.size, first: [...this.#byId.values()].slice(0, mostNamed) } };
  }
}

function shownSubject(bytes: Uint8Array): string {
  const subject = subjectOf(bytes);
  return subject.length > mostLetters ? `${subject.slice(0, mostLetters)}...` : subject;
}
