/**
 * The bytes that go on the wire, derived at each attempt from the file as it stands: envelope lines and Bcc taken off, line ends
 * made CRLF, Date and Message-ID added when missing (the same at every attempt), Received for a Pickup file put on top.
 * Never touches the file. Dot-stuffing for the wire is the SMTP client's.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { unstuff, type DotDecision } from './dotStuffing';
import { readEnvelopeBlock } from './envelopeBlock';
import { headerValue, readHeaders, type HeaderField } from './headers';
import { crlf, firstLongLine, maxLineOctets } from './lineEnds';

/** What of a message's story its wire form depends on. Times are epoch ms. */
export interface Origin {
  readonly id: string;
  readonly arrivedAt: number;
  readonly fqdn: string;
  /** The file came through Pickup: say so in a Received field. */
  readonly pickup: boolean;
  /** Absent when no line of it begins with a dot. */
  readonly dots?: DotDecision;
}

export interface Outgoing {
  readonly content: Buffer;
  /** The content has octets above 127. */
  readonly eightBit: boolean;
  /** Its header has UTF-8 in it (RFC 6532), so that it needs SMTPUTF8. */
  readonly utf8Header: boolean;
  /** What the LTR should tell about these bytes, one sentence each. */
  readonly notes: readonly string[];
}

export function outgoing(bytes: Uint8Array, origin: Origin): Outgoing {
  const { end } = readEnvelopeBlock(bytes);
  const block = readHeaders(bytes, end);
  const kept = withoutPrivate(bytes, { from: end, bodyAt: block.bodyAt, fields: block.fields }, origin);
  const added = addedFields(block.fields.length > 0 ? missing(block) : [], origin);
  const blank = block.closed ? '' : '\r\n';
  const body = bytes.subarray(block.bodyAt);
  const stuffed = origin.dots?.stuffed === true;
  const content = crlf(
    Buffer.concat([Buffer.from(added), ...kept, Buffer.from(blank), stuffed ? unstuff(body) : body]),
  );
  const header = eightBitHeader(bytes.subarray(end, block.bodyAt));
  return {
    content,
    eightBit: !isAscii(content),
    utf8Header: header === 'utf-8',
    notes: [...dotNote(origin), ...headerNote(header), ...lineNote(content)],
  };
}

/** `Received:` of a file from Pickup, in IIS's words, folded, with its line end. `remark` becomes a comment in it. */
export function pickupReceived({ id, arrivedAt, fqdn }: Omit<Origin, 'pickup' | 'dots'>, remark?: string): string {
  const comment = remark === undefined ? '' : `\r\n\t(${remark.replace(/[()\\]/g, '\\$&')})`;
  return `Received: from mail pickup service by ${fqdn} with MailRoot id ${id}${comment};\r\n\t${rfc5322Date(arrivedAt)}\r\n`;
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

/**
 * The header block in slices, without its Bcc fields. A message that sets out from here takes no Return-Path along, such as a replayed
 * Drop file has; one that only passes is not looked into for it (RFC 5321 §4.4).
 */
function withoutPrivate(bytes: Uint8Array, header: HeaderBytes, { pickup }: Origin): Uint8Array[] {
  const unwanted = pickup ? /^(?:(?:resent-)?bcc|return-path)$/i : /^(?:resent-)?bcc$/i;
  const slices: Uint8Array[] = [];
  let at = header.from;
  for (const field of header.fields) {
    if (!unwanted.test(field.name)) continue;
    slices.push(bytes.subarray(at, field.start));
    at = field.end;
  }
  slices.push(bytes.subarray(at, header.bodyAt));
  return slices;
}

function eightBitHeader(header: Uint8Array): 'utf-8' | 'unknown' | undefined {
  if (isAscii(header)) return undefined;
  return isUtf8(header) ? 'utf-8' : 'unknown';
}

function dotNote({ dots }: Origin): string[] {
  return dots === undefined ? [] : [dots.why];
}

function headerNote(header: 'utf-8' | 'unknown' | undefined): string[] {
  if (header !== 'unknown') return [];
  return [
    'the header has octets that are neither ASCII nor UTF-8: sent as they are, and many programs will show rubbish',
  ];
}

function lineNote(content: Uint8Array): string[] {
  const long = firstLongLine(content);
  if (long === undefined) return [];
  const { line, octets } = long;
  return [
    `line ${line} has ${octets} octets, more than ${maxLineOctets} (RFC 5322 §2.1.1): sent as it is, and a host may refuse or break it`,
  ];
}
