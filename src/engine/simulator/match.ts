/**
 * Which script a recipient meets at an attempt: the first rule that fits, else what the address itself asks for, else none (the host
 * accepts). And whether an address is simulated at all, which depends on no attempt and no sender: mail that is rehearsed today must not
 * leave for the real host tomorrow. Pure.
 */
import { domainOf } from '../message/address';
import { isSimulated, scriptOf } from './grammar';
import type { Script } from './faults';
import type { Rule } from './rules';

export interface Asked {
  readonly address: string;
  /** `''` is the null reverse-path; unknown fits rules that name no sender. */
  readonly sender?: string;
  /** From 1, which is also what is taken when it is not known. */
  readonly attempt?: number;
}

export interface Found {
  /** Names the host of it; undefined where nothing is out of the ordinary. */
  readonly label?: string;
  readonly by?: 'rule' | 'address';
  readonly script: Script;
  readonly tls?: Rule['tls'];
}

export function isClaimed(address: string, rules: readonly Rule[]): boolean {
  const domain = domainOf(address);
  return isSimulated(domain) || rules.some((rule) => claims(rule, address.toLowerCase(), domain));
}

/** A rule that names a domain takes all of it; one that names whole addresses takes these. */
function claims({ domains, recipients }: Rule, address: string, domain: string): boolean {
  if (domains.length > 0) return domains.some((pattern) => fits(domain, pattern));
  return recipients.some((pattern) => pattern.includes('@') && fits(address, pattern));
}

export function findScript(asked: Asked, rules: readonly Rule[]): Found {
  const rule = rules.find((each) => applies(each, asked));
  if (rule !== undefined)
    return { by: 'rule', label: rule.label, script: rule.script, ...(rule.tls !== undefined && { tls: rule.tls }) };
  if (!isSimulated(domainOf(asked.address))) return { script: [] };
  const builtIn = scriptOf(asked.address);
  if (builtIn === undefined || (asked.attempt ?? 1) > (builtIn.attempts ?? Number.POSITIVE_INFINITY))
    return { script: [] };
  return { by: 'address', label: builtIn.label, script: builtIn.script };
}

function applies(rule: Rule, { address, sender, attempt = 1 }: Asked): boolean {
  const domain = domainOf(address);
  const whole = address.toLowerCase();
  const here = claims(rule, whole, domain) || (rule.domains.length === 0 && isSimulated(domain));
  return here && isFor(rule, whole) && isFrom(rule, sender) && isAt(rule, attempt);
}

/** A pattern without `@` is for the part in front of it. */
function isFor({ recipients }: Rule, address: string): boolean {
  const local = address.slice(0, address.lastIndexOf('@'));
  return (
    recipients.length === 0 || recipients.some((pattern) => fits(pattern.includes('@') ? address : local, pattern))
  );
}

/** `<>` is the null reverse-path. */
function isFrom({ senders }: Rule, sender: string | undefined): boolean {
  if (senders.length === 0) return true;
  if (sender === undefined) return false;
  const said = sender === '' ? '<>' : sender.toLowerCase();
  return senders.some((pattern) => fits(said, pattern));
}

function isAt({ attempts }: Rule, attempt: number): boolean {
  return attempts.length === 0 || attempts.some(([from, to]) => attempt >= from && attempt <= to);
}

/** `*` stands for any run of characters. */
function fits(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}
