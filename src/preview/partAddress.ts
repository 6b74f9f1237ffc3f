/** How a part of a message is named in a URI of ours: the message and the path of the part, in its query. Encode and decode. Pure. */

export const partScheme = 'mailroot-part';

export interface PartAddress {
  /** URI of the message; it may itself be a part of another. */
  readonly message: string;
  readonly part: string;
}

export function partQuery({ message, part }: PartAddress): string {
  return JSON.stringify([message, part]);
}

/** Undefined for what `partQuery` did not write. */
export function readPartQuery(query: string): PartAddress | undefined {
  const [message, part] = twoStrings(query) ?? [];
  return message === undefined || part === undefined ? undefined : { message, part };
}

/** Out of JSON of an array of exactly these. */
export function twoStrings(query: string): readonly [string, string] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(query);
  } catch {
    return undefined;
  }
  const [first, second, more] = Array.isArray(value) ? (value as unknown[]) : [];
  return typeof first !== 'string' || typeof second !== 'string' || more !== undefined ? undefined : [first, second];
}
