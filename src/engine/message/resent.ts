/**
 * Resent fields (RFC 5322 §3.6.6): who sent a message once more, and to whom. Each resending puts a block of them on top, so that the
 * topmost block is the newest and the only one that addresses this sending. A block ends where a field is no Resent field, or where a
 * name comes for the second time. Pure.
 */
import type { HeaderField } from './headers';

export interface ResentBlock {
  readonly fields: readonly HeaderField[];
}

/** Undefined when the message was never resent. */
export function topmostResent(fields: readonly HeaderField[]): ResentBlock | undefined {
  const first = fields.findIndex(isResent);
  if (first < 0) return undefined;
  const seen = new Set<string>();
  const block: HeaderField[] = [];
  for (const field of fields.slice(first)) {
    const name = field.name.toLowerCase();
    if (!isResent(field) || seen.has(name)) break;
    seen.add(name);
    block.push(field);
  }
  return { fields: block };
}

function isResent({ name }: HeaderField): boolean {
  return /^resent-/i.test(name);
}
