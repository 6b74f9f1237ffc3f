/**
 * Mailboxes of an address field with their offsets (RFC 5322 §3.4): display names, addresses, groups, comments. Tolerant: what is no
 * address is returned with its problem. The engine reads addresses with nodemailer's parser; a rule says where the two differ.
 */
import { isAddress } from '../../engine/message/pathLine';
import { behind } from './parameters';
import { cut, isBlank, trimmed, type Span } from './span';

export type AddressProblem =
  | 'empty'
  | 'unclosed'
  | 'text-behind'
  | 'blank-inside'
  | 'two-ats'
  | 'no-local-part'
  | 'dots'
  | 'bad-domain'
  | 'bad-character'
  | 'too-long';

/** One mailbox, from its name to its closing bracket. */
export interface Address extends Span {
  readonly name?: Span;
  readonly address: Span;
  /** As written, without brackets. */
  readonly text: string;
  readonly local: Span;
  readonly domain?: Span;
  readonly problem?: AddressProblem;
}

/** A field of megabytes is read up to here. */
const longestField = 262_144;

export function readAddresses(text: string, field: Span): Address[] {
  const span = { start: field.start, end: Math.min(field.end, field.start + longestField) };
  return segments(text, span).flatMap((segment) => readMailbox(text, segment) ?? []);
}

/** The stretches between commas; the name of a group and its end are separators too. */
function segments(text: string, { start, end }: Span): Span[] {
  const found: Span[] = [];
  let from = start;
  let inBrackets = false;
  for (let at = start; at < end; at = behind(text, at, end)) {
    const sign = text[at] ?? '';
    inBrackets = sign === ',' ? false : bracketed(sign, inBrackets);
    const separates = sign === ',' || (!inBrackets && (sign === ';' || sign === ':'));
    if (!separates) continue;
    if (sign !== ':') found.push({ start: from, end: at });
    from = at + 1;
  }
  found.push({ start: from, end });
  return found;
}

function bracketed(sign: string, before: boolean): boolean {
  if (sign === '<' || sign === '[') return true;
  return sign === '>' || sign === ']' ? false : before;
}

function readMailbox(text: string, segment: Span): Address | undefined {
  const whole = trimmed(text, segment);
  const open = find(text, whole, '<');
  if (open < 0) return bare(text, whole);
  const close = find(text, { start: open, end: whole.end }, '>');
  const inside = trimmed(text, { start: open + 1, end: close < 0 ? whole.end : close });
  const name = trimmed(text, { start: whole.start, end: open });
  const box = described(text, whole, inside);
  const behindIt = close < 0 ? '' : withoutComments(text, { start: close + 1, end: whole.end }).trim();
  const problem = close < 0 ? 'unclosed' : behindIt === '' ? box.problem : 'text-behind';
  return { ...box, ...(name.end > name.start && { name }), ...(problem !== undefined && { problem }) };
}

/** An address without brackets, possibly with comments around it. Nothing at all is no mailbox. */
function bare(text: string, whole: Span): Address | undefined {
  const start = pastComments(text, whole);
  let end = start;
  while (end < whole.end && text[end] !== '(') end = behind(text, end, whole.end);
  const address = trimmed(text, { start, end });
  if (address.start === address.end) return undefined;
  const behindIt = withoutComments(text, { start: address.end, end: whole.end }).trim();
  const box = described(text, whole, address);
  return behindIt === '' ? box : { ...box, problem: 'text-behind' };
}

function pastComments(text: string, { start, end }: Span): number {
  let at = start;
  while (at < end && (text[at] === '(' || isBlank(text.charCodeAt(at)))) at = behind(text, at, end);
  return at;
}

/** First offset of the sign outside quoted strings and comments, or -1. */
function find(text: string, { start, end }: Span, sign: string): number {
  for (let at = start; at < end; at = behind(text, at, end)) if (text[at] === sign) return at;
  return -1;
}

function withoutComments(text: string, { start, end }: Span): string {
  let kept = '';
  for (let at = start; at < end;) {
    const next = behind(text, at, end);
    if (text[at] !== '(') kept += text.slice(at, next);
    at = next;
  }
  return kept;
}

function described(text: string, whole: Span, address: Span): Address {
  const written = cut(text, address);
  const at = written.lastIndexOf('@');
  const localEnd = at < 0 ? address.end : address.start + at;
  const problem = problemOf(written);
  return {
    ...whole,
    address,
    text: written,
    local: { start: address.start, end: localEnd },
    ...(at >= 0 && { domain: { start: localEnd + 1, end: address.end } }),
    ...(problem !== undefined && { problem }),
  };
}

/** What keeps it from being an address, most telling first (RFC 5321 §4.1.2, §4.5.3.1); UTF-8 is allowed (RFC 6531). */
export function problemOf(address: string): AddressProblem | undefined {
  if (address === '') return 'empty';
  if (address.startsWith('"')) return isAddress(address) ? undefined : 'bad-character';
  const { local, domain } = splitAtLast(address);
  const checks: readonly (readonly [AddressProblem, boolean])[] = [
    ['blank-inside', /\s/.test(address)],
    ['two-ats', local.includes('@')],
    ['no-local-part', local === ''],
    ['too-long', address.length > 320 || Buffer.byteLength(local) > 64],
    ['bad-domain', domain === ''],
    ['bad-character', !isAddress(address)],
    ['dots', /^\.|\.\.|\.$/.test(local)],
    ['bad-domain', domain !== undefined && !isDomain(domain)],
  ];
  return checks.find(([, holds]) => holds)?.[0];
}

function splitAtLast(address: string): { readonly local: string; readonly domain: string | undefined } {
  const at = address.lastIndexOf('@');
  if (at < 0) return { local: address, domain: undefined };
  return { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/** Letters, digits and hyphens between dots, or a literal in brackets; underscores are in use, so they pass. */
function isDomain(domain: string): boolean {
  if (/^\[[^\s[\]]+\]$/.test(domain)) return true;
  const labels = domain.replace(/\.$/, '').split('.');
  return domain.length <= 255 && labels.every((label) => /^(?!-)[\p{L}\p{M}\p{N}_-]{1,63}(?<!-)$/u.test(label));
}
