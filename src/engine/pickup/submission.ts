/**
 * From the bytes of a file to its envelope: the X- lines on top, else the headers; or why it can't be had. Pure.
 * The same bytes always give the same envelope, so it need not be stored. Says in a sentence why it is what it is.
 */
import { isAddress, mailboxes, withDomain, type PathLine } from '../message/address';
import { readEnvelopeBlock, type EnvelopeBlock } from '../message/envelopeBlock';
import { headerValues, readHeaders, type HeaderBlock } from '../message/headers';
import type { BadReason, Envelope, Notify, Recipient } from '../mailroot/envelope';

/** The part of an envelope that the bytes decide. */
export interface Submission {
  readonly kind: 'submission';
  readonly envelope: Pick<Envelope, 'reversePath' | 'recipients' | 'why' | 'ret' | 'envid'>;
  /** Oddities the LTR tells, one sentence each. */
  readonly notes: readonly string[];
}
export interface Refusal {
  readonly kind: 'refusal';
  readonly reason: BadReason;
  /** One sentence: what is missing, and what to do. */
  readonly text: string;
}

/** `defaultDomain` completes an address that has none. */
export function submission(bytes: Uint8Array, defaultDomain: string): Submission | Refusal {
  const top = readEnvelopeBlock(bytes);
  const headers = readHeaders(bytes, top.end);
  const sender = senderOf(top, headers);
  if (sender === undefined) return noSender(bytes, headers);
  const receivers = receiversOf(top, headers, defaultDomain);
  if (receivers.paths.length === 0) return noRecipients(receivers.bad);
  const broken = [...top.broken, ...receivers.bad];
  return {
    kind: 'submission',
    envelope: {
      reversePath: withDomain(sender.path.address, defaultDomain),
      ...senderParameters(sender.path),
      recipients: receivers.paths,
      why: `sender from ${sender.from}; recipients from ${receivers.from}`,
    },
    notes: broken.map((line) => `not an address, left out: ${line}`),
  };
}

interface Found<T> {
  readonly path: T;
  readonly from: string;
}

/** Sender wins over From when both are there (IIS, KB201314). */
function senderOf(top: EnvelopeBlock, headers: HeaderBlock): Found<PathLine> | undefined {
  if (top.sender !== undefined) return { path: top.sender, from: 'the X-Sender line' };
  for (const name of ['Sender', 'From']) {
    const address = mailboxes(...headerValues(headers, name)).find((box) => isAddress(box.address))?.address;
    if (address !== undefined) return { path: { address, parameters: {} }, from: `the ${name} header` };
  }
  return undefined;
}

function senderParameters({ parameters }: PathLine): Pick<Envelope, 'ret' | 'envid'> {
  const ret = parameters['RET']?.toUpperCase();
  const envid = parameters['ENVID'];
  return { ...((ret === 'FULL' || ret === 'HDRS') && { ret }), ...(envid !== undefined && { envid }) };
}

interface Receivers {
  readonly paths: Recipient[];
  readonly bad: readonly string[];
  readonly from: string;
}

function receiversOf(top: EnvelopeBlock, headers: HeaderBlock, defaultDomain: string): Receivers {
  if (top.receivers.length > 0 || top.broken.some((line) => /^x-receiver/i.test(line))) {
    const paths = top.receivers.map((line) => recipient(line, defaultDomain));
    return { paths: unique(paths), bad: [], from: 'the X-Receiver lines' };
  }
  const names = ['To', 'Cc', 'Bcc'].filter((name) => headerValues(headers, name).length > 0);
  const boxes = names.flatMap((name) => mailboxes(...headerValues(headers, name)));
  const good = boxes.filter((box) => isAddress(box.address));
  return {
    paths: unique(good.map((box) => recipient({ address: box.address, parameters: {} }, defaultDomain))),
    bad: boxes.filter((box) => !isAddress(box.address)).map((box) => box.address),
    from: names.length === 0 ? 'nowhere' : `the ${names.join(', ')} header${names.length > 1 ? 's' : ''}`,
  };
}

function recipient(line: PathLine, defaultDomain: string): Recipient {
  const notify = notifyOf(line.parameters['NOTIFY']);
  const orcpt = line.parameters['ORCPT'];
  return {
    address: withDomain(line.address, defaultDomain),
    ...(notify !== undefined && { notify }),
    ...(orcpt !== undefined && { orcpt: orcpt.includes(';') ? orcpt : `rfc822;${orcpt}` }),
    state: { action: 'pending' },
  };
}

function notifyOf(value: string | undefined): Notify[] | undefined {
  if (value === undefined) return undefined;
  const words = value.toUpperCase().split(',');
  if (words.includes('NEVER')) return ['NEVER'];
  const known = (['SUCCESS', 'FAILURE', 'DELAY'] as const).filter((word) => words.includes(word));
  return known.length > 0 ? known : undefined;
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

function noRecipients(bad: readonly string[]): Refusal {
  const what = bad.length === 0 ? 'The message names no recipient' : `No recipient is usable (${bad.join(', ')})`;
  const text = `${what}: no X-Receiver line and no address in To, Cc or Bcc. Add one and put it into Pickup again.`;
  return { kind: 'refusal', reason: 'no-recipients', text };
}
