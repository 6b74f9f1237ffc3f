/**
 * Counts what passes: arrivals, outcomes, sessions, names looked up. Counters begin at 0 with the engine, as performance counters do. Knows of
 * a message only what tells a new state of a recipient from one that was counted before, and forgets it when the message has left the Queue.
 */
import { counterNames, type CounterName, type Counters } from './counters';
import type { BadReason } from './mailroot/envelope';
import type { Witness } from './ports';
import type { Outcome, QueueCounts } from './protocol';

type Recipient = Outcome['recipients'][number];

const ofReason: Readonly<Record<BadReason, CounterName>> = {
  'bad-pickup-file': 'badPickupFile',
  'general-failure': 'badGeneral',
  'hop-count-exceeded': 'badHops',
  'dsn-undeliverable': 'badDsn',
  'no-recipients': 'badRecipients',
  'damaged-state': 'badState',
  'not-returned': 'badReturned',
};

const ofDsn: Readonly<Record<string, CounterName>> = { f: 'ndrs', d: 'delays' };

interface Known {
  /** When each recipient got the state that was counted last. */
  readonly at: Map<string, number>;
  /** It waits for Drop alone. */
  isLocal: boolean;
}

export class Tally {
  readonly #startedAt: number;
  readonly #counts = Object.fromEntries(counterNames.map((name) => [name, 0])) as Record<CounterName, number>;
  readonly #known = new Map<string, Known>();

  /** Epoch ms: states of before are none of this engine's. */
  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  add(name: CounterName, more = 1): void {
    this.#counts[name] += more;
  }

  /** A file was taken out of Pickup. */
  pickedUp(): void {
    this.add('pickupRetrieved');
    this.add('messagesSubmitted');
  }

  /** A message was accepted over SMTP. */
  received(): void {
    this.add('messagesReceived');
    this.add('messagesSubmitted');
  }

  outcome(outcome: Outcome): void {
    const known = this.#known.get(outcome.id) ?? { at: new Map<string, number>(), isLocal: false };
    const isFirst = !this.#known.has(outcome.id) && outcome.attempt <= 1;
    if (isFirst) this.#countDsn(outcome.id);
    const fresh = outcome.recipients.filter((recipient) => this.#isFresh(recipient, known));
    this.#countStates(fresh, outcome.attempt);
    if (outcome.folder === 'BadMail' && outcome.reason !== undefined) this.#countBad(outcome.reason);
    known.isLocal = isLocalWait(outcome.recipients);
    if (outcome.folder === 'Queue') this.#known.set(outcome.id, known);
    else this.#known.delete(outcome.id);
  }

  #isFresh({ address, state }: Recipient, { at }: Known): boolean {
    if (state.action === 'pending' || at.get(address) === state.at || state.at < this.#startedAt) return false;
    at.set(address, state.at);
    return true;
  }

  #countDsn(id: string): void {
    const counter = ofDsn[/-([fd])\d+$/.exec(id)?.[1] ?? ''];
    if (counter !== undefined) this.add(counter);
    if (/-[fdsc]\d+$/.test(id)) this.add('messagesSubmitted');
  }

  #countBad(reason: BadReason): void {
    this.add(ofReason[reason]);
    if (reason === 'dsn-undeliverable') this.add('dsnFailures');
  }

  #countStates(fresh: readonly Recipient[], attempt: number): void {
    const count = (fits: (recipient: Recipient) => boolean): number => fresh.filter(fits).length;
    const local = count(({ state }) => state.action === 'delivered');
    const remote = count(({ state }) => state.action === 'relayed');
    this.add('recipientsLocal', local);
    this.add('recipientsRemote', remote);
    this.add(
      'recipientsFailed',
      count(({ state }) => state.action === 'failed'),
    );
    this.add('messagesDelivered', Math.min(local, 1));
    this.add('messagesSent', Math.min(remote, 1));
    this.add('connectionErrors', Math.min(count(isUnreached), 1));
    if (attempt <= 1) return;
    this.add('deliveryRetries', Math.min(local + count(isDropTrouble), 1));
    this.add(
      'sendRetries',
      Math.min(
        count((each) => !isAtDrop(each)),
        1,
      ),
    );
  }

  /** Counts a session with a remote host. */
  outbound(): Witness {
    this.add('outboundTotal');
    this.add('outboundCurrent');
    return this.#session({ current: 'outboundCurrent', bytes: 'bytesSent' });
  }

  /** Counts a session of a client with us, and what it was refused. */
  inbound(): Witness {
    this.add('inboundTotal');
    this.add('inboundCurrent');
    return this.#session({ current: 'inboundCurrent', bytes: 'bytesReceived', said: (reply) => this.#refused(reply) });
  }

  #session({ current, bytes, said }: SessionCounters): Witness {
    let open = true;
    return {
      heard: () => undefined,
      said: (reply) => said?.(reply),
      content: (octets) => this.add(bytes, octets),
      ended: () => {
        if (open) this.add(current, -1);
        open = false;
      },
    };
  }

  #refused(reply: string): void {
    if (/^[45]\d\d 5\.3\.4 /.test(reply)) this.add('refusedSize');
    else if (/^[45]\d\d [45]\.[36]\.\d/.test(reply)) this.add('refusedMail');
    else if (/^[45]\d\d [45]\.(?:1\.\d|5\.3|7\.1)/.test(reply)) this.add('refusedAddress');
  }

  read({ queued, deferred, held }: QueueCounts): Counters {
    const local = [...this.#known.values()].filter(({ isLocal }) => isLocal).length;
    const remote = Math.max(0, deferred - local);
    return {
      ...this.#counts,
      queueLength: queued,
      pending: queued - deferred,
      localQueue: local,
      localRetry: local,
      remoteQueue: remote,
      remoteRetry: Math.max(0, remote - held),
    };
  }
}

interface SessionCounters {
  readonly current: CounterName;
  readonly bytes: CounterName;
  readonly said?: (reply: string) => void;
}

function isAtDrop({ state }: Recipient): boolean {
  return state.action === 'delivered' || ('stage' in state && state.stage === 'drop');
}

function isDropTrouble({ state }: Recipient): boolean {
  return 'stage' in state && state.stage === 'drop';
}

function isUnreached({ state }: Recipient): boolean {
  return 'stage' in state && (state.stage === 'connect' || state.stage === 'greeting' || state.stage === 'dns');
}

function isLocalWait(recipients: readonly Recipient[]): boolean {
  const waiting = recipients.filter(({ state }) => state.action === 'delayed');
  return waiting.length > 0 && waiting.every(isDropTrouble);
}
