/**
 * What a client says, octet by octet, made into command lines and contents: the library's parser with its traps taken out. A command is
 * handed on with what is wrong about its line; an over-long one costs no memory. While a command is obeyed nothing more is read, so a
 * client can't run ahead of its replies; behind STARTTLS and behind the end of a session nothing is read at all.
 */
import { SMTPStream } from 'smtp-server/lib/smtp-stream';
import { Content } from './content';
import type { WireRules } from './rules';

export type LineFlaw = 'bare LF' | 'bare CR' | 'control character' | 'too long';

/** A command line without its end. Of one that is too long only the beginning is there. */
export interface CommandLine {
  readonly bytes: Buffer;
  readonly flaw?: LineFlaw;
}

/** What is waited for: a command, the rest of one, more content; or the client waits for us. */
export type Awaited = 'command' | 'rest of a command' | 'content' | 'us';

export interface WirePorts {
  readonly rules: () => WireRules;
  /** Epoch ms. */
  readonly now: () => number;
  /** Calls `resume` when the next line may come. */
  readonly hear: (line: CommandLine, resume: () => void) => void;
  /** The client says no more, and all it said has been heard and answered. */
  readonly ended?: () => void;
}

type Done = (error?: Error | null) => void;

const LF = 10;
const CR = 13;
const nothing = Buffer.alloc(0);
/** A client that pipelines without end must not keep the others waiting. */
const linesInARow = 100;

export class Wire extends SMTPStream {
  readonly #ports: WirePorts;
  #begun: Buffer[] = [];
  #begunOctets = 0;
  #content: Content | undefined;
  #contentEnded: (() => void) | undefined;
  #rest: Buffer = nothing;
  #done: Done | undefined;
  #turning = false;
  #again = false;
  #awaited: Awaited = 'command';
  #since: number;
  #heardAt: number;

  constructor(ports: WirePorts) {
    super();
    this.#ports = ports;
    this.#since = this.#heardAt = ports.now();
  }

  get awaited(): Awaited {
    return this.#awaited;
  }

  /** Epoch ms: since when that is waited for, and when the last octet came. */
  get times(): { readonly since: number; readonly heardAt: number } {
    return { since: this.#since, heardAt: this.#heardAt };
  }

  /** What comes next is content; `ended` runs at its end, and `resume` lets the next command come. */
  beginContent(ended: () => void): Content {
    const content = new Content(this.#ports.rules());
    this.#content = content;
    this.#contentEnded = ended;
    this._dataMode = true;
    return content;
  }

  resumeCommands(): void {
    this.#turn();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding | 'buffer', done: Done): void {
    if (this.isClosed) {
      done();
      return;
    }
    this.#heardAt = this.#ports.now();
    this.#rest = chunk;
    this.#done = done;
    this.#turn();
  }

  /** A line that the end of the connection cut short is no command. */
  override _flushData(): void {
    this.#begun = [];
    this.#ports.ended?.();
  }

  /** Goes on for as long as there is something to take and nobody to wait for; a chunk that is used up may bring the next one at once. */
  #turn(): void {
    if (this.#turning) {
      this.#again = true;
      return;
    }
    this.#turning = true;
    try {
      let lines = 0;
      do {
        this.#again = false;
        this.#step();
        lines += 1;
      } while (this.#goesOn() && lines < linesInARow);
      if (this.#goesOn()) setImmediate(() => this.#turn());
    } finally {
      this.#turning = false;
    }
  }

  #goesOn(): boolean {
    return this.#again;
  }

  /** One line, or what there is of a content. */
  #step(): void {
    if (!this.isClosed && this.#content !== undefined) {
      this.#takeContent(this.#content);
      return;
    }
    const line = this.isClosed ? undefined : this.#nextLine();
    if (line === undefined) {
      this.#usedUp();
      return;
    }
    this.#await('us');
    this.#ports.hear(line, () => this.#turn());
  }

  #usedUp(): void {
    this.#rest = nothing;
    this.#await(this.#begunOctets > 0 ? 'rest of a command' : 'command');
    const done = this.#done;
    this.#done = undefined;
    done?.();
  }

  #takeContent(content: Content): void {
    this.#await('content');
    const behind = content.take(this.#rest);
    if (behind === undefined) {
      this.#rest = nothing;
      const done = this.#done;
      this.#done = undefined;
      if (done !== undefined) content.whenWanted(done);
      return;
    }
    this.#rest = behind;
    this.#content = undefined;
    this._dataMode = false;
    this.#await('us');
    this.#contentEnded?.();
  }

  /** The next whole line; what there is of one is kept, up to the limit. */
  #nextLine(): CommandLine | undefined {
    const lf = this.#rest.indexOf(LF);
    const end = lf < 0 ? this.#rest.length : lf + 1;
    this.#begin(this.#rest.subarray(0, end));
    this.#rest = this.#rest.subarray(end);
    if (lf < 0) return undefined;
    const whole = this.#begun.length === 1 ? (this.#begun[0] ?? nothing) : Buffer.concat(this.#begun);
    const octets = this.#begunOctets;
    this.#begun = [];
    this.#begunOctets = 0;
    return judged(whole, octets, this.#ports.rules());
  }

  #begin(piece: Buffer): void {
    const { maxCommandOctets } = this.#ports.rules();
    const room = maxCommandOctets - this.#begunOctets;
    if (room > 0 && piece.length > 0) this.#begun.push(piece.subarray(0, room));
    this.#begunOctets += piece.length;
  }

  #await(awaited: Awaited): void {
    if (this.#awaited === awaited) return;
    this.#awaited = awaited;
    this.#since = this.#ports.now();
  }
}

function judged(whole: Buffer, octets: number, { maxCommandOctets, bareLineEnds }: WireRules): CommandLine {
  if (octets > maxCommandOctets) return { bytes: whole, flaw: 'too long' };
  const proper = whole.at(-2) === CR;
  const bytes = whole.subarray(0, whole.length - (proper ? 2 : 1));
  const strict = bareLineEnds === 'strict';
  if (strict && !proper) return { bytes, flaw: 'bare LF' };
  if (strict && bytes.includes(CR)) return { bytes, flaw: 'bare CR' };
  return bytes.some(isControl) ? { bytes, flaw: 'control character' } : { bytes };
}

/** A tab is blank space to every server; everything else below space, and DEL, has no place in a command. */
function isControl(octet: number): boolean {
  return (octet < 32 && octet !== 9) || octet === 127;
}
