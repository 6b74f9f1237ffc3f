/**
 * This engine's hold on its MailRoot: takes engine.lock, keeps its heartbeat, tells in it where SMTP listens, gives it back. Promises one
 * engine per MailRoot. In trouble (the lock is gone, or another's) it says so once, and the engine has to end.
 */
import { hostname } from 'node:os';
import type { MailRoot } from './mailroot/layout';
import { beat, heartbeatMs, releaseLock, takeLock, updateLock, type LockFile } from './mailroot/lock';
import { errorText, type Cancel, type Clock, type Log } from './ports';

export interface TenancyPorts {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether anybody listens on a control socket. */
  readonly answers: (socket: string) => Promise<boolean>;
  /** The lock is no longer ours. */
  readonly onLost: () => void;
}

export class Tenancy {
  readonly #ports: TenancyPorts;
  #lock: LockFile;
  #heartbeat: Cancel | undefined;

  private constructor(lock: LockFile, ports: TenancyPorts) {
    this.#lock = lock;
    this.#ports = ports;
  }

  /** Rejects with the sentence that says who has the MailRoot, when somebody does. */
  static async take(who: Pick<LockFile, 'startedAt' | 'socket'>, ports: TenancyPorts): Promise<Tenancy> {
    const lock = { pid: process.pid, host: hostname(), ...who };
    await takeLock(ports.mailRoot, lock, { now: ports.clock.now(), answers: ports.answers });
    return new Tenancy(lock, ports);
  }

  /** From now on the heartbeat is kept. */
  beat(): void {
    this.#heartbeat = this.#ports.clock.after(heartbeatMs, () => void this.#beatOnce());
  }

  async #beatOnce(): Promise<void> {
    const { clock, log, mailRoot, onLost } = this.#ports;
    const ours = await beat(mailRoot, this.#lock, clock.now()).catch((error: unknown) => {
      log.warn(`The heartbeat in engine.lock could not be written: ${errorText(error)}`);
      return true;
    });
    if (this.#heartbeat === undefined) return;
    if (ours) {
      this.beat();
      return;
    }
    log.error('engine.lock is gone or belongs to another engine: this one ends, so that no message is sent twice.');
    onLost();
  }

  /** The lock tells everybody where SMTP listens; nothing when it does not. */
  async listens(smtp: { readonly host: string; readonly port: number } | undefined): Promise<void> {
    const { pid, host, startedAt, socket } = this.#lock;
    const where = smtp === undefined ? {} : { smtpHost: smtp.host, smtpPort: smtp.port };
    this.#lock = { pid, host, startedAt, socket, ...where };
    await updateLock(this.#ports.mailRoot, this.#lock);
  }

  stopBeating(): void {
    this.#heartbeat?.();
    this.#heartbeat = undefined;
  }

  release(): Promise<void> {
    return releaseLock(this.#ports.mailRoot, this.#lock);
  }
}
