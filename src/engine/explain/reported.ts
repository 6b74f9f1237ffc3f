/** What somebody else's report says of a recipient, in the words that explanations have: the same categories, by the same tables. Pure. */
import { categories } from '../message/categories';
import type { ToldRecipient } from '../message/readReport';
import { replyCategory, type SaidReply } from '../message/replyCategory';
import { sides } from '../message/sides';

export interface ReportedWords {
  /** `Unknown user`. */
  readonly title: string;
  /** What it means, whose side it is on, what to do next: a sentence or two each. */
  readonly meaning: string;
  readonly side: string;
  readonly advice: string;
}

/** Undefined for a recipient who got it. */
export function explainReported({ action, status, diagnostic }: ToldRecipient): ReportedWords | undefined {
  if (action !== 'failed' && action !== 'delayed') return undefined;
  const { reply, stage } = saidReply(status, diagnostic);
  const { title, meaning, side, advice } = categories[replyCategory(reply, stage)];
  return { title, meaning, side: sides[side], advice };
}

const replyShape = /^\s*(?:smtp\s*;)?\s*([245]\d\d)[ -]?(?:\s*([245]\.\d{1,3}\.\d{1,3})\b)?(.*)$/is;

/** The reply that the host gave to the recipient, else what the status alone says. */
function saidReply(status: string, diagnostic = ''): { readonly reply: SaidReply; readonly stage: string } {
  const [, code, enhanced, text] = replyShape.exec(diagnostic.slice(0, 4_000)) ?? [];
  if (code !== undefined)
    return {
      reply: { code: Number(code), enhanced: enhanced ?? exact(status), text: text?.trim() ?? '' },
      stage: 'rcpt',
    };
  return { reply: { code: status.startsWith('4') ? 450 : 550, enhanced: exact(status), text: diagnostic }, stage: '' };
}

/** `5.0.0` says nothing that the code does not. */
function exact(status: string): string | undefined {
  return status.endsWith('.0.0') ? undefined : status;
}
