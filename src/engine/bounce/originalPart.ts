/**
 * The part of a DSN that brings the original back: whole or its header alone (RFC 3461 §4.3, RFC 6522 §3), and under the type that
 * fits its header (RFC 6533 §6). Pure.
 */
import { isAscii as isAsciiOctets, isUtf8 } from 'node:buffer';
import { readHeaders } from '../message/headers';
import type { ReportKind } from './statusPart';

export interface Returned {
  /** The message as it goes on the wire. */
  readonly original: Uint8Array;
  readonly kind: ReportKind;
  readonly ret: 'FULL' | 'HDRS' | undefined;
  /** A larger original is returned as its header alone. */
  readonly maxOriginalOctets: number;
}

export interface OriginalPart {
  readonly type: 'message/rfc822' | 'text/rfc822-headers' | 'message/global' | 'message/global-headers';
  readonly octets: Buffer;
  /** One sentence for the person who reads the DSN. */
  readonly enclosed: string;
}

/** RET is about failures alone: a DSN that tells of none brings the header only (RFC 3461 §4.3). */
export function originalPart({ original, kind, ret, maxOriginalOctets }: Returned): OriginalPart {
  const { bodyAt } = readHeaders(original);
  const header = original.subarray(0, bodyAt);
  const isGlobal = !isAsciiOctets(header) && isUtf8(header);
  const whole = kind === 'failure' && ret !== 'HDRS' && original.length <= maxOriginalOctets;
  const octets = Buffer.from(whole ? original : header);
  if (whole) return { type: isGlobal ? 'message/global' : 'message/rfc822', octets, enclosed: enclosed.whole };
  const type = isGlobal ? 'message/global-headers' : 'text/rfc822-headers';
  const isLarge = kind === 'failure' && ret !== 'HDRS';
  const large = `Only its header is enclosed: it has ${original.length} octets, more than mailroot.dsn.maxOriginalKilobytes allows.`;
  return { type, octets, enclosed: isLarge ? large : enclosed.header };
}

const enclosed = { whole: 'The message is enclosed.', header: 'Its header is enclosed.' } as const;
