/**
 * An address as an envelope line gives it, with the ESMTP parameters behind it; and what can be an address at all. Needs no library, so
 * that a list of messages can be drawn without one. Never throws; what is no address is not returned, and the caller says so.
 */
import { decodeXtext } from './xtext';

/** A path as an envelope line gives it, with ESMTP parameters behind it, names upper-case (`NOTIFY`, `ORCPT`, `RET` ...). */
export interface PathLine {
  /** `''` is the null path `<>`. */
  readonly address: string;
  /** Values without their xtext (RFC 3461 §4); `''` for a word that stands alone (`REQUIRETLS`). */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A display name (bare words, quoted strings, encoded words), the path in brackets, parameters. */
const bracketedLine = /^(?:"(?:[^"\\]|\\.)*"|[^"<>])*<([^<>]*)>(.*)$/s;

/**
 * Reads the value of an `X-Sender` or `X-Receiver` line: `a@b`, `<a@b> NOTIFY=NEVER`, `"Name" <a@b>`, `<>`.
 * Undefined when there is no address in it.
 */
export function parsePathLine(value: string): PathLine | undefined {
  const [, bracketed, after] = bracketedLine.exec(value) ?? [];
  if (bracketed !== undefined) {
    const address = bracketed.trim();
    if (address !== '' && !isAddress(address)) return undefined;
    return { address, parameters: readParameters(after ?? '') };
  }
  const [first = '', ...rest] = value.trim().split(/\s+/);
  if (!isAddress(first) || !rest.every((word) => word.includes('='))) return undefined;
  return { address: first, parameters: readParameters(rest.join(' ')) };
}

/** A value with control characters in it would forge lines: it is left out (`ENVID=a+0D+0Ab`). */
function readParameters(text: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const word of text.trim().split(/\s+/)) {
    const [, key, raw = ''] = /^([A-Za-z0-9-]+)(?:=(.*))?$/.exec(word) ?? [];
    const value = decodeXtext(raw);
    if (key !== undefined && !/\p{Cc}/u.test(value)) parameters[key.toUpperCase()] = value;
  }
  return parameters;
}

/** Whether it can be a path on the wire: a local part, at most one address, no blanks or control characters. A bare name is one too: it gets the default domain. */
export function isAddress(text: string): boolean {
  if (text.length > 320 || text === '') return false;
  // Angle brackets are lawful in a quoted local part (RFC 5321 §4.1.2), but nobody on the way gets them right: refused.
  if (/^"(?:[^"\\<>\p{Cc}]|\\[^<>\p{Cc}])+"@[^\s<>@]+$/u.test(text)) return true;
  return /^[^\s<>()",;:\\@[\]\p{Cc}]+(?:@(?:[^\s<>()",;:\\@[\]\p{Cc}]+|\[[^\s[\]<>\p{Cc}]+\]))?$/u.test(text);
}
