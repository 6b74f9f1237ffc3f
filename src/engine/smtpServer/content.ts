/**
 * The content of one transaction as it comes over the wire: finds its end, takes the dots off, and passes it on while it comes in.
 * The end is CRLF.CRLF and nothing else (RFC 5321 §4.1.1.4): what other servers take for it is content here, so that no message can
 * hide a second one. What breaks a rule is read to its end (the client hears nothing before) but no longer passed on.
 */
import { Readable } from 'node:stream';
import type { WireRules } from './rules';

/** Why a content is refused; `line` counts from 1. */
export type ContentFlaw =
  { readonly kind: 'bare LF' | 'bare CR' | 'long line'; readonly line: number } | { readonly kind: 'too large' };

/** What the reader of a content hears when it will not get the whole of it. */
export class NotWhole extends Error {}

const LF = 10;
const CR = 13;
const dot = 46;
const crlf = Buffer.from('\r\n');

/** Bytes to be read by somebody else, who says when he wants more. */
class Passing extends Readable {
  #more: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 65_536 });
  }

  /** Runs `more` when the reader wants more, or has gone. */
  whenWanted(more: () => void): void {
    this.#more = more;
  }

  override _read(): void {
    this.#wanted();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    done(error);
    this.#wanted();
  }

  #wanted(): void {
    const more = this.#more;
    this.#more = undefined;
    more?.();
  }
}

export class Content {
  readonly stream: Readable;
  readonly #passing = new Passing();
  readonly #rules: WireRules;
  #flaw: ContentFlaw | undefined;
  #octets = 0;
  #line = 1;
  /** Octets of the line that came in earlier chunks and were passed on. */
  #begun = 0;
  /** The line before ended with CRLF, so that a lone dot ends the content. */
  #afterCrlf = true;
  /** The end of a chunk that can't be judged alone: `.`, `.\r`, or a CR. */
  #held: Buffer | undefined;
  #chunk: Buffer = crlf;
  /** What of the chunk is to be passed on next: one unbroken run. */
  #from = 0;
  #to = 0;
  #out: Buffer | undefined;
  #filled = 0;

  constructor(rules: WireRules) {
    this.#rules = rules;
    this.stream = this.#passing;
    // Whoever reads it hears the error too; a stream that nobody reads yet must not end the process.
    this.stream.on('error', () => undefined);
  }

  get flaw(): ContentFlaw | undefined {
    return this.#flaw;
  }

  /** Octets of content so far, dots taken off. */
  get octets(): number {
    return this.#octets;
  }

  /** Takes what came in. Resolves to what is behind the end of the content, or undefined while it goes on. */
  take(fresh: Buffer): Buffer | undefined {
    const chunk = this.#held === undefined ? fresh : Buffer.concat([this.#held, fresh]);
    this.#open(chunk);
    let at = 0;
    for (let lf = chunk.indexOf(LF); lf >= 0; lf = chunk.indexOf(LF, at)) {
      if (this.#endsAt(at, lf)) return this.#finish(lf + 1);
      this.#wholeLine(at, lf);
      at = lf + 1;
    }
    this.#restOfChunk(at);
    this.#passOn();
    return undefined;
  }

  /** Runs `more` at once, or when the reader has caught up. */
  whenWanted(more: () => void): void {
    if (this.#passing.destroyed || this.#passing.readableLength < this.#passing.readableHighWaterMark) more();
    else this.#passing.whenWanted(more);
  }

  /** The client has gone, or takes too long: nothing of it may be kept. */
  abandon(why: string): void {
    this.#passing.destroy(new NotWhole(why));
  }

  /** A lone dot between two CRLFs. */
  #endsAt(at: number, lf: number): boolean {
    return (
      this.#afterCrlf && this.#begun === 0 && lf === at + 2 && this.#chunk[at] === dot && this.#chunk[at + 1] === CR
    );
  }

  #finish(behind: number): Buffer {
    const rest = this.#chunk.subarray(behind);
    this.#passOn();
    if (this.#flaw === undefined) this.#passing.push(null);
    return rest;
  }

  #wholeLine(at: number, lf: number): void {
    const proper = lf > at && this.#chunk[lf - 1] === CR;
    const end = proper ? lf - 1 : lf;
    const start = this.#unstuffed(at, end);
    this.#judgeLength(lf - start + 1);
    this.#text(start, end);
    if (proper) this.#pass(end, lf + 1);
    else this.#bareEnd('bare LF');
    this.#line += 1;
    this.#begun = 0;
    this.#afterCrlf = proper;
  }

  /** Where the line's own text begins: behind a dot in front, unless it stands alone (RFC 5321 §4.5.2). */
  #unstuffed(at: number, end: number): number {
    return this.#begun === 0 && end > at + 1 && this.#chunk[at] === dot ? at + 1 : at;
  }

  /** Text without its line end; a CR in it is bare. */
  #text(from: number, end: number): void {
    let at = from;
    for (let cr = this.#nextCr(at); cr >= 0 && cr < end; cr = this.#nextCr(at)) {
      this.#pass(at, cr);
      this.#bareEnd('bare CR');
      at = cr + 1;
    }
    this.#pass(at, end);
  }

  #knownCr = -1;
  /** Looked for once, however many lines there are in front of it. */
  #nextCr(at: number): number {
    if (this.#knownCr >= 0 && this.#knownCr < at) {
      const found = this.#chunk.indexOf(CR, at);
      this.#knownCr = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return Number.isFinite(this.#knownCr) ? this.#knownCr : -1;
  }

  #bareEnd(kind: 'bare LF' | 'bare CR'): void {
    if (this.#rules.bareLineEnds === 'strict') this.#refuse({ kind, line: this.#line });
    else this.#insert(crlf);
  }

  #judgeLength(octets: number): void {
    const { maxLineOctets } = this.#rules;
    if (maxLineOctets > 0 && this.#begun + octets > maxLineOctets)
      this.#refuse({ kind: 'long line', line: this.#line });
  }

  /** A line whose end has not come yet. What can't be judged without the next octet waits for it. */
  #restOfChunk(at: number): void {
    const rest = this.#chunk.subarray(at);
    const couldEnd = this.#begun === 0 && (rest.equals(loneDot) || rest.equals(dotCr));
    const end = couldEnd ? at : rest.at(-1) === CR ? this.#chunk.length - 1 : this.#chunk.length;
    this.#held = end < this.#chunk.length ? this.#chunk.subarray(end) : undefined;
    if (end === at) return;
    const start = this.#unstuffed(at, end);
    this.#judgeLength(end - start);
    this.#text(start, end);
    this.#begun += end - start;
  }

  #open(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#held = undefined;
    this.#from = this.#to = 0;
    this.#out = undefined;
    this.#filled = 0;
    const cr = chunk.indexOf(CR);
    this.#knownCr = cr < 0 ? Number.POSITIVE_INFINITY : cr;
  }

  #pass(from: number, to: number): void {
    if (to <= from) return;
    if (from === this.#to) this.#to = to;
    else {
      this.#gather();
      this.#from = from;
      this.#to = to;
    }
  }

  /** Copies the run to what was gathered of this chunk before. */
  #gather(): void {
    if (this.#to === this.#from) return;
    const out = this.#room();
    // A call of copy costs more than a few octets do.
    if (this.#to - this.#from > 32) this.#filled += this.#chunk.copy(out, this.#filled, this.#from, this.#to);
    else for (let i = this.#from; i < this.#to; i++) out[this.#filled++] = this.#chunk[i] ?? 0;
    this.#from = this.#to;
  }

  #insert(bytes: Buffer): void {
    this.#gather();
    this.#filled += bytes.copy(this.#room(), this.#filled);
  }

  /** At the worst each octet is a line end of its own that becomes CRLF. */
  #room(): Buffer {
    this.#out ??= Buffer.allocUnsafe(this.#chunk.length * (this.#rules.bareLineEnds === 'strict' ? 1 : 2));
    return this.#out;
  }

  #passOn(): void {
    if (this.#out !== undefined) this.#gather();
    const bytes = this.#out?.subarray(0, this.#filled) ?? this.#chunk.subarray(this.#from, this.#to);
    this.#octets += bytes.length;
    const { maxContentOctets } = this.#rules;
    if (maxContentOctets > 0 && this.#octets > maxContentOctets) this.#refuse({ kind: 'too large' });
    if (this.#flaw === undefined && bytes.length > 0 && !this.#passing.destroyed) this.#passing.push(bytes);
  }

  #refuse(flaw: ContentFlaw): void {
    if (this.#flaw !== undefined) return;
    this.#flaw = flaw;
    this.#passing.destroy(new NotWhole(`the content is refused: ${flaw.kind}`));
  }
}

const loneDot = Buffer.from('.');
const dotCr = Buffer.from('.\r');
