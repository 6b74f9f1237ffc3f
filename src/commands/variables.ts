/**
 * Fills `${name}` in a message with values. All other octets stay as they are. What has no value is an answer with its line, and so is a value
 * with a line break for the head, which would forge fields. Pure: time and chance come in.
 */
import { rfc5322Date } from '../engine/message/outgoing';

export type Values = Readonly<Record<string, string>>;

export interface Chance {
  /** Epoch ms. */
  readonly now: number;
  readonly guid: () => string;
  /** From 0 to below 1. */
  readonly random: () => number;
}

export type FilledIn =
  | { readonly kind: 'filled'; readonly bytes: Uint8Array; readonly count: number }
  | { readonly kind: 'trouble'; readonly problems: readonly Problem[] };

/** `line` is counted from 1. */
export interface Problem {
  readonly name: string;
  readonly line: number;
  readonly why: 'no-value' | 'goes-round' | 'line-break-in-head';
}

const shape = /\$\{([^{}\r\n]{1,100})\}/g;
/** Values may hold other variables, so deep. */
const deepest = 10;

export function fillIn(bytes: Uint8Array, values: Values, chance: Chance): FilledIn {
  // One character for each octet: what is not a variable comes out as it went in.
  const text = Buffer.from(bytes).toString('latin1');
  const headEnd = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const problems: Problem[] = [];
  let count = 0;
  const filled = text.replace(shape, (whole, raw: string, at: number) => {
    const name = Buffer.from(raw, 'latin1').toString('utf8').trim();
    const line = text.slice(0, at).split('\n').length;
    const value = resolved(name, { values, chance, depth: 0 });
    if (typeof value !== 'string') {
      problems.push({ name, line, why: value.why });
      return whole;
    }
    if (at < headEnd && /[\r\n]/.test(value)) problems.push({ name, line, why: 'line-break-in-head' });
    count++;
    return Buffer.from(value, 'utf8').toString('latin1');
  });
  if (problems.length > 0) return { kind: 'trouble', problems };
  return { kind: 'filled', bytes: Buffer.from(filled, 'latin1'), count };
}

interface Looking {
  readonly values: Values;
  readonly chance: Chance;
  readonly depth: number;
}

interface NoValue {
  readonly why: 'no-value' | 'goes-round';
}

function resolved(name: string, { values, chance, depth }: Looking): string | NoValue {
  if (name.startsWith('$')) return system(name, chance) ?? { why: 'no-value' };
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) return { why: 'no-value' };
  if (depth >= deepest) return { why: 'goes-round' };
  let trouble: NoValue | undefined;
  const inner = (whole: string, other: string): string => {
    const found = resolved(other.trim(), { values, chance, depth: depth + 1 });
    if (typeof found === 'string') return found;
    trouble = found;
    return whole;
  };
  const filled = value.replace(shape, inner).replace(/\{\{([^{}\r\n]{1,100})\}\}/g, inner);
  return trouble ?? filled;
}

/** Those of REST Client that make sense in mail. */
function system(name: string, chance: Chance): string | undefined {
  const [word = '', ...given] = name.split(/\s+/);
  return systemValues[word]?.(chance, given);
}

const systemValues: Readonly<Record<string, (chance: Chance, given: readonly string[]) => string | undefined>> = {
  $guid: ({ guid }) => guid(),
  $timestamp: ({ now }) => String(Math.floor(now / 1_000)),
  $datetime: ({ now }, [form]) => (form === 'iso8601' ? new Date(now).toISOString() : rfc5322Date(now)),
  $randomInt: ({ random }, given) => {
    const [low = 0, high = 1_000] = given.map(Number);
    return Number.isFinite(low) && Number.isFinite(high)
      ? String(Math.floor(low + random() * (high - low)))
      : undefined;
  },
};

const words: Readonly<Record<Problem['why'], string>> = {
  'no-value': 'has no value',
  'goes-round': 'leads back to itself',
  'line-break-in-head': 'has a line break, and stands in the head',
};

/** `line 2: ${name} has no value in dev (http-client.env.json).` */
export function problemText(problems: readonly Problem[], environment: string): string {
  const told = problems.slice(0, 5).map(({ name, line, why }) => `line ${line}: \${${name}} ${words[why]}`);
  const more = problems.length > told.length ? `, and ${problems.length - told.length} more` : '';
  return `Nothing was sent. In ${environment}, ${told.join('; ')}${more}.`;
}
