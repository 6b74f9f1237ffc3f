/**
 * What the steps of one walk share: the ports, what was asked for, and the message as it was found. The message has a clock of its own,
 * ahead of the engine's by what a person advanced it: everything written about it is told by that one.
 */
import type { EngineConfig } from '../config';
import type { AttemptPorts } from '../delivery/attempt';
import type { SimulatedHop } from '../delivery/route';
import type { Command } from '../mailroot/command';
import type { Envelope, TiedReport } from '../mailroot/envelope';
import type { MailRoot } from '../mailroot/layout';
import type { Story } from '../mailroot/story';
import type { Clock, Log, Resolver } from '../ports';
import type { Outcome, Progress } from '../protocol';
import type { Outcomes, RetryPolicies, RetryPolicy } from '../queue/settle';
import type { Announcements } from './announced';
import type { Internet, Shared } from './shared';

export interface WalkPorts extends Shared {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly resolver: Resolver;
  readonly random: () => number;
  readonly log: Log;
  /** The settings as they are now. */
  readonly config: () => EngineConfig;
  readonly fqdn: () => string;
  /** The secret behind `${env:NAME}` or `${secret:NAME}`. */
  readonly secret: (reference: string) => string | undefined;
  readonly simulated: SimulatedHop;
  /** What was said beforehand about a file in Pickup. */
  readonly announced?: Announcements;
  /** Only tests have another than the real one. */
  readonly internet?: Internet | undefined;
  readonly pool: AttemptPorts['pool'];
  readonly onProgress: (progress: Progress) => void;
  readonly onOutcome: (outcome: Outcome) => void;
  /** A DSN was put into the Queue. */
  readonly onEnqueued: (id: string) => void;
}

/** A command to the message, and who waits to hear what became of it. */
export interface Asked {
  readonly command: Command;
  readonly answer: (what: Answered) => void;
}
export type Answered =
  { readonly kind: 'done'; readonly said: string } | { readonly kind: 'refused'; readonly why: string };

export interface Ask {
  /** Taken out one by one as they are carried out; what is left was not come to. */
  readonly commands: Asked[];
  /** DSNs about it that came in since it was looked at last. */
  readonly reports: readonly TiedReport[];
  /** Name in Pickup it was claimed from, when we still know. */
  readonly pickupFile?: string;
  /** All that is left to do waits for sessions; what is returned is called when it goes on. */
  readonly wait: () => () => void;
}

export interface Walk {
  readonly ports: WalkPorts;
  readonly ask: Ask;
  readonly id: string;
  /** The message file without a byte order mark. Read once, and only when it is needed. */
  readonly content: () => Promise<Buffer>;
  /** The message's own clock. */
  readonly clock: Clock;
  /** By the engine's clock. */
  readonly startedAt: number;
  readonly envelope: Envelope;
  readonly hasState: boolean;
  /** A person asked for the attempt. */
  readonly askedFor: boolean;
  /** An attempt was made in this walk. */
  readonly attempted: boolean;
  readonly story: Story;
}

export function aheadMs(envelope: Envelope): number {
  return envelope.advancedMs ?? 0;
}

/** What happened by the engine's clock, told by the message's. */
export function onEnvelopesClock(envelope: Envelope, outcomes: Outcomes): Outcomes {
  const ahead = aheadMs(envelope);
  if (ahead === 0) return outcomes;
  return new Map([...outcomes].map(([address, status]) => [address, { ...status, at: status.at + ahead }]));
}

/** A notification was born by the clock of the message it is about: where that one is ahead, so is its own. `now` is the engine's. */
export function onItsClock(first: Envelope, now: number): Envelope {
  const ahead = first.source.kind === 'dsn' ? first.arrivedAt - now : 0;
  return ahead > 0 ? { ...first, advancedMs: ahead } : first;
}

export function messageClock(clock: Clock, envelope: Envelope): Clock {
  const ahead = aheadMs(envelope);
  return ahead === 0 ? clock : { now: () => clock.now() + ahead, after: (delayMs, run) => clock.after(delayMs, run) };
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export function retryPolicies(config: EngineConfig): RetryPolicies {
  return { local: policy(config, 'localRetry'), remote: policy(config, 'retry') };
}

function policy(config: EngineConfig, which: 'retry' | 'localRetry'): RetryPolicy {
  return {
    intervalsMs: config[`${which}.intervalsMinutes`].map((minutes) => minutes * minuteMs),
    delayNotificationMs: config[`${which}.delayNotificationHours`] * hourMs,
    expirationMs: config[`${which}.expirationHours`] * hourMs,
    maxAttempts: config['retry.maxAttempts'],
  };
}
