/**
 * The mail exchangers of a domain, in the order in which they are to be tried (RFC 5321 §5.1): by preference, shuffled among equals; the domain
 * itself when it has none and has an address; nobody when its null MX says so (RFC 7505). Where we are among them, only those that
 * are preferred to us: the rest would bring the message back. Trouble comes back as the code that the judge knows.
 */
import { domainToASCII } from 'node:url';
import { errorCode, type MxRecord, type Resolver } from '../ports';

export type Exchangers =
  | { readonly kind: 'hosts'; readonly hosts: readonly string[] }
  /** `ENODOMAIN`, `ENULLMX`, `EMXLOOP`, or what the resolver said. */
  | { readonly kind: 'trouble'; readonly errorCode: string };

export interface MxPorts {
  readonly resolver: Pick<Resolver, 'mx' | 'addresses'>;
  readonly random: () => number;
  /** Our own name, as hosts know us. */
  readonly fqdn: string;
}

export async function exchangers(domain: string, ports: MxPorts): Promise<Exchangers> {
  const literal = /^\[(?:ipv6:)?([^\]]+)\]$/i.exec(domain)?.[1];
  if (literal !== undefined) return { kind: 'hosts', hosts: [literal] };
  const name = domainToASCII(domain);
  if (name === '') return { kind: 'trouble', errorCode: 'ENODOMAIN' };
  try {
    const records = await ports.resolver.mx(name);
    return records.length === 0 ? await itself(name, ports.resolver) : inOrder(records, ports);
  } catch (error) {
    const code = errorCode(error) ?? 'ESERVFAIL';
    // ENODATA: the domain exists and has no MX. ENOTFOUND is NXDOMAIN: no address will be found either.
    if (code === 'ENODATA') return itself(name, ports.resolver);
    return { kind: 'trouble', errorCode: code === 'ENOTFOUND' ? 'ENODOMAIN' : code };
  }
}

/** The implicit MX: a domain without an address either takes no mail at all. */
async function itself(name: string, resolver: MxPorts['resolver']): Promise<Exchangers> {
  try {
    // None at all is what a resolver may say of names that lead in a circle (CNAME).
    if ((await resolver.addresses(name)).length === 0) return { kind: 'trouble', errorCode: 'ENODOMAIN' };
    return { kind: 'hosts', hosts: [name] };
  } catch (error) {
    const code = errorCode(error) ?? 'ESERVFAIL';
    return { kind: 'trouble', errorCode: ['ENOTFOUND', 'ENODATA'].includes(code) ? 'ENODOMAIN' : code };
  }
}

function inOrder(records: readonly MxRecord[], { random, fqdn }: MxPorts): Exchangers {
  const [only] = records;
  if (records.length === 1 && only !== undefined && plain(only.exchange) === '')
    return { kind: 'trouble', errorCode: 'ENULLMX' };
  const ours = records.filter(({ exchange }) => plain(exchange) === plain(fqdn)).map(({ priority }) => priority);
  const below = Math.min(...ours, Number.POSITIVE_INFINITY);
  const better = records.filter(({ exchange, priority }) => priority < below && plain(exchange) !== '');
  if (better.length === 0) return { kind: 'trouble', errorCode: 'EMXLOOP' };
  const keyed = better.map((record) => ({ ...record, key: random() }));
  keyed.sort((a, b) => a.priority - b.priority || a.key - b.key);
  return { kind: 'hosts', hosts: [...new Set(keyed.map(({ exchange }) => plain(exchange)))] };
}

/** Names are compared without the dot at their end and without case (RFC 4343). */
function plain(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}
