/**
 * The octets of a message, read stretch by stretch where they are needed: in memory, or in a file, of any size. Reads wait for the disk:
 * they are for the worker. A file that got shorter meanwhile gives what it still has.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export interface Octets {
  readonly size: number;
  /** What there is of that stretch. */
  read(start: number, end: number): Buffer;
}

export function inMemory(bytes: Uint8Array): Octets {
  const own = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { size: own.length, read: (start, end) => own.subarray(Math.max(0, start), Math.max(0, end)) };
}

/** A stretch of others, as if it were all. */
export function stretchOf(octets: Octets, start: number, end = octets.size): Octets {
  const until = Math.min(end, octets.size);
  return {
    size: Math.max(0, until - start),
    read: (from, to) => octets.read(start + from, Math.min(until, start + to)),
  };
}

/** Opened with the first read, and again after it was let go: a message may move on while nobody reads. */
export class FileOctets implements Octets {
  readonly size: number;
  readonly #path: string;
  #file: number | undefined;

  /** Throws when there is no such file. */
  constructor(path: string) {
    this.#path = path;
    this.size = fstatSync(this.#open()).size;
  }

  read(start: number, end: number): Buffer {
    const room = Buffer.allocUnsafe(Math.max(0, Math.min(end, this.size) - start));
    let got = 0;
    for (let more = 1; more > 0 && got < room.length; got += more)
      more = readSync(this.#open(), room, got, room.length - got, start + got);
    return room.subarray(0, got);
  }

  letGo(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): number {
    return (this.#file ??= openSync(this.#path, 'r'));
  }
}

const mostAtOnce = 1_000_000;

export interface Steps {
  readonly start?: number;
  readonly end?: number;
  /** Octets of each; a megabyte at most. */
  readonly step?: number;
}

/** The stretch in pieces that fit into memory, one after the other. */
export function* inSteps(
  octets: Octets,
  { start = 0, end = octets.size, step = mostAtOnce }: Steps = {},
): Generator<Buffer, undefined> {
  for (let at = start; at < end;) {
    const piece = octets.read(at, Math.min(end, at + step, at + mostAtOnce));
    if (piece.length === 0) return;
    yield piece;
    at += piece.length;
  }
}
