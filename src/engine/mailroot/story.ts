/**
 * Writes down one attempt of one message: decisions for the LTR, sessions for the RTR. Notes are held until `flush`, since a message
 * that is only dropped keeps no transcripts. One session at a time is written while it grows, with what was noted, when it takes longer
 * than a moment; others follow whole when they end.
 * A transcript that can't be written is told to the log once and never stops delivery.
 */
import { errorText, type Cancel, type Clock, type Log } from '../ports';
import type { MailRoot } from './layout';

import {
  encodeLtr,
  encodeRtrEntry,
  encodeRtrStart,
  ltrHeader,
  rtrHeader,
  type LtrKind,
  type RtrMark,
} from './transcript';
import { appendTranscript, type TranscriptPiece } from './transcriptFile';

export interface SessionRecord {
  record(mark: RtrMark, text: string): void;
  /** The connection is over; its lines are written. */
  end(): void;
}

export interface Story {
  note(kind: LtrKind, text: string, recipient?: string): void;
  /** Opens the record of one connection. Opening it makes the story one that is kept. */
  session(hop: { name: string; port: number }): SessionRecord;
  /** Writes what was noted so far. */
  flush(): Promise<void>;
  /** Resolves when the sessions that have ended are written; what was noted is still held. */
  written(): Promise<void>;
}

export interface StoryPorts {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly log: Log;
}

const liveMs = 250;

/** `attempt` counts from 1. */
export function openStory(ports: StoryPorts, id: string, attempt: number): Story {
  return new Writing(ports, id, attempt);
}

class Writing implements Story {
  readonly #ports: StoryPorts;
  readonly #id: string;
  readonly #attempt: number;
  #ltr = '';
  #sessions = 0;
  #live: Session | undefined;
  #held = '';
  #writing: Promise<void> = Promise.resolve();
  #complained = false;

  constructor(ports: StoryPorts, id: string, attempt: number) {
    this.#ports = ports;
    this.#id = id;
    this.#attempt = attempt;
  }

  note(kind: LtrKind, text: string, recipient?: string): void {
    this.#ltr += encodeLtr({ at: this.#ports.clock.now(), kind, text, ...(recipient !== undefined && { recipient }) });
  }

  session({ name, port }: { name: string; port: number }): SessionRecord {
    this.#sessions += 1;
    const at = this.#ports.clock.now();
    const start = encodeRtrStart({ attempt: this.#attempt, session: this.#sessions, name, port, at });
    const session = new Session(this.#ports.clock, start, {
      write: (text) => {
        void this.flush();
        this.#appendRtr(text);
      },
      isLive: (asking) => (this.#live ??= asking) === asking,
      ended: (ending, rest) => this.#ended(ending, rest),
    });
    return session;
  }

  flush(): Promise<void> {
    const text = this.#ltr;
    this.#ltr = '';
    this.#append({ id: this.#id, part: '.ltr', header: ltrHeader(this.#id), text });
    return this.#writing;
  }

  written(): Promise<void> {
    return this.#writing;
  }

  /** What ends beside a session that is written while it grows waits for the end of that one. */
  #ended(ending: Session, rest: string): void {
    if (this.#live !== undefined && this.#live !== ending) {
      this.#held += rest;
      return;
    }
    this.#appendRtr(rest + this.#held);
    this.#held = '';
    this.#live = undefined;
  }

  #appendRtr(text: string): void {
    this.#append({ id: this.#id, part: '.rtr', header: rtrHeader(this.#id), text });
  }

  #append(piece: TranscriptPiece): void {
    if (piece.text === '') return;
    this.#writing = this.#writing
      .then(() => appendTranscript(this.#ports.mailRoot, piece))
      .catch((error: unknown) => {
        if (!this.#complained) this.#ports.log.warn(`${this.#id}${piece.part} can't be written: ${errorText(error)}`);
        this.#complained = true;
      });
  }
}

interface SessionPorts {
  readonly write: (text: string) => void;
  /** Whether this session may be written while it grows; the first to ask may. */
  readonly isLive: (asking: Session) => boolean;
  readonly ended: (ending: Session, rest: string) => void;
}

class Session implements SessionRecord {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #ports: SessionPorts;
  #text: string;
  #timer: Cancel | undefined;

  constructor(clock: Clock, start: string, ports: SessionPorts) {
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#ports = ports;
    this.#text = start;
  }

  record(mark: RtrMark, text: string): void {
    this.#text += encodeRtrEntry({ ms: this.#clock.now() - this.#startedAt, mark, text });
    if (this.#ports.isLive(this)) this.#timer ??= this.#clock.after(liveMs, () => this.#writeOut());
  }

  end(): void {
    this.#ports.ended(this, this.#take());
  }

  #writeOut(): void {
    this.#ports.write(this.#take());
  }

  #take(): string {
    this.#timer?.();
    this.#timer = undefined;
    const text = this.#text;
    this.#text = '';
    return text;
  }
}
