/**
 * A whole spool on a real folder with real sockets and a clock moved by hand: what the story tests tell their stories with.
 * Waits for events (outcomes), never for time. Everything is closed when the test ends.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { defaultConfig, type EngineConfig } from '../../src/engine/config';
import { decodeEnvelope, type Envelope } from '../../src/engine/mailroot/envelope';
import type { FolderName, MailRoot } from '../../src/engine/mailroot/layout';
import { openSessionLog } from '../../src/engine/mailroot/sessionLog';
import { silentLog, type Log, type Resolver } from '../../src/engine/ports';
import type { Outcome, Progress } from '../../src/engine/protocol';
import { makeCertificate } from '../../src/engine/receive/certificate';
import { returnMail } from '../../src/engine/simulator/returnMail';
import { readRules } from '../../src/engine/simulator/rules';
import { simulatedSecret, startSimulator, type Simulator } from '../../src/engine/simulator/simulator';
import { openSpool, type Spool } from '../../src/engine/spool';
import { openTroubles, type Troubles } from '../../src/engine/troubles';
import { Announcements } from '../../src/engine/walk/announced';
import type { Internet } from '../../src/engine/walk/shared';
import { manualClock, type ManualClock } from './manualClock';
import { tempMailRoot } from './tempFolder';

export const minute = 60_000;
export const hour = 60 * minute;

/** No name resolves but those a test gives. */
export function fakeResolver(
  hosts: Readonly<Record<string, readonly string[]>> = {},
  mx: Readonly<Record<string, string[]>> = {},
  txt: Readonly<Record<string, string[]>> = {},
): Resolver {
  const unknown = (name: string): never => {
    throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
  };
  return {
    addresses: (name) => Promise.resolve().then(() => hosts[name] ?? unknown(name)),
    txt: (name) => Promise.resolve().then(() => txt[name] ?? unknown(name)),
    mx: (domain) =>
      Promise.resolve().then(() =>
        (mx[domain] ?? unknown(domain)).map((exchange, i) => ({ exchange, priority: i * 10 })),
      ),
  };
}

export interface Sandbox {
  readonly mailRoot: MailRoot;
  readonly clock: ManualClock;
  readonly simulator: Simulator;
  readonly spool: Spool;
  /** What was said beforehand about files in Pickup. */
  readonly announced: Announcements;
  /** What the status would tell. */
  readonly troubles: Troubles;
  readonly progress: Progress[];
  readonly outcomes: Outcome[];
  /** Changes settings, as the user does. */
  configure(changes: Partial<EngineConfig>): void;
  /** Writes a Pickup file and waits for the outcome of its first attempt. */
  submit(fileName: string, lines: readonly string[] | Buffer): Promise<Outcome>;
  /** Waits for the next outcome that fits and was not waited for before. */
  outcome(fits: (outcome: Outcome) => boolean): Promise<Outcome>;
  /** Resolves when no message is in hand: all that is queued waits for its moment. */
  idle(): Promise<void>;
  /** When nothing is in hand, moves the clock ahead, and waits for the outcome that brings. */
  later(ms: number, fits: (outcome: Outcome) => boolean): Promise<Outcome>;
  files(folder: FolderName): string[];
  text(folder: FolderName, fileName: string): string;
  state(id: string): Envelope;
  /** Stops the spool and opens it again on the same folder, as after a crash or a restart. */
  restart(): Promise<void>;
}

export interface SandboxOptions {
  readonly config?: Partial<EngineConfig>;
  readonly resolver?: Resolver;
  readonly log?: Log;
  readonly fqdn?: () => string;
  /** Where the world listens. */
  readonly internet?: Internet;
}

export async function sandbox(t: TestContext, options: SandboxOptions = {}): Promise<Sandbox> {
  // Hooks run in the order they are given: the spool is closed before its folder goes.
  let close = (): Promise<void> => Promise.resolve();
  t.after(() => close());
  const box = new Box(t, options);
  close = () => box.close();
  await box.open();
  return box;
}

class Box implements Sandbox {
  readonly mailRoot: MailRoot;
  readonly clock = manualClock();
  readonly announced = new Announcements();
  readonly troubles: Troubles;
  readonly progress: Progress[] = [];
  readonly outcomes: Outcome[] = [];
  readonly #options: SandboxOptions;
  #config: EngineConfig;
  #simulator: Simulator | undefined;
  #spool: Spool | undefined;
  #waiting: { fits: (outcome: Outcome) => boolean; resolve: (outcome: Outcome) => void }[] = [];
  #unclaimed: Outcome[] = [];

  constructor(t: TestContext, options: SandboxOptions) {
    this.mailRoot = tempMailRoot(t);
    this.#options = options;
    this.#config = { ...defaultConfig, ...options.config };
    this.troubles = openTroubles(options.log ?? silentLog, () => undefined);
  }

  get simulator(): Simulator {
    assert.ok(this.#simulator);
    return this.#simulator;
  }

  get spool(): Spool {
    assert.ok(this.#spool);
    return this.#spool;
  }

  async open(): Promise<void> {
    const { clock, mailRoot } = this;
    const log = this.#options.log ?? silentLog;
    this.#simulator ??= await startSimulator({
      clock,
      log,
      makeCertificate,
      onBounce: (bounce) =>
        void returnMail(bounce, {
          log,
          now: () => clock.now(),
          listener: () => undefined,
          accept: (message) => this.spool.accept(message),
        }),
    });
    const simulator = this.#simulator;
    const { rules, complaints } = readRules(this.#config['simulator.rules']);
    assert.deepEqual(complaints, []);
    await simulator.useRules(rules);
    this.#spool = await openSpool({
      mailRoot,
      clock,
      log,
      troubles: this.troubles,
      random: () => 0.5,
      config: () => this.#config,
      internet: this.#options.internet,
      fqdn: this.#options.fqdn ?? (() => 'host.test'),
      secret: (reference) => (reference === simulatedSecret ? 'simulated' : undefined),
      resolver: simulator.resolver(this.#options.resolver ?? fakeResolver()),
      simulated: (address, about) => simulator.hopFor(address, about),
      announced: this.announced,
      onProgress: (progress) => this.progress.push(progress),
      onOutcome: (outcome) => this.#hear(outcome),
      sessions: openSessionLog({ mailRoot, clock, log, keep: () => this.#config['sessions.keep'] }),
      onChange: () => undefined,
    });
  }

  configure(changes: Partial<EngineConfig>): void {
    this.#config = { ...this.#config, ...changes };
    this.spool.configured();
  }

  #hear(outcome: Outcome): void {
    this.outcomes.push(outcome);
    const waiter = this.#waiting.find(({ fits }) => fits(outcome));
    if (waiter === undefined) {
      this.#unclaimed.push(outcome);
      return;
    }
    this.#waiting = this.#waiting.filter((other) => other !== waiter);
    waiter.resolve(outcome);
  }

  outcome(fits: (outcome: Outcome) => boolean): Promise<Outcome> {
    const already = this.#unclaimed.find(fits);
    if (already !== undefined) {
      this.#unclaimed = this.#unclaimed.filter((other) => other !== already);
      return Promise.resolve(already);
    }
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }));
  }

  async submit(fileName: string, lines: readonly string[] | Buffer): Promise<Outcome> {
    const content = lines instanceof Buffer ? lines : lines.join('\r\n');
    writeFileSync(join(this.mailRoot.Pickup, fileName), content);
    const outcome = this.outcome(({ pickupFile }) => pickupFile === fileName);
    await this.spool.scan();
    this.clock.advance(defaultConfig['pickup.settleMs']);
    await this.spool.scan();
    this.clock.advance(0);
    return outcome;
  }

  async idle(): Promise<void> {
    while (this.#isBusy()) await new Promise(setImmediate);
  }

  /** A DSN that was just queued is in nobody's hand yet, but due. */
  #isBusy(): boolean {
    const { queued, deferred, nextAttemptAt } = this.spool.counts();
    return queued > deferred || (nextAttemptAt ?? Infinity) <= this.clock.now();
  }

  async later(ms: number, fits: (outcome: Outcome) => boolean): Promise<Outcome> {
    await this.idle();
    const outcome = this.outcome(fits);
    this.clock.advance(ms);
    return outcome;
  }

  files(folder: FolderName): string[] {
    return readdirSync(this.mailRoot[folder]).sort();
  }

  text(folder: FolderName, fileName: string): string {
    return readFileSync(join(this.mailRoot[folder], fileName), 'utf8');
  }

  state(id: string): Envelope {
    for (const folder of ['Queue', 'Sent'] as const) {
      if (!this.files(folder).includes(`${id}.envelope.json`)) continue;
      const decoded = decodeEnvelope(this.text(folder, `${id}.envelope.json`));
      assert.equal(decoded.kind, 'envelope');
      return decoded.envelope;
    }
    throw new Error(`no state of ${id}`);
  }

  async restart(): Promise<void> {
    await this.#spool?.stop();
    await this.open();
    this.clock.advance(0);
  }

  async close(): Promise<void> {
    await this.#spool?.stop();
    await this.#simulator?.close();
  }
}
