/**
 * A message read for being looked at: its model, where its octets are, and which of its parts are the text, the HTML and the files. Its
 * text is Latin-1 and, of a large message, condensed; what is shown is read and decoded where it is shown. Throws only when the file can
 * not be read.
 */
import { readMessage } from '../../language/model/message';
import { parameterText, readStructured } from '../../language/model/parameters';
import { fieldOf } from '../../language/model/fields';
import { fileNameOf } from '../../language/model/content';
import type { Span } from '../../language/model/span';
import type { Message, Part } from '../../language/model/part';
import { condensed, condenseLimits, type Piece } from './condensed';
import { inMemory, stretchOf, type Octets } from './octets';

export interface Mail {
  /** Of the whole message, without a byte order mark. */
  readonly octets: Octets;
  /** Its first octets, with the header. */
  readonly head: Buffer;
  /** Its offsets are of the condensed text: `extentOf` says where in the octets that is, `linesAt` on which line. */
  readonly message: Message;
  readonly pieces: readonly Piece[];
  /** Octets that were looked at; fewer than there are when the end was not. */
  readonly scanned: number;
  readonly html?: Part;
  /** Parts of plain text that are read one below the other. */
  readonly texts: readonly Part[];
  /** All other leaves, and messages inside. */
  readonly files: readonly Part[];
}

export function readMail(given: Uint8Array | Octets, limits = condenseLimits): Mail {
  const all = given instanceof Uint8Array ? inMemory(given) : given;
  const octets = stretchOf(all, all.read(0, 3).equals(byteOrderMark) ? 3 : 0);
  const { text, pieces, scanned } = condensed(octets, limits);
  const message = readMessage(text);
  const leaves = leavesOf(message.root);
  const shown = leaves.filter((part) => isShown(message.text, part));
  const html = shown.find((part) => part.type.word === 'text/html');
  const texts = shown.filter((part) => part.type.word === 'text/plain');
  const own = new Set(html === undefined ? texts : [html, ...texts]);
  const files = leaves.filter((part) => !own.has(part));
  const head = octets.read(0, longestHead);
  return { octets, head, message, pieces, scanned, ...(html && { html }), texts, files };
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/** Octets in which the header is looked for. */
const longestHead = 1_000_000;

/** Where the body of a part is in the octets of the message. */
export function extentOf({ pieces }: Mail, { body }: Part): Span {
  // A stretch that was left out stands behind what it follows: it is part of the body that ends there.
  const before = (piece: Piece): boolean => piece.at < body.start;
  const upTo = (piece: Piece): boolean => piece.at <= body.end;
  const first = pieces.findLast(before) ?? pieces[0];
  const last = pieces.findLast(upTo) ?? pieces[0];
  const place = (piece: Piece | undefined, offset: number): number =>
    piece === undefined ? offset : piece.from + offset - piece.at;
  const start = place(first, body.start);
  return { start, end: Math.max(start, place(last, body.end)) };
}

/** In the order of the text, without what is inside of attached messages. */
export function leavesOf(root: Part): Part[] {
  const found: Part[] = [];
  const waiting = [root];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (part.kind === 'multipart') for (const child of [...part.children].reverse()) waiting.push(child);
    else found.push(part);
  }
  return found;
}

function isShown(text: string, part: Part): boolean {
  if (part.kind !== 'leaf') return false;
  const disposition = dispositionOf(text, part);
  return disposition === 'inline' || (disposition === '' && fileNameOf(text, part) === undefined);
}

/** `attachment`, `inline`, or `''`. */
export function dispositionOf(text: string, part: Part): string {
  const field = fieldOf(part.fields, 'content-disposition');
  return field === undefined ? '' : readStructured(text, field.value).word;
}

export function partAt({ message }: Mail, path: string): Part | undefined {
  return message.parts.find((part) => part.path === path);
}

/** A Content-ID without its brackets. */
function contentId(text: string, part: Part): string | undefined {
  const field = fieldOf(part.fields, 'content-id');
  if (field === undefined) return undefined;
  return text.slice(field.value.start, field.value.end).replace(/\s+/g, '').replace(/^<|>$/g, '');
}

/** By their Content-IDs; the first of each. */
export function partsById({ message }: Mail): Map<string, Part> {
  const found = new Map<string, Part>();
  for (const part of message.parts) {
    const id = contentId(message.text, part);
    if (id !== undefined && !found.has(id)) found.set(id, part);
  }
  return found;
}

export function namedCharset(part: Part): string | undefined {
  return parameterText(part.type, 'charset')?.toLowerCase();
}
