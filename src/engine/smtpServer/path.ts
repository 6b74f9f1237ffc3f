/**
 * The argument of MAIL FROM and RCPT TO: path and ESMTP parameters, as RFC 5321 §4.1.2 writes them, quoted local parts and source routes
 * included. Keeps addresses as they were given (the library turns `xn--` names into Unicode). Pure; whether an address will do is for
 * others to say.
 */

export interface ParsedPath {
  readonly kind: 'path';
  /** `''` is the null path. A source route in front is taken off (RFC 5321 appendix C). */
  readonly address: string;
  /** Names upper-case; values decoded (xtext); a bare keyword is `true`. */
  readonly parameters: Readonly<Record<string, string | true>>;
}

/** `syntax`: no path. `parameter`: one that is twice there, has no value, or is none of ours. */
export type PathFlaw =
  | { readonly kind: 'syntax'; readonly text: string }
  | { readonly kind: 'parameter'; readonly code: 501 | 555; readonly text: string };

type Verb = 'MAIL FROM' | 'RCPT TO';

/** Parameters we know, and whether they have a value. */
const known: Readonly<Record<Verb, Readonly<Record<string, 'value' | 'bare'>>>> = {
  'MAIL FROM': {
    SIZE: 'value',
    BODY: 'value',
    SMTPUTF8: 'bare',
    RET: 'value',
    ENVID: 'value',
    AUTH: 'value',
    REQUIRETLS: 'bare',
  },
  'RCPT TO': { NOTIFY: 'value', ORCPT: 'value' },
};

const path = String.raw`(?:"(?:[^"\\]|\\.)*"|[^<>"\\])*`;
const shape = new RegExp(String.raw`^(MAIL +FROM|RCPT +TO) *: *<(${path})>(.*)$`, 'i');
const sourceRoute = /^@[^\s,:@]+(?:,@[^\s,:@]+)*:/;

export function parsePath(verb: Verb, command: string): ParsedPath | PathFlaw {
  const [, said, inner = '', behind = ''] = shape.exec(command.trimEnd()) ?? [];
  if (said?.toUpperCase().replace(/ +/g, ' ') !== verb || (behind !== '' && !/^\s/.test(behind)))
    return { kind: 'syntax', text: `It is written ${verb}:<address>, with parameters behind it if there are any` };
  if (/[\p{Cc}\u200b\u2060\ufeff\ufffd]/u.test(inner))
    return { kind: 'syntax', text: 'The address has a character in it that cannot be seen, or is not UTF-8' };
  return withParameters(verb, inner.replace(sourceRoute, ''), behind);
}

function withParameters(verb: Verb, address: string, text: string): ParsedPath | PathFlaw {
  const parameters: Record<string, string | true> = {};
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const [, name = word, value] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    const flaw = parameterFlaw(verb, { name: name.toUpperCase(), value, parameters });
    if (flaw !== undefined) return { kind: 'parameter', ...flaw };
    parameters[name.toUpperCase()] = value === undefined ? true : fromXtext(value);
  }
  return { kind: 'path', address, parameters };
}

interface Given {
  readonly name: string;
  readonly value: string | undefined;
  readonly parameters: Readonly<Record<string, string | true>>;
}

function parameterFlaw(verb: Verb, { name, value, parameters }: Given): { code: 501 | 555; text: string } | undefined {
  const shown = name.replace(/[^!-~]/g, '?').slice(0, 40);
  if (!Object.hasOwn(known[verb], name)) return { code: 555, text: `${verb} has no parameter ${shown} here` };
  if (Object.hasOwn(parameters, name)) return { code: 501, text: `${shown} is given twice` };
  const wanted = known[verb][name];
  if (wanted === 'value' && (value ?? '') === '') return { code: 501, text: `${shown} has no value` };
  if (wanted === 'bare' && value !== undefined) return { code: 501, text: `${shown} takes no value` };
  if (value !== undefined && /\p{Cc}/u.test(fromXtext(value)))
    return { code: 501, text: `The value of ${shown} has a control character in it` };
  return undefined;
}

/** RFC 3461 §4: `+2B` is `+`. */
function fromXtext(text: string): string {
  return text.replace(/\+([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
