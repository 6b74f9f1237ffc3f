/**
 * The lines and contents a client sends to a simulated host, read from a socket one at a time. What is not asked for yet waits in the
 * socket, so that a slow host slows its client. Keeps the beginning of a content alone. Never rejects: a connection that is over reads as
 * its end.
 */
import type { Socket } from 'node:net';

export interface Content {
  readonly octets: number;
  /** Its first 64 KiB: enough for a header. */
  readonly head: Buffer;
}

const headLimit = 64 * 1_024;
/** A command line that is longer is no command; it is cut. */
const lineLimit = 64 * 1_024;
const end = Buffer.from('\r\n.\r\n');

export class Wire {
  readonly #socket: Socket;
  #buffer: Buffer = Buffer.from('');
  #over = false;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#hear);
    socket.once('end', this.#finish);
    socket.once('close', this.#finish);
    socket.pause();
  }

  readonly #hear = (chunk: Buffer): void => {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    this.#socket.pause();
    this.#wake?.();
  };

  readonly #finish = (): void => {
    this.#over = true;
    this.#wake?.();
  };

  /** A line without its end, or undefined when the client is gone. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const at = this.#buffer.indexOf('\n');
      if (at >= 0 || this.#buffer.length > lineLimit) {
        const cut = at >= 0 ? at + 1 : this.#buffer.length;
        const line = this.#buffer.toString('utf8', 0, cut).replace(/\r?\n$/, '');
        this.#buffer = this.#buffer.subarray(cut);
        return line;
      }
      if (this.#over) return undefined;
      await this.#more();
    }
  }

  /** Up to the dot on a line of its own; `pace` waits after each piece. Undefined when the client goes before it. */
  async content(pace: (octets: number) => Promise<void>): Promise<Content | undefined> {
    // As if a line had just ended: an empty content is a dot and nothing else.
    let tail: Buffer = Buffer.from('\r\n');
    let head: Buffer = Buffer.from('');
    let octets = 0;
    for (;;) {
      const searched = Buffer.concat([tail, this.#buffer]);
      const at = searched.indexOf(end);
      const taken = at >= 0 ? Math.max(0, at + 2 - tail.length) : this.#buffer.length;
      octets += taken;
      if (head.length < headLimit) head = Buffer.concat([head, this.#buffer.subarray(0, taken)]).subarray(0, headLimit);
      if (at >= 0) {
        this.#buffer = searched.subarray(at + end.length);
        await pace(taken);
        return { octets, head };
      }
      tail = searched.subarray(-(end.length - 1));
      this.#buffer = Buffer.from('');
      await pace(taken);
      if (this.#over) return undefined;
      if (this.#buffer.length === 0) await this.#more();
    }
  }

  /** Lets go of the socket, for TLS to take it. What the client said too early is not carried over (RFC 3207 §4). */
  letGo(): void {
    this.#socket.off('data', this.#hear);
    this.#socket.off('end', this.#finish);
    this.#socket.off('close', this.#finish);
    this.#buffer = Buffer.from('');
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
      if (this.#over) this.#wake();
      else this.#socket.resume();
    });
  }
}
