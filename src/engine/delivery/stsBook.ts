/**
 * The MTA-STS policy that counts for a domain now (RFC 8461 §5.1): the DNS is asked at each attempt, the policy is fetched when its id is
 * another, and what is kept counts when neither can be had. Who can't be fetched is left alone for five minutes. In trouble there is
 * no policy, and a sentence for the transcript: mail goes on as for a domain without one.
 */
import { keepStsPolicy, readStsPolicy, type StsPolicy } from '../mailroot/stsPolicies';
import type { MailRoot } from '../mailroot/layout';
import { errorText, type Resolver } from '../ports';
import { fetchPolicy, whyNot, type FetchPorts } from './stsFetch';
import { isFresh, readPolicy, stsId } from './stsPolicy';

export interface StsFound {
  readonly policy?: StsPolicy | undefined;
  /** For the LTR. */
  readonly notes: readonly string[];
}

export interface PeekPorts {
  readonly mailRoot: Pick<MailRoot, 'policies'>;
  readonly resolver: Pick<Resolver, 'txt'>;
  readonly now: number;
}

/** What is known of it without fetching anything: `unfetched` is the id of the policy that an attempt would fetch first. */
export async function peekPolicy(
  domain: string,
  { mailRoot, resolver, now }: PeekPorts,
): Promise<StsFound & { readonly unfetched?: string }> {
  const kept = await keptPolicy(domain, mailRoot, now);
  const id = await idOf(domain, resolver);
  if (id === undefined && kept === undefined) return { notes: [`MTA-STS: ${domain} publishes no policy`] };
  if (id === undefined || id === kept?.id) return { policy: kept, notes: [] };
  const until = kept === undefined ? '' : `; if that fails, the one with id ${kept.id} counts`;
  const note = `MTA-STS: the policy of ${domain} (id ${id}) would be fetched first, which is not done for this${until}`;
  return { policy: kept, notes: [note], unfetched: id };
}

async function keptPolicy(
  domain: string,
  mailRoot: Pick<MailRoot, 'policies'>,
  now: number,
): Promise<StsPolicy | undefined> {
  const read = await readStsPolicy(mailRoot, domain);
  return read !== undefined && isFresh(read, now) ? read : undefined;
}

async function idOf(domain: string, resolver: Pick<Resolver, 'txt'>): Promise<string | undefined> {
  try {
    return stsId(await resolver.txt(`_mta-sts.${domain}`));
  } catch {
    // Most domains have none; and a name server that is silent is met again at the exchangers.
    return undefined;
  }
}

export interface BookPorts extends FetchPorts {
  readonly mailRoot: Pick<MailRoot, 'policies'>;
}

/** §3.3 asks to wait before a server that failed is asked again. */
const quietMs = 5 * 60_000;

export class StsBook {
  readonly #ports: BookPorts;
  readonly #running = new Map<string, Promise<StsFound>>();
  /** Domains whose policy could not be had, by domain and id: until when nobody asks, and why. */
  readonly #failed = new Map<string, { readonly until: number; readonly why: string }>();

  constructor(ports: BookPorts) {
    this.#ports = ports;
  }

  /** `domain` is in ASCII, and one that mail may leave for. Many who ask at once are answered together. */
  find(domain: string): Promise<StsFound> {
    const running = this.#running.get(domain) ?? this.#look(domain).finally(() => this.#running.delete(domain));
    this.#running.set(domain, running);
    return running;
  }

  async #look(domain: string): Promise<StsFound> {
    const { mailRoot, clock, resolver } = this.#ports;
    const kept = await keptPolicy(domain, mailRoot, clock.now());
    const id = await idOf(domain, resolver);
    if (id === undefined || id === kept?.id) return { policy: kept, notes: [] };
    const failed = this.#failure(`${domain} ${id}`);
    return failed === undefined ? this.#fetch(domain, id, kept) : { policy: kept, notes: [failed] };
  }

  async #fetch(domain: string, id: string, kept: StsPolicy | undefined): Promise<StsFound> {
    const { mailRoot, clock } = this.#ports;
    try {
      const read = readPolicy(await fetchPolicy(domain, this.#ports));
      if (read.kind === 'bad') throw new Error(read.why);
      const policy = { id, fetchedAt: clock.now(), ...read.policy };
      const trouble = await keepStsPolicy(mailRoot, domain, policy).catch(errorText);
      return { policy, notes: trouble === undefined ? [] : [`its MTA-STS policy can't be kept: ${trouble}`] };
    } catch (error) {
      const why = `MTA-STS: ${whyNot(domain, error)}`;
      this.#failed.set(`${domain} ${id}`, { until: clock.now() + quietMs, why });
      return { policy: kept, notes: [why] };
    }
  }

  #failure(key: string): string | undefined {
    for (const [other, { until }] of this.#failed) if (until <= this.#ports.clock.now()) this.#failed.delete(other);
    return this.#failed.get(key)?.why;
  }
}
