/**
 * The mail exchangers of a domain, in the order in which they are to be tried (RFC 5321 §5.1): by preference, shuffled among equals;
 * the domain itself when it has none; nobody when its null MX says so (RFC 7505). Trouble comes back as what the resolver said.
 */
import { errorCode, type MxRecord, type Resolver } from '../ports';

export type Exchangers =
  | { readonly kind: 'hosts'; readonly hosts: readonly string[] }
  | { readonly kind: 'null-mx' }
  | { readonly kind: 'trouble'; readonly errorCode: string };

export async function exchangers(domain: string, resolver: Resolver, random: () => number): Promise<Exchangers> {
  const literal = /^\[(?:ipv6:)?([^\]]+)\]$/i.exec(domain)?.[1];
  if (literal !== undefined) return { kind: 'hosts', hosts: [literal] };
  try {
    return inOrder(domain, await resolver.mx(domain), random);
  } catch (error) {
    const code = errorCode(error) ?? 'ESERVFAIL';
    // ENODATA: the domain exists and has no MX. ENOTFOUND is NXDOMAIN: no A record will be found either.
    return code === 'ENODATA' ? { kind: 'hosts', hosts: [domain] } : { kind: 'trouble', errorCode: code };
  }
}

function inOrder(domain: string, records: readonly MxRecord[], random: () => number): Exchangers {
  const [only] = records;
  if (only === undefined) return { kind: 'hosts', hosts: [domain] };
  if (records.length === 1 && (only.exchange === '' || only.exchange === '.')) return { kind: 'null-mx' };
  const keyed = records.map((record) => ({ ...record, key: random() }));
  keyed.sort((a, b) => a.priority - b.priority || a.key - b.key);
  return { kind: 'hosts', hosts: keyed.map((record) => record.exchange) };
}
