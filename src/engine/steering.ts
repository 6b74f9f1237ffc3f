/**
 * Commands on their way to messages: which messages are meant, and who waits for an answer. A command is carried out at the beginning of
 * its message's next walk (walk/steering), which it brings about at once; while an attempt runs it waits for its end. Every command is
 * answered, also when its message has left the Queue meanwhile or the engine stops.
 */
import type { Command } from './mailroot/command';
import type { Envelope } from './mailroot/envelope';
import type { MailRoot } from './mailroot/layout';
import { revive, type Revived } from './mailroot/revive';
import { readState } from './mailroot/store';
import { errorText, type Clock } from './ports';
import type { Selection, Steered } from './protocol';
import type { Answered, Asked } from './walk/walked';

export interface SteeringPorts {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly ids: () => readonly string[];
  readonly has: (id: string) => boolean;
  /** Looks at that message now. */
  readonly look: (id: string) => void;
  /** Why the envelope would refuse the command, if it would. */
  readonly refusal: (envelope: Envelope, command: Command) => string | undefined;
  /** Name of the host that mail for this address is handed to, if it is. */
  readonly hopOf: (address: string) => string | undefined;
}

export class Steering {
  readonly #ports: SteeringPorts;
  readonly #pending = new Map<string, Asked[]>();
  readonly #reviving = new Map<string, Promise<Revived>>();

  constructor(ports: SteeringPorts) {
    this.#ports = ports;
  }

  /** Resolves when every message meant has carried it out or refused it. */
  async steer(select: Selection, command: Command): Promise<Steered[]> {
    const ids = await this.#selected(select);
    return Promise.all(ids.map(async (id) => ({ id, ...(await this.#ask(id, command)) })));
  }

  /** The commands to a message, for its walk to take out one by one. */
  commandsOf(id: string): Asked[] {
    const commands = this.#pending.get(id) ?? [];
    this.#pending.set(id, commands);
    return commands;
  }

  /** A walk ended: commands it did not come to bring about another, or are refused when there is none. True when there is one. */
  ended(id: string, leftTheQueue: boolean): boolean {
    const left = this.#pending.get(id) ?? [];
    if (left.length > 0 && !leftTheQueue) return true;
    this.#pending.delete(id);
    for (const { answer } of left) answer(notQueued);
    return false;
  }

  /** Nothing is looked at any more. */
  close(): void {
    for (const id of [...this.#pending.keys()]) this.ended(id, true);
  }

  async #ask(id: string, command: Command): Promise<Answered> {
    if (!this.#ports.has(id)) {
      if (command.kind !== 'requeue') return notQueued;
      const revived = await this.#revive(id, command);
      if (revived.kind === 'refused') return revived;
    }
    return new Promise((answer) => {
      this.commandsOf(id).push({ command, answer });
      this.#ports.look(id);
    });
  }

  /** Who asks for the same message meanwhile waits for the first, and gets what that one got. */
  #revive(id: string, command: Command): Promise<Revived> {
    const { mailRoot, clock, refusal, look } = this.#ports;
    const begun = this.#reviving.get(id);
    if (begun !== undefined) return begun;
    const reviving = revive(mailRoot, id, { now: clock.now(), refusal: (envelope) => refusal(envelope, command) })
      .then((revived) => {
        if (revived.kind === 'revived') look(id);
        return revived;
      })
      .catch((error: unknown): Revived => ({ kind: 'refused', why: errorText(error) }))
      .finally(() => this.#reviving.delete(id));
    this.#reviving.set(id, reviving);
    return reviving;
  }

  async #selected({ ids, nextHop }: Selection): Promise<readonly string[]> {
    const all = ids ?? this.#ports.ids();
    if (nextHop === undefined) return all;
    const found: string[] = [];
    for (const id of all) {
      const state = await readState(this.#ports.mailRoot, id).catch(() => undefined);
      if (state?.kind === 'envelope' && this.#hops(state.envelope).includes(nextHop)) found.push(id);
    }
    return found;
  }

  /** The hosts that its open recipients wait for: where they were tried last, or are routed to. */
  #hops({ recipients }: Envelope): string[] {
    return recipients.flatMap(({ address, state, via }) => {
      if (state.action !== 'pending' && state.action !== 'delayed') return [];
      const tried = state.action === 'delayed' ? /^[^\s:]+/.exec(state.nextHop ?? '')?.[0] : undefined;
      return [tried ?? via?.replace(/:\d+$/, '') ?? this.#ports.hopOf(address) ?? ''];
    });
  }
}

const notQueued: Answered = {
  kind: 'refused',
  why: 'It is not in the Queue (any more). "mailroot show" tells where it is.',
};
