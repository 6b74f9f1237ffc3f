/**
 * The state of one message, as `Queue/<id>.envelope.json` keeps it: who sends, who receives, what became of each recipient.
 * Encode and decode stand together; a file that does not decode is never guessed at: the caller moves it aside and says so.
 * Words are those of RFC 3464 (delivered, relayed, delayed, failed) plus `pending` before the first attempt.
 */
import * as v from 'valibot';
import { reportActions } from '../message/readReport';
import { categoryNames } from '../message/categoryTitles';

const stage = v.picklist([
  'route',
  'dns',
  'connect',
  'greeting',
  'ehlo',
  'tls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'drop',
]);
/** Where in an attempt something happened. `data` is the content and the reply to it. */
export type Stage = v.InferOutput<typeof stage>;

const category = v.picklist(categoryNames);

const reply = v.object({ code: v.number(), enhanced: v.optional(v.string()), text: v.string() });
/** A reply of a remote host: code, enhanced status code if it gave one, text without both, lines joined by `\n`. */
export type Reply = v.InferOutput<typeof reply>;

const problemFields = {
  at: v.number(),
  stage,
  category,
  /** RFC 3463 status code, given by the remote or derived by us. */
  status: v.string(),
  /** What happened, one sentence for a person, without advice. */
  text: v.string(),
  reply: v.optional(reply),
  /** `host [address]:port`. */
  nextHop: v.optional(v.string()),
  /** Full name of the setting that would change it, such as `mailroot.remoteDomains`. */
  setting: v.optional(v.string()),
};
const delivered = v.object({ action: v.literal('delivered'), at: v.number(), file: v.string() });
const relayed = v.object({
  action: v.literal('relayed'),
  at: v.number(),
  nextHop: v.string(),
  reply,
  /** The host offers DSN (RFC 3461): NOTIFY was handed on, and it tells of the rest of the way. */
  dsn: v.optional(v.literal('handed-on')),
});
const delayed = v.object({ action: v.literal('delayed'), ...problemFields });
const failed = v.object({ action: v.literal('failed'), ...problemFields });
/** What one attempt did for one recipient. */
export type DeliveryStatus =
  | v.InferOutput<typeof delivered>
  | v.InferOutput<typeof relayed>
  | v.InferOutput<typeof delayed>
  | v.InferOutput<typeof failed>;
/** The arms of DeliveryStatus that carry a problem. */
export type Problem = v.InferOutput<typeof delayed> | v.InferOutput<typeof failed>;
const pending = v.object({ action: v.literal('pending') });
const recipientState = v.variant('action', [pending, delivered, relayed, delayed, failed]);
export type RecipientState = v.InferOutput<typeof recipientState>;

const notify = v.picklist(['NEVER', 'SUCCESS', 'FAILURE', 'DELAY']);
/** When the sender wants a DSN for a recipient (RFC 3461 §4.1). */
export type Notify = v.InferOutput<typeof notify>;

const attemptRecord = v.object({
  /** Number of the attempt, from 1. */
  attempt: v.number(),
  /** Epoch ms at which the attempt began, and how long it took. */
  at: v.number(),
  durationMs: v.number(),
  action: v.picklist(['delivered', 'relayed', 'delayed', 'failed']),
  stage: v.optional(stage),
  status: v.optional(v.string()),
  text: v.optional(v.string()),
  reply: v.optional(reply),
  nextHop: v.optional(v.string()),
});
/** What one attempt did for one recipient, kept for the story. */
export type AttemptRecord = v.InferOutput<typeof attemptRecord>;

const recipient = v.object({
  address: v.string(),
  notify: v.optional(v.array(notify)),
  /** Original recipient as given, `rfc822;a@b` (RFC 3461 §4.2). */
  orcpt: v.optional(v.string()),
  /** Next hop a person gave it instead of its route: `host:port`, or `Drop`. */
  via: v.optional(v.string()),
  state: recipientState,
  /** Oldest first, the newest 50. */
  history: v.optional(v.array(attemptRecord)),
  /** Epoch ms of its own next attempt, where the message has an earlier one for others. */
  nextAttemptAt: v.optional(v.number()),
  /** Epoch ms of the delay notification about it, if one was sent. */
  delayNotifiedAt: v.optional(v.number()),
});
export type Recipient = v.InferOutput<typeof recipient>;

const source = v.variant('kind', [
  v.object({ kind: v.literal('pickup'), file: v.string() }),
  v.object({ kind: v.literal('smtp'), client: v.string() }),
  v.object({ kind: v.literal('dsn'), of: v.string() }),
]);
/** How the message came to us: a Pickup file, an SMTP client, or a DSN of ours about the message `of`. */
export type Source = v.InferOutput<typeof source>;

const badReason = v.picklist([
  'bad-pickup-file',
  'general-failure',
  'hop-count-exceeded',
  'dsn-undeliverable',
  'no-recipients',
  'damaged-state',
  'not-returned',
]);
/** Why a message is in BadMail: IIS's counters (without its event sinks), plus `damaged-state` and `not-returned` of ours. */
export type BadReason = v.InferOutput<typeof badReason>;

const fate = v.variant('kind', [
  v.object({ kind: v.literal('sent') }),
  /** Taken out of the Queue by a person; kept in Sent. */
  v.object({ kind: v.literal('removed') }),
  v.object({ kind: v.literal('bad'), reason: badReason, text: v.string() }),
]);
/** Where a message that is leaving the Queue goes: written before the first file moves, so that a crash can be finished. */
export type Fate = v.InferOutput<typeof fate>;

const held = v.object({ at: v.number(), why: v.string() });
/** Not attempted and not given up until it is released: since when (epoch ms), and who said so. */
export type Held = v.InferOutput<typeof held>;

export const priorities = ['high', 'normal', 'low'] as const;
const priority = v.picklist(priorities);
/** Which of several due messages goes first. Absent is `normal`. */
export type Priority = v.InferOutput<typeof priority>;

const tiedReport = v.object({
  /** File name in Drop. */
  file: v.string(),
  /** Epoch ms at which it was dropped. */
  at: v.number(),
  /** The host that reports. */
  by: v.optional(v.string()),
  recipients: v.array(v.object({ address: v.string(), action: v.picklist(reportActions), status: v.string() })),
});
/** What a DSN that came in says about the message. */
export type TiedReport = v.InferOutput<typeof tiedReport>;

const envelope = v.object({
  version: v.literal(1),
  id: v.string(),
  /** Epoch ms. */
  arrivedAt: v.number(),
  source,
  /** Why the envelope is what it is, one sentence for the LTR. */
  why: v.string(),
  /** `''` is the null reverse-path `<>`. */
  reversePath: v.string(),
  recipients: v.array(recipient),
  ret: v.optional(v.picklist(['FULL', 'HDRS'])),
  envid: v.optional(v.string()),
  /** How the content was declared (RFC 6152, RFC 3030); the content itself may be otherwise. */
  body: v.optional(v.picklist(['7BIT', '8BITMIME', 'BINARYMIME'])),
  /** REQUIRETLS (RFC 8689): it goes over TLS alone, all the way. */
  requireTls: v.optional(v.literal(true)),
  /** The name we had at the first attempt: what we add to the message is the same at every attempt. */
  fqdn: v.optional(v.string()),
  /** Attempts begun so far. */
  attempts: v.number(),
  /** Of these, those before its life began anew: its schedule begins anew as well. */
  attemptsBefore: v.optional(v.number()),
  /** Number of the last notification about it, if anything was told. */
  noticed: v.optional(v.number()),
  /** Epoch ms at which the last attempt began. */
  lastAttemptAt: v.optional(v.number()),
  /** Epoch ms; absent while held, before the first attempt, and when it is done. */
  nextAttemptAt: v.optional(v.number()),
  /** Epoch ms from which its life counts, where that is not its arrival: it was requeued. */
  requeuedAt: v.optional(v.number()),
  held: v.optional(held),
  /** Epoch ms at which a person gave it up: nobody open is attempted any more. */
  givenUpAt: v.optional(v.number()),
  /** Domains it may leave to though the settings don't allow them: a person said so of this message. */
  mayLeave: v.optional(v.array(v.string())),
  priority: v.optional(priority),
  /** How far the clock of this message is ahead of the engine's. All its moments are told by its own clock. */
  advancedMs: v.optional(v.number()),
  /** Epoch ms, by its own clock: until then its clock is moved from event to event without waiting. */
  advanceUntil: v.optional(v.number()),
  /** Oldest first, the newest 50. */
  reports: v.optional(v.array(tiedReport)),
  fate: v.optional(fate),
  /** It has a fate and can't leave yet: since when (epoch ms), and why. */
  waits: v.optional(v.object({ at: v.number(), why: v.string() })),
});
export type Envelope = v.InferOutput<typeof envelope>;

/** Names of all that a state may have, for its description in docs/mailroot.md. */
export const memberNames = [...Object.keys(envelope.entries), ...Object.keys(recipient.entries)];

export function encodeEnvelope(value: Envelope): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

export type DecodedEnvelope = { kind: 'envelope'; envelope: Envelope } | { kind: 'damaged'; why: string };

/** Reads what encodeEnvelope wrote. Unknown members are dropped, a wrong or missing one makes it `damaged`. */
export function decodeEnvelope(text: string): DecodedEnvelope {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return { kind: 'damaged', why: `not JSON: ${(error as Error).message}` };
  }
  const result = v.safeParse(envelope, raw);
  if (result.success) return { kind: 'envelope', envelope: result.output };
  const where = v.getDotPath(result.issues[0]) ?? 'the whole file';
  return { kind: 'damaged', why: `${where}: ${result.issues[0].message}` };
}

/** The same without these members. */
export function without<T extends object, K extends keyof T>(value: T, ...names: readonly K[]): Omit<T, K> {
  const rest = { ...value };
  for (const name of names) Reflect.deleteProperty(rest, name);
  return rest;
}

/** The address as a path: `<a@b>`, or `<>` for the null reverse-path. */
export function asPath(address: string): string {
  return `<${address}>`;
}
