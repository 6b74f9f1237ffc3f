/**
 * What a simulated host can be told to do wrong, and where in the session. A script is what one host does to one message: its faults in
 * order. Plain data; rules (rules.ts) and addresses (grammar.ts) are made into it, sessions (session.ts) carry it out.
 */

/** Where a fault strikes. `data` is the reply to DATA, `end` the one to the whole content. */
export const faultStages = ['connect', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'end'] as const;
export type FaultStage = (typeof faultStages)[number];

/** What a host may keep quiet about in EHLO. */
export const extensions = ['STARTTLS', '8BITMIME', 'SMTPUTF8', 'PIPELINING', 'DSN', 'ENHANCEDSTATUSCODES'] as const;
export type Extension = (typeof extensions)[number];

export const certificateFlaws = ['expired', 'wrong-name', 'untrusted'] as const;
export type CertificateFlaw = (typeof certificateFlaws)[number];

/** A reply as the host says it. */
export interface SaidReply {
  readonly code: number;
  readonly enhanced?: string;
  readonly text: string;
}

export type Fault =
  /** Answers that instead of what it would. A 2yz accepts in other words. */
  | { readonly kind: 'reply'; readonly at: FaultStage; readonly reply: SaidReply }
  /** Says a line that need not be SMTP at all. */
  | { readonly kind: 'say'; readonly at: FaultStage; readonly line: string }
  | { readonly kind: 'delay'; readonly at: FaultStage; readonly ms: number }
  /** Never answers. */
  | { readonly kind: 'silence'; readonly at: FaultStage }
  | { readonly kind: 'disconnect'; readonly at: FaultStage }
  /** Takes no more octets of the content than that in a second. */
  | { readonly kind: 'throttle'; readonly at: 'end'; readonly octetsPerSecond: number }
  /** Accepts the message, and breaks the connection before it says so. */
  | { readonly kind: 'lost-reply'; readonly at: 'end' }
  /** Accepts the message, and returns it that much later with a DSN. */
  | { readonly kind: 'bounce'; readonly at: 'end'; readonly afterMs: number; readonly reply: SaidReply }
  /** Puts a sender and recipient off until that long after they first met here. */
  | { readonly kind: 'greylisting'; readonly at: 'rcpt'; readonly ms: number }
  /** Takes no more messages than that in the time given. */
  | { readonly kind: 'rate-limit'; readonly at: 'rcpt'; readonly messages: number; readonly ms: number }
  | { readonly kind: 'certificate'; readonly at: 'starttls'; readonly flaw: CertificateFlaw }
  | { readonly kind: 'without'; readonly at: 'ehlo'; readonly extensions: readonly Extension[] }
  /** Announces SIZE. */
  | { readonly kind: 'size'; readonly at: 'ehlo'; readonly octets: number }
  /** There is no host: nothing listens, or its name does not resolve. */
  | { readonly kind: 'unreachable'; readonly at: 'connect'; readonly how: 'refused' | 'unresolved' };

export type Script = readonly Fault[];

/** Before a recipient is named nobody can know whom a connection is for: such a host has an address of its own. */
const early: ReadonlySet<FaultStage> = new Set(['connect', 'ehlo', 'starttls', 'auth', 'mail']);

export function needsOwnServer(script: Script): boolean {
  return script.some((fault) => early.has(fault.at) && fault.kind !== 'unreachable');
}

/** What breaks or slows a session spoils it for others: such a host has a name, and so sessions, of its own. */
export function needsOwnName(script: Script): boolean {
  return !script.every((fault) => fault.at === 'rcpt' && isHarmless(fault));
}

function isHarmless(fault: Fault): boolean {
  if (fault.kind === 'reply') return fault.reply.code !== 421;
  return fault.kind === 'greylisting' || fault.kind === 'rate-limit';
}

type Final = Extract<Fault, { kind: 'reply' | 'say' | 'silence' | 'disconnect' | 'lost-reply' }>;

/** A fault that is instead of the right reply. */
export function isFinal(fault: Fault): fault is Final {
  return ['reply', 'say', 'silence', 'disconnect', 'lost-reply'].includes(fault.kind);
}

/** The host takes the message all the same. */
export function accepts(fault: Final): boolean {
  return fault.kind === 'lost-reply' || (fault.kind === 'reply' && fault.reply.code < 400);
}

const shape = /^(\d{3})(?: ([245]\.\d{1,3}\.\d{1,3}))?(?: (.*))?$/s;

/** `451 4.7.1 Try again later`; undefined for what does not begin with a reply code. */
export function parseSaid(text: string): SaidReply | undefined {
  const [, code, enhanced, words = ''] = shape.exec(text.trim()) ?? [];
  if (code === undefined) return undefined;
  return { code: Number(code), ...(enhanced !== undefined && { enhanced }), text: words };
}

/** On the wire, lines and all, without the last line end. */
export function replyText({ code, enhanced, text }: SaidReply): string {
  const lines = text.split(/\r?\n/).map((line) => (enhanced === undefined ? line : `${enhanced} ${line}`));
  return lines.map((line, i) => `${code}${i < lines.length - 1 ? '-' : ' '}${line}`.trimEnd()).join('\r\n');
}
