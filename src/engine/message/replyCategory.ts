/**
 * The category of a reply that says no: the enhanced status code decides where it is exact, then the words, then what the code usually
 * means, then the bare code and the stage. Two things are known from words alone, whatever the code says: greylisting and block lists,
 * which hide behind codes for policy. Pure tables; docs/classification.md shows them. Whether it is final is delivery/classify's.
 */
import type { Category } from './categoryTitles';
import { replyWords, type ReplyWords } from './replyWords';

/** A reply as far as it matters here. */
export interface SaidReply {
  readonly code: number;
  readonly enhanced?: string | undefined;
  readonly text: string;
}

/** Exact enhanced codes (subject.detail, RFC 3463 and the IANA registry): the words can not say it better. */
export const exactCodes: Readonly<Record<string, Category>> = {
  '1.1': 'unknown-user',
  '1.2': 'dns',
  '1.3': 'unknown-user',
  '1.4': 'unknown-user',
  '1.6': 'unknown-user',
  '1.7': 'sender',
  '1.8': 'sender',
  '2.2': 'mailbox-full',
  '2.3': 'size',
  '3.1': 'host-trouble',
  '3.4': 'size',
  '4.3': 'dns',
  '4.6': 'loop',
  '4.7': 'expired',
  '5.3': 'rate-limit',
  '6.1': 'content',
  '6.2': 'content',
  '6.3': 'content',
  '6.6': 'content',
  '6.7': 'content',
  '6.9': 'content',
  '7.8': 'auth',
  '7.10': 'tls',
  '7.11': 'tls',
  '7.12': 'auth',
  '7.14': 'auth',
  '7.20': 'sender-auth',
  '7.21': 'sender-auth',
  '7.22': 'sender-auth',
  '7.23': 'sender-auth',
  '7.24': 'sender-auth',
  '7.25': 'sender-auth',
  '7.26': 'sender-auth',
  '7.27': 'sender',
  '7.28': 'rate-limit',
  '7.29': 'sender-auth',
  '7.30': 'tls',
  // Microsoft's own, documented by it for Exchange Online.
  '7.57': 'auth',
  '7.60': 'sender',
  '7.64': 'relay',
  '7.133': 'policy',
  '7.134': 'policy',
  '7.135': 'policy',
  '7.136': 'policy',
  '7.500': 'rate-limit',
  '7.501': 'blocked',
  '7.502': 'blocked',
  '7.503': 'blocked',
  '7.509': 'sender-auth',
  '7.511': 'blocked',
  '7.515': 'sender-auth',
  '7.606': 'blocked',
  '7.650': 'rate-limit',
  '7.651': 'rate-limit',
  '7.705': 'rate-limit',
  '7.708': 'blocked',
  '7.750': 'sender',
};

/** What other codes usually mean; hosts use them for so much that the words are asked first. A subject alone stands for its rest. */
export const usualCodes: Readonly<Record<string, Category>> = {
  '1': 'unknown-user',
  '1.10': 'dns',
  '2': 'unknown-user',
  '2.0': 'host-trouble',
  '2.4': 'unknown-user',
  '3': 'host-trouble',
  '3.3': 'protocol',
  '4': 'network',
  '4.4': 'dns',
  '4.5': 'rate-limit',
  '5': 'protocol',
  '6': 'content',
  '7': 'policy',
  '7.4': 'protocol',
  '7.5': 'tls',
  '7.6': 'tls',
  '7.7': 'content',
  '7.9': 'auth',
  '7.13': 'auth',
  '7.16': 'size',
  '7.17': 'unknown-user',
  '7.18': 'unknown-user',
};

/** A bare code, where neither enhanced code nor words help; `code stage` goes before the code alone. */
export const bareCodes: Readonly<Record<string, Category>> = {
  '421': 'host-trouble',
  '451': 'host-trouble',
  '452': 'host-trouble',
  '454 tls': 'tls',
  '454 auth': 'auth',
  '500': 'protocol',
  '501': 'protocol',
  '502': 'protocol',
  '503': 'protocol',
  '504': 'protocol',
  '521': 'host-trouble',
  '523': 'size',
  '530': 'auth',
  '534': 'auth',
  '535': 'auth',
  '538': 'tls',
  '550 mail': 'sender',
  '550 rcpt': 'unknown-user',
  '551': 'unknown-user',
  '552': 'mailbox-full',
  '552 mail': 'size',
  '553': 'unknown-user',
  '553 mail': 'sender',
  '554 greeting': 'host-trouble',
  '555': 'protocol',
  '556': 'dns',
};

/** `stage` is where in the session the reply came: `greeting`, `mail`, `rcpt` ... */
export function replyCategory(reply: SaidReply, stage: string): Category {
  const detail = saidStatus(reply)?.slice(2);
  return (
    byWords(reply, 'always') ??
    (detail === undefined ? undefined : exactCodes[detail]) ??
    byWords(reply, 'where the code is not exact') ??
    usually(detail) ??
    bareCodes[`${reply.code} ${stage}`] ??
    bareCodes[reply.code] ??
    'other'
  );
}

/** The enhanced code, in front of the text or, as qmail has it, at its end: `(#5.1.1)`. */
export function saidStatus({ enhanced, text }: SaidReply): string | undefined {
  return enhanced ?? /#([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1];
}

function byWords(reply: SaidReply, when: ReplyWords['when']): Category | undefined {
  const line = [reply.code, reply.enhanced, reply.text.slice(0, readAtMost)].join(' ').replace(/\s+/g, ' ');
  return replyWords.find(
    (each) =>
      each.when === when && (reply.code < 500 || !each.onlyForNow) && each.words.some((words) => words.test(line)),
  )?.category;
}

/** No host says what is wrong in more than that; patterns on longer lines cost time. */
const readAtMost = 2_000;

function usually(detail: string | undefined): Category | undefined {
  if (detail === undefined) return undefined;
  return usualCodes[detail] ?? usualCodes[detail.slice(0, detail.indexOf('.'))];
}
