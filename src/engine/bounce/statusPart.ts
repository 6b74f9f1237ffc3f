/**
 * The part of a DSN for programs: per-message fields, then a block for each recipient (RFC 3464 §2). Pure. Whatever a remote host said
 * stands on one logical line and is folded, so that no reply can forge a field.
 */
import type { Envelope, Recipient, RecipientState } from '../mailroot/envelope';
import { replyLine } from '../mailroot/replyLine';
import { rfc5322Date } from '../message/outgoing';
import { decodeAddress, encodeAddress, isAscii, typed, type Charset } from '../message/typedAddress';

export type ReportKind = 'failure' | 'delay' | 'success';

export interface StatusAbout {
  readonly kind: ReportKind;
  readonly recipients: readonly Recipient[];
  readonly envelope: Envelope;
  readonly fqdn: string;
  /** Epoch ms at which delivery is given up; told in a delay notification. */
  readonly retryUntil: number;
}

type Field = readonly [name: string, value: string];

/** The blocks, a blank line between them, CRLF. */
export function statusFields(about: StatusAbout, charset: Charset): string {
  const blocks = [messageFields(about), ...about.recipients.map((each) => recipientFields(each, about, charset))];
  const texts = blocks.map((fields) => fields.map((field) => folded(field, charset)).join(''));
  return texts.join('\r\n');
}

function messageFields({ envelope, fqdn }: StatusAbout): Field[] {
  const { envid, source } = envelope;
  return [
    ...(envid === undefined ? [] : [['Original-Envelope-Id', envid] as const]),
    ['Reporting-MTA', `dns; ${fqdn}`],
    ...(source.kind === 'smtp' ? [['Received-From-MTA', clientName(source.client)] as const] : []),
    ['Arrival-Date', rfc5322Date(envelope.arrivedAt)],
  ];
}

/** `helo.name [address]` as the listener tells it: the address goes into a comment (RFC 3464 §2.2.4). */
function clientName(client: string): string {
  const [, name = client, address] = /^(\S+)[ _]\[([^\]]+)\]$/.exec(client) ?? [];
  return address === undefined ? `dns; ${name}` : `dns; ${name} (${address})`;
}

function recipientFields(recipient: Recipient, about: StatusAbout, charset: Charset): Field[] {
  const { address, orcpt, state } = recipient;
  const original = orcpt === undefined ? undefined : decodeAddress(orcpt);
  return [
    ...(original === undefined ? [] : [['Original-Recipient', encodeAddress(original, charset)] as const]),
    ['Final-Recipient', encodeAddress(typed(address), charset)],
    ['Action', actionOf(state, about.kind)],
    ...stateFields(recipient),
    ...(about.kind === 'delay' ? [['Will-Retry-Until', rfc5322Date(about.retryUntil)] as const] : []),
  ];
}

function actionOf({ action }: RecipientState, kind: ReportKind): string {
  if (kind === 'success') return action === 'relayed' ? 'relayed' : 'delivered';
  return kind === 'failure' ? 'failed' : 'delayed';
}

function stateFields(recipient: Recipient): Field[] {
  const { state } = recipient;
  const attempted = lastAttempt(recipient);
  switch (state.action) {
    case 'pending':
      return [['Status', '4.0.0']];
    case 'delivered':
      return [['Status', '2.0.0'], ...attempted];
    case 'relayed':
      // RFC 3886 §3.3.4: handed to a host that will not tell more.
      return [['Status', '2.1.9'], ...remote(state.nextHop), diagnostic(state), ...attempted];
    case 'delayed':
    case 'failed':
      return [['Status', state.status], ...remote(state.nextHop), diagnostic(state), ...attempted];
  }
}

/** One whose time was over failed at a moment at which nothing was attempted, or was never attempted at all. */
function lastAttempt({ state, history }: Recipient): Field[] {
  if (state.action === 'pending') return [];
  const expired = state.action === 'failed' && state.category === 'expired';
  const at = expired ? history?.at(-1)?.at : state.at;
  return at === undefined ? [] : [['Last-Attempt-Date', rfc5322Date(at)]];
}

/** Of `host [address]:port` the name. */
function remote(nextHop: string | undefined): Field[] {
  const host = nextHop?.replace(/ .*|:\d+$/, '') ?? '';
  return host === '' ? [] : [['Remote-MTA', `dns; ${host}`]];
}

function diagnostic(state: Extract<RecipientState, { action: 'relayed' | 'delayed' | 'failed' }>): Field {
  if (state.reply !== undefined) return ['Diagnostic-Code', `smtp; ${replyLine(state.reply)}`];
  return ['Diagnostic-Code', `x-mailroot; ${state.action === 'relayed' ? 'accepted' : state.text}`];
}

const lineLimit = 76;
/** A word that no blank breaks must not make a line longer than 998 octets (RFC 5322 §2.1.1). */
const wordLimit = 900;

/** `Name: value`, folded at blanks, with its line end. */
function folded([name, value]: Field, charset: Charset): string {
  const clean = value.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  const shown = charset === 'utf8' || isAscii(clean) ? clean : clean.replace(/[^\0-\x7f]/gu, escaped);
  let line = `${name}:`;
  const lines: string[] = [];
  for (const word of shown.split(' ').map((each) => each.slice(0, wordLimit))) {
    if (line.length + 1 + word.length > lineLimit && line !== `${name}:`) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  return `${[...lines, line].join('\r\n')}\r\n`;
}

function escaped(character: string): string {
  return `\\x{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}
