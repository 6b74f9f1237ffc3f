/** How a message that is compared is named in a URI of ours: what of it, and which; `stamp` changes when the message does. Encode and decode. Pure. */
import type { What } from '../compare/wishes';
import { twoStrings } from './partAddress';

export const comparedScheme = 'mailroot-compared';

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
  const [message, stamp] = twoStrings(query) ?? [];
  if (what === undefined || message === undefined || stamp === undefined) return undefined;
  return { what: what === 'meaning' ? 'meaning' : 'everything', message, stamp };
}
