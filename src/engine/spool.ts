/**
 * The spool as a whole: what arrives (Pickup, network, our own DSNs) enters the Queue, the schedule says when a message is looked at,
 * and walk carries it on. Promises: what was accepted is in exactly one place, and what is queued has a moment at which it is looked
 * at. Leaves the walk to walk.ts and the disk to mailroot/. In trouble it says so in `troubles` and goes on with the rest.
 */
import { needsWalk, topOf, type Arriving } from './arriving';
import type { WitnessPort } from './delivery/line';
import { openPool, type SessionPool } from './delivery/pool';
import { domainOf } from './message/address';
import { bestMatch } from './message/governing';
import { namesOf, route } from './delivery/route';
import type { Command } from './mailroot/command';
import { asPath, type Priority } from './mailroot/envelope';
import { inspect } from './inspection';
import { openFreshIds, type FreshIds } from './mailroot/freshIds';
import type { Checked } from './mailroot/mend';
import { watchQueue, type QueueWatch } from './mailroot/queueWatch';
import { recover, type QueuedAt } from './mailroot/recover';
import type { SessionLog } from './mailroot/sessionLog';
import { claim, drop, enqueue, prepareMailRoot } from './mailroot/store';
import { sourceParameter } from './origin';
import { outcomeOf } from './outcome';
import { watchPickup, type PickupWatch } from './pickup/watch';
import type { QueueCounts, Selection, Steered } from './protocol';
import { createSchedule, type Again, type Schedule } from './queue/schedule';
import { Steering } from './steering';
import type { Troubles } from './troubles';
import { poolLimits } from './walk/poolLimits';
import { hasLeft, openShared, type Shared } from './walk/shared';
import { refusalOf } from './walk/steering';
import { walk } from './walk/walk';
import type { WalkPorts } from './walk/walked';

export type SpoolPorts = Omit<WalkPorts, 'onEnqueued' | 'pool' | keyof Shared> &
  WitnessPort & {
    readonly troubles: Troubles;
    readonly sessions: SessionLog;
    /** Whether the listener of this MailRoot is there. */
    readonly isSelf?: (address: string, port: number) => boolean;
    /** Counts changed. */
    readonly onChange: () => void;
  };

/** How many messages are in hand at once, and how many with those that only wait for a session. */
const inHandLimit = 32;
const waitingLimit = 1_000;

export interface Spool {
  /** Resolves to the queue id when the message is safe on disk; rejects with the disk's error, and has kept nothing then. */
  accept(arriving: Arriving): Promise<{ id: string }>;
  /** Whether its domain is captured here, for the listener's answer to RCPT. */
  isLocal(address: string): boolean;
  /** Asks something of messages; resolves when each has carried it out or refused it. */
  steer(select: Selection, command: Command): Promise<readonly Steered[]>;
  counts(): QueueCounts;
  /** The settings are others. */
  configured(): void;
  /** Compares the Queue on disk with the schedule, and mends or only reports. */
  check(mode: 'report' | 'mend'): Promise<readonly Checked[]>;
  /** Looks into Pickup and Queue now. */
  scan(): Promise<void>;
  /** Takes up nothing more; resolves when what is in hand is finished. */
  stop(): Promise<void>;
}

export async function openSpool(ports: SpoolPorts): Promise<Spool> {
  await prepareMailRoot(ports.mailRoot);
  const waiting = await recover(ports.mailRoot);
  const nextId = await openFreshIds(ports.mailRoot, Math.floor(ports.random() * 0x10000));
  const spool = new Running(ports, nextId);
  for (const each of waiting) spool.found(each);
  spool.open();
  return spool;
}

class Running implements Spool {
  readonly #ports: SpoolPorts;
  readonly #schedule: Schedule;
  readonly #pool: SessionPool;
  readonly #nextId: FreshIds;
  readonly #steering: Steering;
  readonly #shared: Shared;
  readonly #pickupFiles = new Map<string, string>();
  /** Ids of messages that are being written into the Queue, and are nobody's to take up before that is done. */
  readonly #arriving = new Set<string>();
  #watch: PickupWatch | undefined;
  #queueWatch: QueueWatch | undefined;

  constructor(ports: SpoolPorts, nextId: FreshIds) {
    this.#ports = ports;
    this.#nextId = nextId;
    const { clock, resolver, fqdn, config, secret, witness, isSelf } = ports;
    this.#pool = openPool({ clock, resolver, fqdn, secret, isSelf, witness, limits: () => poolLimits(config()) });
    this.#schedule = createSchedule({ clock, limit: inHandLimit, waitingLimit, run: (id) => this.#run(id) });
    this.#shared = openShared({ ...ports, look: (id) => this.#lookIfQueued(id) });
    this.#steering = new Steering({
      mailRoot: ports.mailRoot,
      clock,
      ids: () => this.#schedule.ids(),
      has: (id) => this.#schedule.has(id),
      look: (id) => this.look(id, clock.now()),
      refusal: (envelope, command) => refusalOf(envelope, command, ports),
      hopOf: (address) => this.#hopOf(address),
    });
  }

  open(): void {
    const { mailRoot, clock, log, config } = this.#ports;
    this.#watch = watchPickup({
      folder: mailRoot.Pickup,
      settleMs: () => config()['pickup.settleMs'],
      maxOctets: () => config()['smtp.maxMessageKilobytes'] * 1024,
      clock,
      troubles: this.#ports.troubles,
      take: (fileName) => this.#take(fileName),
    });
    const isKnown = (id: string): boolean => this.#schedule.has(id) || this.#arriving.has(id);
    const take = (id: string, at: number): void => this.look(id, at);
    const found = (ids: ReadonlySet<string>): void => {
      for (const id of this.#schedule.ids())
        if (!ids.has(id) && !this.#schedule.isInHand(id)) this.look(id, clock.now());
    };
    this.#queueWatch = watchQueue({ mailRoot, clock, log, isKnown, found, take, freshId: () => this.#freshId() });
  }

  #freshId(): Promise<string> {
    return this.#nextId(this.#ports.clock.now());
  }

  async #arrive<T>(id: string, write: () => Promise<T>): Promise<T> {
    this.#arriving.add(id);
    try {
      return await write();
    } finally {
      this.#arriving.delete(id);
    }
  }

  look(id: string, at: number, priority?: Priority): void {
    this.#schedule.at(id, at, priority);
    this.#ports.onChange();
  }

  found({ id, wakeAt, priority, letOut }: QueuedAt): void {
    this.look(id, wakeAt, priority);
    if (letOut) this.#shared.letOut.found(id);
  }

  #lookIfQueued(id: string): boolean {
    if (!this.#schedule.has(id)) return false;
    this.look(id, this.#ports.clock.now());
    return true;
  }

  async #take(fileName: string): Promise<void> {
    const { mailRoot, clock, onProgress } = this.#ports;
    const id = await this.#freshId();
    if (!(await this.#arrive(id, () => claim(mailRoot, fileName, id)))) return;
    this.#pickupFiles.set(id, fileName);
    this.#ports.announced?.came(fileName, id);
    onProgress({ id, pickupFile: fileName, stage: 'queued', attempt: 0 });
    this.look(id, clock.now());
  }

  async #run(id: string): Promise<Again | undefined> {
    const pickupFile = this.#pickupFiles.get(id);
    const wait = (): (() => void) => this.#schedule.wait();
    const commands = this.#steering.commandsOf(id);
    const ask = {
      commands,
      reports: this.#shared.reports.take(id),
      wait,
      ...(pickupFile !== undefined && { pickupFile }),
    };
    const { clock } = this.#ports;
    const again = await walk(id, ask, {
      ...this.#ports,
      pool: this.#pool,
      ...this.#shared,
      onEnqueued: (dsn) => this.look(dsn, clock.now()),
    });
    if (again === undefined) await this.#left(id);
    const askedMore = this.#steering.ended(id, again === undefined);
    this.#ports.onChange();
    return again !== undefined && askedMore ? { ...again, at: clock.now() } : again;
  }

  async #left(id: string): Promise<void> {
    this.#pickupFiles.delete(id);
    this.#ports.announced?.left(id);
    await hasLeft(this.#shared, id);
  }

  #hopOf(address: string): string | undefined {
    const found = route(address, this.#ports.config(), this.#ports.simulated);
    return namesOf(found)[0];
  }

  async accept(arriving: Arriving): Promise<{ id: string }> {
    const { mailRoot, clock } = this.#ports;
    const id = await this.#freshId();
    const received = `Received: ${arriving.received.replace(/\$id/g, id)}\r\n`;
    const local = arriving.recipients.every(({ address }) => this.#isDropped(address));
    if (local && !needsWalk(arriving)) return this.#dropNow(id, arriving, received);
    const top = topOf(arriving, { [sourceParameter]: `smtp:${arriving.client}` });
    await this.#arrive(id, () => enqueue(mailRoot, id, [top, received, arriving.content]));
    // What is only dropped leaves no family behind that its session could travel with.
    const session = arriving.session?.(id);
    if (session !== undefined && local) this.#ports.sessions.dropped(id, session);
    if (session !== undefined && !local) await this.#ports.sessions.queued(id, session);
    this.look(id, clock.now());
    return { id };
  }

  #isDropped(address: string): boolean {
    return route(address, this.#ports.config(), this.#ports.simulated).kind === 'drop';
  }

  /** Local mail for the network goes straight to Drop: one durable write. */
  async #dropNow(id: string, arriving: Arriving, received: string): Promise<{ id: string }> {
    const { mailRoot, clock, onOutcome } = this.#ports;
    const returnPath = `Return-Path: ${asPath(arriving.reversePath)}\r\n`;
    const startedAt = clock.now();
    await this.#shared.dropRoom.enter(1);
    const { name: file, octets } = await drop(mailRoot, id, [
      topOf(arriving, {}),
      returnPath,
      received,
      arriving.content,
    ]);
    this.#shared.dropRoom.wrote(octets);
    const session = arriving.session?.(id);
    if (session !== undefined) this.#ports.sessions.dropped(id, session);
    const at = clock.now();
    const recipients = arriving.recipients.map((each) => ({
      ...each,
      state: { action: 'delivered', at, file } as const,
    }));
    const { reversePath, client } = arriving;
    const envelope = { version: 1, id, arrivedAt: at, reversePath, recipients, attempts: 1, why: 'SMTP' } as const;
    const outcome = { folder: 'Drop', durationMs: at - startedAt, pickupFile: undefined } as const;
    onOutcome(outcomeOf({ ...envelope, recipients: [...recipients], source: { kind: 'smtp', client } }, outcome));
    return { id };
  }

  isLocal(address: string): boolean {
    return bestMatch(domainOf(address), this.#ports.config().localDomains) !== undefined;
  }

  steer(select: Selection, command: Command): Promise<readonly Steered[]> {
    return this.#steering.steer(select, command);
  }

  counts(): QueueCounts {
    const queued = this.#schedule.size();
    const next = this.#schedule.nextAt();
    const deferred = queued - this.#schedule.inHand();
    const held = this.#schedule.held();
    return {
      queued,
      deferred,
      held,
      ...(next !== undefined && { nextAttemptAt: next }),
      ...this.#shared.letOut.status(),
    };
  }

  configured(): void {
    this.#shared.badMail.again();
    this.#pool.forget();
  }

  async scan(): Promise<void> {
    await Promise.all([this.#watch?.scan(), this.#queueWatch?.scan()]);
  }

  check(mode: 'report' | 'mend'): Promise<readonly Checked[]> {
    const { mailRoot, clock } = this.#ports;
    return inspect(mode, {
      mailRoot,
      clock,
      isKnown: (id) => this.#schedule.has(id),
      isInHand: (id) => this.#schedule.isInHand(id),
      hold: (id) => this.look(id, Number.POSITIVE_INFINITY),
      look: (id) => this.look(id, clock.now()),
      freshId: () => this.#freshId(),
    });
  }

  async stop(): Promise<void> {
    this.#watch?.close();
    this.#queueWatch?.close();
    await this.scan();
    this.#pool.close();
    await this.#schedule.stop();
    // What the disk would not take is offered once more: with us goes the knowledge of it.
    await Promise.all([...this.#shared.unsettled.keys()].map((id) => this.#run(id)));
    await this.#shared.sent.close();
    this.#steering.close();
  }
}
