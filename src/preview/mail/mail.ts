/**
 * A message read for being looked at: its model, its octets, and which of its parts are the text, the HTML and the files. Its text is
 * Latin-1, so that an offset is an octet and nothing is lost; what is shown is decoded where it is shown. Pure, never throws.
 */
import { readMessage } from '../../language/model/message';
import { parameterText, readStructured } from '../../language/model/parameters';
import { fieldOf } from '../../language/model/fields';
import { fileNameOf } from '../../language/model/content';
import type { Message, Part } from '../../language/model/part';

export interface Mail {
  readonly bytes: Buffer;
  readonly message: Message;
  /** Octets of the whole file; more than `bytes` has when its end was not read. */
  readonly size: number;
  readonly html?: Part;
  /** Parts of plain text that are read one below the other. */
  readonly texts: readonly Part[];
  /** All other leaves, and messages inside. */
  readonly files: readonly Part[];
}

export function readMail(bytes: Buffer, size = bytes.length): Mail {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const own = hasMark ? bytes.subarray(3) : bytes;
  const message = readMessage(own.toString('latin1'));
  const leaves = leavesOf(message.root);
  const shown = leaves.filter((part) => isShown(message.text, part));
  const html = shown.find((part) => part.type.word === 'text/html');
  const texts = shown.filter((part) => part.type.word === 'text/plain');
  const files = leaves.filter((part) => part !== html && !texts.includes(part));
  return { bytes: own, message, size, ...(html && { html }), texts, files };
}

/** Without what is inside of attached messages. */
function leavesOf(root: Part): Part[] {
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
export function contentId(text: string, part: Part): string | undefined {
  const field = fieldOf(part.fields, 'content-id');
  if (field === undefined) return undefined;
  return text.slice(field.value.start, field.value.end).replace(/\s+/g, '').replace(/^<|>$/g, '');
}

export function namedCharset(part: Part): string | undefined {
  return parameterText(part.type, 'charset')?.toLowerCase();
}
