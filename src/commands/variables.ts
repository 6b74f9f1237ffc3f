/**
 * Fills `${name}` in a message with values, also where it stands behind base64, quoted-printable or in an encoded word: these are written
 * anew with the value in them. All other octets stay as they are. What has no value is an answer with its line, and so is a value that its
 * place can't have: a line break in a head, which would forge fields, or what the charset of its part does not know. Pure: time and chance come in.
 */
import { rfc5322Date } from '../engine/message/outgoing';
import { readMessage } from '../language/model/message';
import type { Message } from '../language/model/part';
import { edited, type Edit, type Span } from '../language/model/span';
import { hiddenIn, latin1Of, type Hidden } from './hiddenVariables';

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
  readonly why: 'no-value' | 'goes-round' | 'line-break-in-head' | 'not-in-charset';
}

const shape = /\$\{([^{}\r\n]{1,100})\}/g;
/** Values may hold other variables, so deep. */
const deepest = 10;

export function fillIn(bytes: Uint8Array, values: Values, chance: Chance): FilledIn {
  // One character for each octet: what is not a variable comes out as it went in.
  const message = readMessage(Buffer.from(bytes).toString('latin1'));
  const filling = new Filling(message, (name) => resolved(name, { values, chance, depth: 0 }));
  const hidden = hiddenIn(message);
  const edits = [
    ...hidden.map((each) => filling.hidden(each)),
    ...inTheOpen(message, hidden).map((each) => filling.open(each)),
  ];
  const { problems, count } = filling;
  if (problems.length > 0) return { kind: 'trouble', problems: [...problems].sort((a, b) => a.line - b.line) };
  return { kind: 'filled', bytes: Buffer.from(edited(message.text, edits), 'latin1'), count };
}

interface Open extends Span {
  readonly name: string;
}

function inTheOpen({ text }: Message, hidden: readonly Span[]): Open[] {
  let next = 0;
  return [...text.matchAll(shape)].flatMap(({ 0: whole, 1: name = '', index }) => {
    while ((hidden[next]?.end ?? Infinity) <= index) next++;
    const isHidden = (hidden[next]?.start ?? Infinity) <= index;
    return isHidden ? [] : [{ name, start: index, end: index + whole.length }];
  });
}

/** Puts values in their places, and gathers what can't be. */
class Filling {
  readonly problems: Problem[] = [];
  count = 0;
  readonly #message: Message;
  readonly #resolve: (name: string) => string | NoValue;

  constructor(message: Message, resolve: (name: string) => string | NoValue) {
    this.#message = message;
    this.#resolve = resolve;
  }

  open({ name, start, end }: Open): Edit {
    const isHead = this.#message.parts.some(({ head }) => head.start <= start && start < head.end);
    return { start, end, text: this.#put(name, { start, isHead, valueOf: latin1Of }) };
  }

  hidden(place: Hidden): Edit {
    const { start, end, octets, write } = place;
    return { start, end, text: write(octets.replace(shape, (_, name: string) => this.#put(name, place))) };
  }

  #put(raw: string, { start, isHead, valueOf }: Pick<Hidden, 'start' | 'isHead' | 'valueOf'>): string {
    const name = Buffer.from(raw, 'latin1').toString('utf8').trim();
    const value = this.#resolve(name);
    if (typeof value !== 'string') return this.#problem(name, start, value.why);
    if (isHead && /[\r\n]/.test(value)) return this.#problem(name, start, 'line-break-in-head');
    const octets = valueOf(value);
    if (octets === undefined) return this.#problem(name, start, 'not-in-charset');
    this.count++;
    return octets;
  }

  #problem(name: string, start: number, why: Problem['why']): string {
    this.problems.push({ name, line: this.#message.text.slice(0, start).split('\n').length, why });
    return '';
  }
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
  'not-in-charset': 'has characters that the charset of its part does not have',
};

/** `line 2: ${name} has no value in dev (http-client.env.json).` */
export function problemText(problems: readonly Problem[], environment: string): string {
  const told = problems.slice(0, 5).map(({ name, line, why }) => `line ${line}: \${${name}} ${words[why]}`);
  const more = problems.length > told.length ? `, and ${problems.length - told.length} more` : '';
  return `Nothing was sent. In ${environment}, ${told.join('; ')}${more}.`;
}
