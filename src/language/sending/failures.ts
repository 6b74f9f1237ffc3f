/**
 * What became of a message that was sent, on the lines of its text: the failure or the delay of each recipient where the recipient stands,
 * and what befell the message as a whole at its top. Pure: the state comes from the engine's word or from the file beside the message.
 */
import type { Envelope, Recipient, Reply } from '../../engine/mailroot/envelope';
import { replyLine } from '../../engine/mailroot/replyLine';
import { categories } from '../../engine/message/categories';
import type { Outcome } from '../../engine/protocol';
import { readHeadView } from '../checking/headView';
import { parsePathLine } from '../../engine/message/pathLine';
import { readAddresses } from '../model/addresses';
import { fieldsOf, lineContent, unfolded, type Field } from '../model/fields';
import type { Message } from '../model/part';
import { cut, type Span } from '../model/span';

/** A message after an attempt. */
export interface SentState {
  readonly attempts: number;
  readonly recipients: readonly (Pick<Recipient, 'address' | 'state'> & Partial<Pick<Recipient, 'history'>>)[];
  /** Why it is in BadMail, as a sentence, and the reason as a word. */
  readonly fate?: { readonly reason: string; readonly text: string };
}

export interface Failure extends Span {
  readonly severity: 'error' | 'warning';
  /** `550 5.1.1 User unknown (mx.example.org, attempt 2)`, and what that comes to. */
  readonly text: string;
  /** Its category, or the reason of BadMail. */
  readonly code: string;
  /** Absent for the message as a whole. */
  readonly address?: string;
  readonly attempt: number;
  readonly reply?: Reply;
}

export function stateOf({ attempts, recipients, fate }: Envelope): SentState {
  return { attempts, recipients, ...(fate?.kind === 'bad' && { fate }) };
}

/** All that is known where the state is not kept. */
export function stateOfOutcome({ attempt, recipients, reason, sentence }: Outcome): SentState {
  return { attempts: attempt, recipients, ...(reason !== undefined && { fate: { reason, text: sentence } }) };
}

export function failuresOf(message: Message, state: SentState): Failure[] {
  const places = recipientPlaces(message);
  const found = state.recipients.flatMap((recipient) => recipientFailure(message, places, { recipient, state }) ?? []);
  const { fate } = state;
  if (fate === undefined || found.length > 0) return found;
  return [{ ...topOf(message), severity: 'error', text: fate.text, code: fate.reason, attempt: state.attempts }];
}

interface Sent {
  readonly recipient: SentState['recipients'][number];
  readonly state: SentState;
}

function recipientFailure(message: Message, places: readonly Place[], { recipient, state }: Sent): Failure | undefined {
  const { address, state: now, history } = recipient;
  if (now.action !== 'failed' && now.action !== 'delayed') return undefined;
  const attempt = history?.at(-1)?.attempt ?? state.attempts;
  const { title, meaning, advice } = categories[now.category];
  const where = [now.nextHop?.split(' ')[0], `attempt ${attempt}`].filter((word) => word !== undefined).join(', ');
  const said = now.reply === undefined ? now.text : replyLine(now.reply);
  return {
    ...spanOf(message, places, address),
    severity: now.action === 'failed' ? 'error' : 'warning',
    text: `${said} (${where})\n${title}: ${meaning} ${advice}`,
    code: now.category,
    address,
    attempt,
    ...(now.reply !== undefined && { reply: now.reply }),
  };
}

interface Place extends Span {
  /** Lower case. */
  readonly address: string;
}

/** Where recipients are named: the envelope lines when they decide, else the fields. */
function recipientPlaces(message: Message): Place[] {
  const { text, root, envelope } = message;
  const { byEnvelopeLines, recipientFields } = readHeadView(message);
  if (byEnvelopeLines) return fieldsOf(envelope, 'x-receiver').flatMap((field) => linePlace(text, field));
  const keys = recipientFields.map((name) => name.toLowerCase());
  return fieldsOf(root.fields, ...keys).flatMap(({ value }) =>
    readAddresses(text, value).map((box) => ({ ...box.address, address: box.text.toLowerCase() })),
  );
}

function linePlace(text: string, { value }: Field): Place[] {
  const path = parsePathLine(unfolded(text, value));
  if (path === undefined) return [];
  const at = text.indexOf(path.address, value.start);
  return at < 0 ? [] : [{ start: at, end: at + path.address.length, address: path.address.toLowerCase() }];
}

/** A bare name got the default domain; who stands nowhere is told at the top. */
function spanOf(message: Message, places: readonly Place[], address: string): Span {
  const wanted = address.toLowerCase();
  const exact = places.find((place) => place.address === wanted);
  const bare = places.find((place) => place.address === wanted.slice(0, wanted.lastIndexOf('@')));
  const { start, end } = exact ?? bare ?? topOf(message);
  return { start, end };
}

/** The name of the first field, or the first line. */
function topOf({ text, root }: Message): Span {
  const [first] = root.fields;
  const { start, end } = first?.nameSpan ?? lineContent(text, root.start);
  return cut(text, { start, end }) === '' ? { start: root.start, end: root.start } : { start, end };
}
