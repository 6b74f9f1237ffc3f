/**
 * The book of hosts: who could not be spoken to a moment ago, so that a host that is down is tried once for all messages of a round.
 * What was learned is believed for a short time, and not at all by somebody who asks for a retry after it was learned. In memory only:
 * a new engine finds out anew. Only what puts off is remembered; what fails is judged for each message by itself.
 */
import type { DeliveryStatus } from '../mailroot/envelope';

type Delayed = Extract<DeliveryStatus, { action: 'delayed' }>;

/** Whom a failure speaks for: everybody who wants that host, everybody on the same terms (TLS, login), or that message alone. */
export function quiets(status: DeliveryStatus): 'host' | 'terms' | 'nobody' {
  if (status.action !== 'delayed') return 'nobody';
  if (status.reply?.code === 421 || ['dns', 'connect', 'greeting'].includes(status.stage)) return 'host';
  return ['ehlo', 'tls', 'auth'].includes(status.stage) ? 'terms' : 'nobody';
}

interface Entry {
  readonly status: Delayed;
  /** Queue id of the message it was tried for. */
  readonly triedFor: string;
  readonly until: number;
}

export class HostBook {
  readonly #entries = new Map<string, Entry>();

  note(key: string, status: Delayed, { triedFor, quietMs }: { triedFor: string; quietMs: number }): void {
    for (const [other, { until }] of this.#entries) if (until <= status.at) this.#entries.delete(other);
    this.#entries.set(key, { status, triedFor, until: status.at + quietMs });
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }

  /** The settings, or the secrets, are others: what was learned with the old ones may be wrong. */
  clear(): void {
    this.#entries.clear();
  }

  /** The status of a message that wants one of these now, without trying. What was learned before `since` does not count. */
  ask(keys: readonly string[], { now, since = 0 }: { now: number; since?: number | undefined }): Delayed | undefined {
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry === undefined) continue;
      if (now >= entry.until) this.#entries.delete(key);
      else if (entry.status.at >= since) return answered(entry, now);
    }
    return undefined;
  }
}

function answered({ status, triedFor }: Entry, now: number): Delayed {
  const tried = new Date(status.at).toISOString().slice(11, 19);
  return {
    ...status,
    at: now,
    text: `${status.text} (Tried at ${tried} UTC for ${triedFor}, not again for this one.)`,
  };
}
