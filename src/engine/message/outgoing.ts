/**
 * The bytes that go on the wire, derived at each attempt from the file as it stands: envelope lines and Bcc taken off, line ends
 * made CRLF, Date and Message-ID added when missing (the same at every attempt), Received for a Pickup file put on top.
 * Never touches the file. Dot-stuffing for the wire is the SMTP client's.
 */
import { readEnvelopeBlock } from './envelopeBlock';
import { headerValue, readHeaders, type HeaderField } from './headers';

/** What of a message's story its wire form depends on. Times are epoch ms. */
export interface Origin {
  readonly id: string;
  readonly arrivedAt: number;
  readonly fqdn: string;
  /** The file came through Pickup: say so in a Received field. */
  readonly pickup: boolean;
  /** The file's lines that begin with a dot have one dot too many (see dotStuffing). */
  readonly dotStuffed: boolean;
}

export interface Outgoing {
  readonly content: Buffer;
  /** The content has octets above 127. */
  readonly eightBit: boolean;
}

export function outgoing(bytes: Uint8Array, origin: Origin): Outgoing {
  const { end } = readEnvelopeBlock(bytes);
  const block = readHeaders(bytes, end);
  const kept = withoutBcc(bytes, { from: end, bodyAt: block.bodyAt, fields: block.fields });
  const added = addedFields(block.fields.length > 0 ? missing(block) : [], origin);
  const blank = block.closed ? '' : '\r\n';
  const body = bytes.subarray(block.bodyAt);
  const parts = [Buffer.from(added), ...kept, Buffer.from(blank), origin.dotStuffed ? unstuff(body) : body];
  const content = crlf(Buffer.concat(parts));
  return { content, eightBit: content.some((octet) => octet > 127) };
}

/** `Received:` of a file from Pickup, in IIS's words, folded, with its line end. */
export function pickupReceived(origin: Pick<Origin, 'id' | 'arrivedAt' | 'fqdn'>): string {
  return `Received: from mail pickup service by ${origin.fqdn} with MailRoot id ${origin.id};\r\n\t${rfc5322Date(origin.arrivedAt)}\r\n`;
}

/** `Mon, 23 Nov 2026 11:50:01 +0000` (RFC 5322 §3.3), in UTC. */
export function rfc5322Date(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}

function missing(block: Parameters<typeof headerValue>[0]): ('Date' | 'Message-ID')[] {
  return (['Date', 'Message-ID'] as const).filter((name) => headerValue(block, name) === undefined);
}

function addedFields(names: readonly ('Date' | 'Message-ID')[], origin: Origin): string {
  const fields = names.map((name) =>
    name === 'Date' ? `Date: ${rfc5322Date(origin.arrivedAt)}\r\n` : `Message-ID: <${origin.id}@${origin.fqdn}>\r\n`,
  );
  return (origin.pickup ? pickupReceived(origin) : '') + fields.join('');
}

interface HeaderBytes {
  readonly from: number;
  readonly bodyAt: number;
  readonly fields: readonly HeaderField[];
}

/** The header block in slices, without its Bcc fields. */
function withoutBcc(bytes: Uint8Array, header: HeaderBytes): Uint8Array[] {
  const slices: Uint8Array[] = [];
  let at = header.from;
  for (const field of header.fields) {
    if (!/^(resent-)?bcc$/i.test(field.name)) continue;
    slices.push(bytes.subarray(at, field.start));
    at = field.end;
  }
  slices.push(bytes.subarray(at, header.bodyAt));
  return slices;
}

const CR = 13;
const LF = 10;

/** Bare LF and bare CR become CRLF (RFC 5321 §2.3.8); bytes that are right already are returned as they are. */
export function crlf(bytes: Buffer): Buffer {
  const last = bytes.at(-1);
  const unended = last !== undefined && last !== LF && last !== CR;
  const bare = countBare(bytes);
  if (bare === 0 && !unended) return bytes;
  const out = Buffer.allocUnsafe(bytes.length + bare + (unended ? 2 : 0));
  let at = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (isBare(bytes, i)) {
      out[at++] = CR;
      out[at++] = LF;
    } else out[at++] = bytes[i] ?? 0;
  }
  if (unended) out.write('\r\n', at, 'latin1');
  return out;
}

function countBare(bytes: Uint8Array): number {
  let bare = 0;
  for (let i = 0; i < bytes.length; i++) if (isBare(bytes, i)) bare++;
  return bare;
}

function isBare(bytes: Uint8Array, i: number): boolean {
  if (bytes[i] === LF) return bytes[i - 1] !== CR;
  return bytes[i] === CR && bytes[i + 1] !== LF;
}

/** Takes one dot off every line that begins with one (RFC 5321 §4.5.2). */
export function unstuff(bytes: Uint8Array): Buffer {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return Buffer.from(text.replace(/^\.(?=\.)/gm, ''), 'latin1');
}

/**
 * Whether a Pickup file was written dot-stuffed. It can't be known (.NET Framework stuffs, .NET does not), only guessed: envelope
 * lines on top, no Return-Path (which a replayed Drop file has), and every line that begins with a dot begins with two.
 */
export function looksStuffed(bytes: Uint8Array): boolean {
  const { sender, receivers, end } = readEnvelopeBlock(bytes);
  if (sender === undefined && receivers.length === 0) return false;
  const block = readHeaders(bytes, end);
  if (headerValue(block, 'Return-Path') !== undefined) return false;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', block.bodyAt);
  return /^\.\./m.test(body) && !/^\.(?!\.)/m.test(body);
}
