/**
 * The rules a person writes (`mailroot.simulator.rules`, `mailroot.sim.json`): when they apply, and what the host then does. Each is read
 * by itself: a bad one is left out with a sentence that says where it is wrong, and the rest works. Pure.
 */
import * as v from 'valibot';
import {
  certificateFlaws,
  extensions,
  faultStages,
  parseSaid,
  type Fault,
  type SaidReply,
  type Script,
} from './faults';
import { presetNames, presets } from './presets';

export const tlsPolicies = ['off', 'opportunistic', 'required', 'verified'] as const;

export interface Rule {
  /** What transcripts call its host: `rule-3`, or its name. */
  readonly label: string;
  /** Patterns; empty: any. */
  readonly domains: readonly string[];
  readonly recipients: readonly string[];
  readonly senders: readonly string[];
  /** From and to, both included; empty: any attempt. */
  readonly attempts: readonly (readonly [number, number])[];
  readonly tls?: (typeof tlsPolicies)[number];
  readonly script: Script;
}

const pattern = v.pipe(v.string(), v.trim(), v.toLowerCase(), v.minLength(1, 'must not be empty'));
const patterns = v.union(
  [pattern, v.pipe(v.array(pattern), v.minLength(1, 'must not be empty'))],
  'is a pattern, or a list of patterns',
);
const positive = v.pipe(v.number('is a number'), v.minValue(0, 'must not be negative'));
const count = v.pipe(v.number('is a number'), v.integer('is a whole number'), v.minValue(1, 'must be at least 1'));
const reply = v.pipe(
  v.string('is a text such as "550 5.1.1 User unknown"'),
  v.check((text) => parseSaid(text) !== undefined, 'is a reply such as "550 5.1.1 User unknown"'),
);
const yes = v.literal(true, 'is true, or left out');
const line = v.pipe(
  v.string(),
  v.check((text) => !/[\r\n]/.test(text), 'is one line'),
);
const listOf = (names: readonly string[]): string => `is one of ${names.join(', ')}`;

/** What a fault may say, besides where (`at`). Exactly one of them is what it does. */
const effects = {
  preset: v.picklist(presetNames, listOf(presetNames)),
  reply,
  say: line,
  delaySeconds: positive,
  silent: yes,
  disconnect: yes,
  throttleBytesPerSecond: count,
  lostReply: yes,
  bounce: reply,
  greylistSeconds: positive,
  rateLimit: count,
  certificate: v.picklist(certificateFlaws, listOf(certificateFlaws)),
  without: v.pipe(v.array(v.picklist(extensions, listOf(extensions))), v.minLength(1, 'must not be empty')),
  size: count,
  unreachable: v.picklist(['refused', 'unresolved'], 'is "refused" or "unresolved"'),
} as const;
export const effectNames = Object.keys(effects) as (keyof typeof effects)[];

/** Members that go with one effect. */
const companions = { afterSeconds: 'bounce', perSeconds: 'rateLimit' } as const;

/** Where the effects strike that leave it open. */
const placed: ReadonlySet<string> = new Set(['reply', 'say', 'delaySeconds', 'silent', 'disconnect']);

export const faultEntries = {
  at: v.optional(v.picklist(faultStages, listOf(faultStages))),
  afterSeconds: v.optional(positive),
  perSeconds: v.optional(positive),
  ...(Object.fromEntries(effectNames.map((name) => [name, v.optional(effects[name])])) as {
    [K in keyof typeof effects]: v.OptionalSchema<(typeof effects)[K], undefined>;
  }),
} as const;
const fault = v.pipe(
  v.strictObject(faultEntries),
  v.check((given) => said(given).length === 1, `needs exactly one of ${effectNames.join(', ')}`),
  v.check(
    (given) => given.at === undefined || said(given).some((name) => placed.has(name)),
    `has "at", which goes with ${[...placed].join(', ')} alone`,
  ),
  v.check(
    (given) => Object.entries(companions).every(([name, to]) => !(name in given) || to in given),
    'has "afterSeconds", which goes with "bounce" alone, or "perSeconds", which goes with "rateLimit" alone',
  ),
);
type FaultGiven = v.InferOutput<typeof fault>;

function said(given: object): (keyof typeof effects)[] {
  return effectNames.filter((name) => name in given);
}

const whichAttempts = 'is an attempt or several: 1, "1-2", "3-", "2, 4"';
const attempts = v.union(
  [count, v.pipe(v.string(), v.regex(/^\s*\d+(?:-\d*)?(?:\s*,\s*\d+(?:-\d*)?)*\s*$/, whichAttempts))],
  whichAttempts,
);

export const ruleEntries = {
  name: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.regex(/^[A-Za-z0-9](?:[A-Za-z0-9 _-]{0,40})$/, 'is made of letters, digits, blanks and hyphens'),
    ),
  ),
  domain: v.optional(patterns),
  recipient: v.optional(patterns),
  sender: v.optional(patterns),
  attempts: v.optional(attempts),
  tls: v.optional(v.picklist(tlsPolicies, listOf(tlsPolicies))),
  do: v.lazy((given) => (Array.isArray(given) ? v.pipe(v.array(fault), v.minLength(1, 'must not be empty')) : fault)),
} as const;
const rule = v.strictObject(ruleEntries);

export interface ReadRules {
  readonly rules: readonly Rule[];
  /** One sentence for each rule that was left out. */
  readonly complaints: readonly string[];
}

/** Takes anything; `named` says where it stands. */
export function readRules(given: unknown): ReadRules {
  if (!Array.isArray(given)) return { rules: [], complaints: ['is not a list of rules. It is left out.'] };
  const rules: Rule[] = [];
  const complaints: string[] = [];
  given.forEach((each: unknown, i) => {
    const result = v.safeParse(rule, each);
    if (result.success) rules.push(asRule(result.output, i + 1));
    else complaints.push(`rule ${i + 1} ${complaint(result.issues[0])}. It is left out.`);
  });
  return { rules, complaints };
}

function complaint(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  const unknown = issue.type === 'strict_object' && issue.expected === 'never';
  const missing = issue.type === 'strict_object' && issue.received === 'undefined';
  if (unknown) return `has ${JSON.stringify(path ?? '')}, which is no member of it`;
  if (missing) return `has no ${JSON.stringify(path ?? '')}`;
  return path === null ? issue.message : `${JSON.stringify(path)} ${issue.message}`;
}

type RuleGiven = v.InferOutput<typeof rule>;

function asRule(given: RuleGiven, number: number): Rule {
  const faults = Array.isArray(given.do) ? given.do : [given.do];
  return {
    label: given.name === undefined ? `rule-${number}` : slug(given.name),
    domains: listed(given.domain),
    recipients: listed(given.recipient),
    senders: listed(given.sender),
    attempts: given.attempts === undefined ? [] : ranges(String(given.attempts)),
    ...(given.tls !== undefined && { tls: given.tls }),
    script: faults.flatMap(faultsOf),
  };
}

function listed(given: string | string[] | undefined): string[] {
  return given === undefined ? [] : [given].flat();
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function ranges(text: string): [number, number][] {
  return text.split(',').map((part) => {
    const [from = '', to] = part.trim().split('-');
    return [Number(from), to === undefined ? Number(from) : to === '' ? Number.POSITIVE_INFINITY : Number(to)];
  });
}

const makers: { readonly [K in keyof typeof effects]: (value: never, given: FaultGiven) => Script } = {
  preset: (name: keyof typeof presets) => presets[name].script,
  reply: (text: string, { at = 'rcpt' }) => [{ kind: 'reply', at, reply: read(text) }],
  say: (text: string, { at = 'rcpt' }) => [{ kind: 'say', at, line: text }],
  delaySeconds: (seconds: number, { at = 'rcpt' }) => [{ kind: 'delay', at, ms: seconds * 1_000 }],
  silent: (_yes: true, { at = 'rcpt' }) => [{ kind: 'silence', at }],
  disconnect: (_yes: true, { at = 'rcpt' }) => [{ kind: 'disconnect', at }],
  throttleBytesPerSecond: (octetsPerSecond: number) => [{ kind: 'throttle', at: 'end', octetsPerSecond }],
  lostReply: () => [{ kind: 'lost-reply', at: 'end' }],
  bounce: (text: string, { afterSeconds = 60 }) => [
    { kind: 'bounce', at: 'end', afterMs: afterSeconds * 1_000, reply: read(text) },
  ],
  greylistSeconds: (seconds: number) => [{ kind: 'greylisting', at: 'rcpt', ms: seconds * 1_000 }],
  rateLimit: (messages: number, { perSeconds = 60 }) => [
    { kind: 'rate-limit', at: 'rcpt', messages, ms: perSeconds * 1_000 },
  ],
  certificate: (flaw: (typeof certificateFlaws)[number]) => [{ kind: 'certificate', at: 'starttls', flaw }],
  without: (names: (typeof extensions)[number][]) => [{ kind: 'without', at: 'ehlo', extensions: names }],
  size: (octets: number) => [{ kind: 'size', at: 'ehlo', octets }],
  unreachable: (how: 'refused' | 'unresolved') => [{ kind: 'unreachable', at: 'connect', how }],
};

function faultsOf(given: FaultGiven): Fault[] {
  return said(given).flatMap((name) => makers[name](given[name] as never, given));
}

function read(text: string): SaidReply {
  return parseSaid(text) ?? { code: 451, text };
}
