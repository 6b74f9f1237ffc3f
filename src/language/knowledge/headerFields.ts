/**
 * What header fields mean: name, shape of the value, how often it may stand, where it is specified, one or two sentences. The names are
 * those of the IANA registry "Permanent Message Header Field Names" and the common ones outside it; the words are ours. Pure data.
 */
import { authorFields } from './authorFields';
import { carrierFields } from './carrierFields';
import type { FieldKind } from './fieldRow';
import { listFields } from './listFields';

export interface HeaderField {
  readonly name: string;
  readonly kind: FieldKind;
  readonly once: boolean;
  readonly spec: string;
  readonly meaning: string;
}

const rows = [...authorFields, ...carrierFields, ...listFields];

export const headerFields: readonly HeaderField[] = rows.map(([name, kind, count, spec, meaning]) => ({
  name,
  kind,
  once: count === 'once',
  spec,
  meaning,
}));

const byKey = new Map(headerFields.map((field) => [field.name.toLowerCase(), field]));

export function headerField(key: string): HeaderField | undefined {
  return byKey.get(key.toLowerCase());
}

/** What nobody knows is text. */
export function fieldKind(key: string): FieldKind {
  return byKey.get(key)?.kind ?? 'text';
}

/** Where the specification can be read. */
export function specUrl(spec: string): string | undefined {
  const [, number, section] = /^RFC (\d+)(?: §([\d.]+))?$/.exec(spec) ?? [];
  if (number === undefined) return undefined;
  return `https://www.rfc-editor.org/rfc/rfc${number}.html${section === undefined ? '' : `#section-${section}`}`;
}
