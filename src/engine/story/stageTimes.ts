/**
 * Which stage of a session the time went to. A line of an RTR stands at the end of what it names: the time up to a reply belongs to the
 * command it answers, oldest first, since commands are pipelined (RFC 2920). Pure.
 */
import type { RtrSession } from '../mailroot/transcript';

export const timedStages = [
  'dns',
  'connect',
  'greeting',
  'ehlo',
  'tls',
  'auth',
  'mail',
  'rcpt',
  'data',
  'quit',
] as const;
export type TimedStage = (typeof timedStages)[number];

export interface StageTime {
  readonly stage: TimedStage;
  readonly ms: number;
}

// Maps, not objects: the words come from the other side, and `constructor` must find nothing.
const byVerb: ReadonlyMap<string, TimedStage> = new Map([
  ['EHLO', 'ehlo'],
  ['HELO', 'ehlo'],
  ['STARTTLS', 'tls'],
  ['AUTH', 'auth'],
  ['MAIL', 'mail'],
  ['RCPT', 'rcpt'],
  ['DATA', 'data'],
  ['QUIT', 'quit'],
]);

const byEvent: ReadonlyMap<string, TimedStage> = new Map([
  ['dns', 'dns'],
  ['connect', 'connect'],
  ['tls', 'tls'],
  ['content', 'data'],
]);

/** In the order of a session; stages that did not happen are left out, those that took no time are not. */
export function stageTimes(lines: RtrSession['lines']): StageTime[] {
  const spent = new Map<TimedStage, number>();
  const reader = new StageReader();
  let before = 0;
  for (const line of lines) {
    if (line.mark === 'text') continue;
    const stage = reader.stageOf(line.mark, line.text);
    spent.set(stage, (spent.get(stage) ?? 0) + Math.max(0, line.ms - before));
    before = Math.max(before, line.ms);
  }
  return timedStages.flatMap((stage) => {
    const ms = spent.get(stage);
    return ms === undefined ? [] : [{ stage, ms }];
  });
}

/** Follows a dialogue: knows which command the next reply answers. */
export class StageReader {
  readonly #unanswered: TimedStage[] = [];
  #now: TimedStage = 'dns';
  #connected = false;

  stageOf(mark: '>' | '<' | '*', text: string): TimedStage {
    this.#now = mark === '>' ? this.#command(text) : mark === '<' ? this.#reply(text) : this.#event(text);
    return this.#now;
  }

  #command(text: string): TimedStage {
    // A line that is no command goes on with AUTH.
    const stage = byVerb.get(/^\w+/.exec(text)?.[0].toUpperCase() ?? '') ?? 'auth';
    this.#unanswered.push(stage);
    return stage;
  }

  #reply(text: string): TimedStage {
    const stage = this.#unanswered[0] ?? (this.#connected ? this.#now : 'greeting');
    if (/^\d{3}(?: |$)/.test(text)) {
      this.#unanswered.shift();
      this.#connected = true;
    }
    return stage;
  }

  #event(text: string): TimedStage {
    const known = byEvent.get(text.split(':', 1)[0] ?? '');
    // An error or a closed connection ends what was waited for.
    return known ?? this.#unanswered[0] ?? this.#afterwards();
  }

  #afterwards(): TimedStage {
    if (this.#now === 'dns') return 'connect';
    return this.#now === 'connect' && !this.#connected ? 'greeting' : this.#now;
  }
}
