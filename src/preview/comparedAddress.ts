/** How a message that is compared is named in a URI of ours: what of it, and which; `stamp` changes when the message does. Encode and decode. Pure. */

export const comparedScheme = 'mailroot-compared';

export type What = 'meaning' | 'everything';

export interface ComparedAddress {
  readonly what: What;
  /** URI of the message. */
  readonly message: string;
  readonly stamp: string;
}

/** `name` is what people see. */
export function comparedParts(
  name: string,
  { what, message, stamp }: ComparedAddress,
): { path: string; query: string } {
  const shown = name.replace(/[\\/]/g, '-') || 'message';
  return { path: `/${what}/${shown}.txt`, query: JSON.stringify([message, stamp]) };
}

/** Undefined for what `comparedParts` did not write. */
export function readCompared({ path, query }: { path: string; query: string }): ComparedAddress | undefined {
  const what = /^\/(meaning|everything)\//.exec(path)?.[1];
  const [message, stamp, more] = parsed(query);
  if (what === undefined || typeof message !== 'string' || typeof stamp !== 'string' || more !== undefined)
    return undefined;
  return { what: what === 'meaning' ? 'meaning' : 'everything', message, stamp };
}

function parsed(query: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(query);
    return Array.isArray(value) ? (value as unknown[]) : [];
  } catch {
    return [];
  }
}
