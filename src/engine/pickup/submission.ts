/**
 * From the bytes of a file to its envelope: the X- lines on top, else the headers; or why it can't be had. Pure.
 * The same bytes always give the same envelope, so it need not be stored. Says in a sentence why it is what it is.
 */
import { mailboxes, withDomain } from '../message/address';
import { isAddress, type PathLine } from '../message/pathLine';
import { readEnvelopeBlock, type EnvelopeBlock } from '../message/envelopeBlock';
import { headerValues, readHeaders, type HeaderBlock } from '../message/headers';
import { topmostResent, type ResentBlock } from '../message/resent';
import type { BadReason, Envelope, Recipient } from '../mailroot/envelope';
import { recipientParameters, senderParameters } from './parameters';

/** The part of an envelope that the bytes decide. */
export interface Submission {
  readonly kind: 'submission';
  readonly envelope: Pick<Envelope, 'reversePath' | 'recipients' | 'why' | 'ret' | 'envid' | 'body' | 'requireTls'>;
  /** Oddities the LTR tells, one sentence each. */
  readonly notes: readonly string[];
}
export interface Refusal {
  readonly kind: 'refusal';
  readonly reason: BadReason;
  /** One sentence: what is missing, and what to do. */
  readonly text: string;
}

/** What a file says about its envelope, in the three places where it may. */
interface Told {
  readonly top: EnvelopeBlock;
  readonly resent: ResentBlock | undefined;
  readonly headers: HeaderBlock;
}

/** `defaultDomain` completes an address that has none. */
export function submission(bytes: Uint8Array, defaultDomain: string): Submission | Refusal {
  const top = readEnvelopeBlock(bytes);
  const headers = readHeaders(bytes, top.end);
  const told: Told = { top, headers, resent: topmostResent(headers.fields) };
  const sender = senderOf(told);
  if (sender === undefined) return noSender(bytes, headers);
  const receivers = receiversOf(told);
  if (receivers.paths.length === 0) return noRecipients(receivers, top);
  const parameters = senderParameters(sender.path);
  const recipients = receivers.paths.map((path) => recipientOf(path, defaultDomain));
  const broken = [...top.broken, ...receivers.bad];
  return {
    kind: 'submission',
    envelope: {
      reversePath: withDomain(sender.path.address, defaultDomain),
      ...parameters.of,
      recipients: unique(recipients.map(({ recipient }) => recipient)),
      why: `sender from ${sender.from}; recipients from ${receivers.from}`,
    },
    notes: [
      ...broken.map((line) => `not usable, left out: ${line}`),
      ...parameters.odd,
      ...recipients.flatMap(({ odd }) => odd),
    ],
  };
}

interface Sender {
  readonly path: PathLine;
  /** Where it was found, for a sentence. */
  readonly from: string;
}

/** The newest Resent block before the headers below it; Sender wins over From when both are there (IIS, KB201314). */
function senderOf({ top, resent, headers }: Told): Sender | undefined {
  if (top.sender !== undefined) return { path: top.sender, from: 'the X-Sender line' };
  const places = [
    { fields: resent?.fields ?? [], names: ['Resent-Sender', 'Resent-From'] },
    { fields: headers.fields, names: ['Sender', 'From'] },
  ];
  for (const { fields, names } of places) {
    for (const name of names) {
      const address = mailboxes(...headerValues({ fields }, name)).find((box) => isAddress(box.address))?.address;
      if (address !== undefined) return { path: { address, parameters: {} }, from: `the ${name} header` };
    }
  }
  return undefined;
}

interface Receivers {
  readonly paths: readonly PathLine[];
  readonly bad: readonly string[];
  readonly from: string;
  /** The headers that may name recipients here. */
  readonly names: readonly string[];
}

/** A message that was resent goes to the recipients of its newest Resent block alone: those below had it already. */
function receiversOf({ top, resent, headers }: Told): Receivers {
  const names = ['To', 'Cc', 'Bcc'].map((name) => (resent === undefined ? name : `Resent-${name}`));
  if (top.receivers.length > 0 || top.broken.some(isReceiverLine))
    return { paths: top.receivers, bad: [], from: 'the X-Receiver lines', names };
  const fields = resent ?? headers;
  const used = names.filter((name) => headerValues(fields, name).length > 0);
  const boxes = used.flatMap((name) => mailboxes(...headerValues(fields, name)));
  return {
    paths: boxes.flatMap(({ address }) => (isAddress(address) ? [{ address, parameters: {} }] : [])),
    bad: boxes.filter((box) => !isAddress(box.address)).map((box) => box.address),
    from: used.length === 0 ? 'nowhere' : `the ${used.join(', ')} header${used.length > 1 ? 's' : ''}`,
    names,
  };
}

function recipientOf(path: PathLine, defaultDomain: string): { recipient: Recipient; odd: readonly string[] } {
  const { of, odd } = recipientParameters(path);
  return { recipient: { address: withDomain(path.address, defaultDomain), ...of, state: { action: 'pending' } }, odd };
}

/** One recipient once, however often named; domains compare without case. */
function unique(recipients: readonly Recipient[]): Recipient[] {
  const seen = new Map<string, Recipient>();
  for (const each of recipients) {
    const at = each.address.lastIndexOf('@');
    const key = each.address.slice(0, at) + each.address.slice(at).toLowerCase();
    if (!seen.has(key)) seen.set(key, each);
  }
  return [...seen.values()];
}

function noSender(bytes: Uint8Array, headers: HeaderBlock): Refusal {
  if (bytes.length === 0) return { kind: 'refusal', reason: 'bad-pickup-file', text: 'The file is empty.' };
  const what =
    headers.fields.length === 0
      ? 'The file does not begin with a header line such as "From: you@example.com", so it is not a message.'
      : 'The message has no From header (and no Sender or X-Sender), so nobody can be told if it fails.';
  return { kind: 'refusal', reason: 'bad-pickup-file', text: `${what} Add one and put it into Pickup again.` };
}

function noRecipients({ bad, names }: Receivers, { broken }: EnvelopeBlock): Refusal {
  const [to = '', cc = '', bcc = ''] = names;
  const lines = broken.filter(isReceiverLine);
  const unusable = [...lines, ...bad];
  const what =
    unusable.length === 0 ? 'The message names no recipient' : `No recipient is usable (${unusable.join('; ')})`;
  const where =
    lines.length === 0
      ? `no X-Receiver line and no address in ${to}, ${cc} or ${bcc}. Add one`
      : 'an X-Receiver line takes one address, each recipient a line of its own. Correct it';
  return { kind: 'refusal', reason: 'no-recipients', text: `${what}: ${where} and put it into Pickup again.` };
}

function isReceiverLine(line: string): boolean {
  return /^x-receiver/i.test(line);
}
