/**
 * The sessions that are open, shared by all messages: who wants a next hop gets an idle session of it, else a new one, else waits. Keeps
 * to the limits (per hop, in all, messages and octets per connection), tries an unknown host once before everybody follows, and answers
 * at once for a host that is known to be down (hosts.ts). Closing gives idle sessions back and turns away who waits; nobody waits forever:
 * a session that ends, for whatever reason, makes room for the next in line.
 */
import type { DeliveryStatus } from '../mailroot/envelope';
import { hostKey, laneKey, type NextHop } from './hop';
import { HostBook, quiets } from './hosts';
import {
  leaveIdle,
  takeIdle,
  turnAway,
  type Ask,
  type Host,
  type Lane,
  type Leased,
  type Lease,
  type SessionRecorder,
  type Waiting,
} from './lanes';
import { openSession, type ClientPorts } from './smtpClient';
import type { SmtpSession } from './smtpSession';

export interface PoolLimits {
  /** Connections in all. */
  readonly connections: number;
  readonly connectionsPerHop: number;
  readonly messagesPerConnection: number;
  /** A host that could not be spoken to is left alone that long, unless somebody asks for a retry. */
  readonly quietMs: number;
  /** Octets of content over one connection; it is closed behind the message that reaches it. */
  readonly octetsPerConnection: number;
  /** The whole of one delivery, from MAIL to the last reply. */
  readonly deadlineMs: number;
}

export interface PoolPorts extends Omit<ClientPorts, 'fqdn'> {
  readonly fqdn: () => string;
  /** As they are now. */
  readonly limits: () => PoolLimits;
}

export interface SessionPool {
  lease(hop: NextHop, ask: Ask): Promise<Leased>;
  /** Tells what a transaction met, so that others need not meet it. */
  tell(hop: NextHop, statuses: Iterable<DeliveryStatus>, id: string): void;
  /** The settings have changed: what is known about hosts is not believed any more, and idle connections are given back. */
  forget(): void;
  /** Open connections, idle ones among them, and messages that wait for one. */
  counts(): { connections: number; idle: number; waiting: number };
  /** Turns away who waits and gives idle connections back; those in use are given back by their message. */
  close(): void;
}

export function openPool(ports: PoolPorts): SessionPool {
  return new Pool(ports);
}

/** How long a connection waits for the next message. */
const idleMs = 2_000;
/** How long the reply to QUIT may take (RFC 5321 §4.1.1.10 asks to wait for it). */
const quitMs = 5_000;

class Pool implements SessionPool {
  readonly #ports: PoolPorts;
  readonly #book = new HostBook();
  readonly #lanes = new Map<string, Lane>();
  readonly #hosts = new Map<string, Host>();
  /** All sessions that count, and the queue id of the message each was opened for. */
  readonly #openedFor = new Map<SmtpSession, string>();
  /** With a message now. One that breaks is over when its message has told what it met. */
  readonly #leased = new Set<SmtpSession>();
  #connections = 0;
  #isClosed = false;

  constructor(ports: PoolPorts) {
    this.#ports = ports;
  }

  lease(hop: NextHop, ask: Ask): Promise<Leased> {
    if (this.#isClosed) return Promise.resolve({ kind: 'closed' });
    const lane = this.#laneOf(hop);
    const known = this.#known(lane, ask);
    if (known !== undefined) return Promise.resolve({ kind: 'failed', status: known });
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { ...ask, lane, resolve, reject, isServed: false };
      if (ask.fresh === true) lane.waiting.unshift(waiting);
      else lane.waiting.push(waiting);
      this.#serve(lane);
      if (!waiting.isServed) waiting.resume = ask.wait();
    });
  }

  #known(lane: Lane, { since }: Ask): DeliveryStatus | undefined {
    return this.#book.ask([lane.host.key, lane.key], { now: this.#ports.clock.now(), since });
  }

  #laneOf(hop: NextHop): Lane {
    const key = laneKey(hop);
    const lane = this.#lanes.get(key) ?? { hop, key, host: this.#hostOf(hop), idle: [], waiting: [] };
    this.#lanes.set(key, lane);
    return lane;
  }

  #hostOf(hop: NextHop): Host {
    const key = hostKey(hop);
    const host = this.#hosts.get(key) ?? { key, open: 0, opening: 0 };
    this.#hosts.set(key, host);
    return host;
  }

  /** Gives the first in line what there is, until there is nothing. */
  #serve(lane: Lane): void {
    for (let first = lane.waiting[0]; first !== undefined; first = lane.waiting[0]) {
      const idle = first.fresh === true ? undefined : takeIdle(lane);
      if (idle === undefined && !this.#mayOpen(lane.host)) return;
      lane.waiting.shift();
      first.isServed = true;
      first.resume?.();
      if (idle === undefined) this.#open(lane, first).catch((error: unknown) => first.reject(error));
      else this.#hand(idle, first);
    }
    this.#forget(lane);
  }

  #forget({ key, host, idle, waiting }: Lane): void {
    if (host.open + host.opening > 0 || idle.length + waiting.length > 0) return;
    this.#lanes.delete(key);
    if (host.enough === undefined) this.#hosts.delete(host.key);
  }

  /** To a host nobody has got through to yet, one connection is tried before the others follow. */
  #mayOpen(host: Host): boolean {
    const { connections, connectionsPerHop } = this.#ports.limits();
    if (host.enough !== undefined && host.enough.until <= this.#ports.clock.now()) delete host.enough;
    const most = Math.min(connectionsPerHop, host.enough?.connections ?? connectionsPerHop);
    const isUnknown = host.open === 0 && host.opening > 0;
    if (isUnknown || host.open + host.opening >= most) return false;
    if (this.#connections < connections) return true;
    this.#closeOneIdle();
    return false;
  }

  /** Whoever needs its place is served when it is over. */
  #closeOneIdle(): void {
    for (const lane of this.#lanes.values()) {
      const idle = takeIdle(lane);
      if (idle === undefined) continue;
      this.#quit(idle);
      return;
    }
  }

  async #open(lane: Lane, waiting: Waiting): Promise<void> {
    const { host, hop } = lane;
    host.opening += 1;
    this.#connections += 1;
    const recorder = waiting.begin();
    const opened = await openSession(hop, { ports: { ...this.#ports, fqdn: this.#ports.fqdn() }, recorder });
    host.opening -= 1;
    if (opened.kind === 'failed') {
      this.#connections -= 1;
      recorder.end();
      this.#notOpened(waiting, opened.status);
      return;
    }
    const { session } = opened;
    host.open += 1;
    this.#book.forget(host.key);
    this.#openedFor.set(session, waiting.id);
    waiting.resolve({ kind: 'lease', lease: this.#leaseOf(session, { waiting, recorder }) });
    this.#serve(lane);
  }

  #notOpened(waiting: Waiting, status: DeliveryStatus): void {
    const { lane } = waiting;
    const { host } = lane;
    const about = quiets(status);
    if (about === 'host' && host.open > 0) {
      // It takes others of ours at this moment: it is not down, it has enough.
      host.enough = { connections: host.open, until: this.#ports.clock.now() + this.#ports.limits().quietMs };
      lane.waiting.unshift(waiting);
      waiting.resume = waiting.wait();
    } else {
      this.tell(lane.hop, [status], waiting.id);
      waiting.resolve({ kind: 'failed', status });
    }
    this.#serveAll();
  }

  forget(): void {
    this.#book.clear();
    for (const lane of this.#lanes.values()) this.#giveBack(lane);
  }

  #giveBack(lane: Lane): void {
    for (let session = takeIdle(lane); session !== undefined; session = takeIdle(lane)) this.#quit(session);
  }

  tell(hop: NextHop, statuses: Iterable<DeliveryStatus>, triedFor: string): void {
    const { quietMs } = this.#ports.limits();
    for (const status of statuses) {
      const about = quiets(status);
      if (about === 'nobody' || status.action !== 'delayed') continue;
      this.#book.note(about === 'host' ? hostKey(hop) : laneKey(hop), status, { triedFor, quietMs });
      this.#answerWaiting();
      return;
    }
  }

  /** Those who wait for a host that is known to be down by now need not wait. */
  #answerWaiting(): void {
    for (const lane of this.#lanes.values()) {
      const waiting = lane.waiting;
      lane.waiting = [];
      for (const each of waiting) {
        const known = this.#known(lane, each);
        if (known === undefined) lane.waiting.push(each);
        else turnAway(each, { kind: 'failed', status: known });
      }
    }
  }

  #hand(session: SmtpSession, waiting: Waiting): void {
    const recorder = waiting.begin();
    const { transactions } = session;
    const before = `${transactions} message${transactions === 1 ? '' : 's'} before`;
    recorder.record('*', `reused: connection of ${this.#openedFor.get(session) ?? 'another message'}, ${before}`);
    recorder.record('*', `connect: ${session.address}`);
    const { facts } = session;
    if (facts !== undefined) {
      recorder.record('*', `tls: ${facts.tls}`);
      recorder.record('*', `certificate: ${facts.certificate}`);
    }
    waiting.resolve({ kind: 'lease', lease: this.#leaseOf(session, { waiting, recorder }) });
  }

  #leaseOf(session: SmtpSession, { waiting, recorder }: { waiting: Waiting; recorder: SessionRecorder }): Lease {
    this.#leased.add(session);
    const { deadlineMs } = this.#ports.limits();
    return { session, recorder, deadlineMs, release: () => this.#release(session, { lane: waiting.lane, recorder }) };
  }

  #release(session: SmtpSession, { lane, recorder }: { lane: Lane; recorder: SessionRecorder }): void {
    this.#leased.delete(session);
    void session.ended.then(() => this.#over(lane, session));
    const { messagesPerConnection, octetsPerConnection } = this.#ports.limits();
    const isSpent = session.transactions >= messagesPerConnection || session.octets >= octetsPerConnection;
    if (this.#isClosed || session.isOver || isSpent) this.#quit(session);
    else {
      session.keep();
      const cancel = this.#ports.clock.after(idleMs, () => {
        leaveIdle(lane, session);
        this.#quit(session);
      });
      lane.idle.push({ session, cancel });
    }
    recorder.end();
    this.#serveAll();
  }

  /** It counts until it is over: the host counts it as well. */
  #quit(session: SmtpSession): void {
    session.quit();
    if (this.#isClosed) session.close();
    if (session.isOver) return;
    const cancel = this.#ports.clock.after(quitMs, () => session.close());
    void session.ended.then(cancel);
  }

  #over(lane: Lane, session: SmtpSession): void {
    if (this.#leased.has(session) || !this.#openedFor.delete(session)) return;
    leaveIdle(lane, session);
    lane.host.open -= 1;
    this.#connections -= 1;
    this.#serveAll();
    this.#forget(lane);
  }

  #serveAll(): void {
    for (const lane of [...this.#lanes.values()]) this.#serve(lane);
  }

  counts(): { connections: number; idle: number; waiting: number } {
    const lanes = [...this.#lanes.values()];
    const idle = lanes.reduce((sum, lane) => sum + lane.idle.length, 0);
    const waiting = lanes.reduce((sum, lane) => sum + lane.waiting.length, 0);
    return { connections: this.#connections, idle, waiting };
  }

  close(): void {
    this.#isClosed = true;
    for (const lane of [...this.#lanes.values()]) {
      for (const waiting of lane.waiting.splice(0)) turnAway(waiting, { kind: 'closed' });
      this.#giveBack(lane);
    }
  }
}
