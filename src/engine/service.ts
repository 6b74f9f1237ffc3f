/**
 * The running engine: lock, control socket, spool, SMTP listener and simulator, put together and taken apart in order.
 * Promises one engine per MailRoot, and that `stop` finishes what is in hand. What can't be had (a port, a listener) is told as a
 * trouble in the status, and the rest runs.
 */
import { hostname } from 'node:os';
import { openAccounts, type Accounts } from './accounts';
import { readConfig, type Complaint, type EngineConfig } from './config';
import { answers, openControl, type Control } from './control';
import { dryRun } from './dryRun';
import { readCommand } from './mailroot/command';
import { placeBadMail } from './mailroot/elsewhere';
import { mailRootAt, type MailRoot } from './mailroot/layout';
import { openSessionLog, type SessionLog } from './mailroot/sessionLog';
import { prepareMailRoot } from './mailroot/store';
import { UserError, type Cancel, type Clock, type Log, type Resolver } from './ports';
import type { EngineStart, EngineStatus, QueueCounts, Requests, Selection, Steered } from './protocol';
import { makeCertificate } from './receive/certificate';
import { Reception } from './reception';
import { secretBehind, withSecrets, type Secrets } from './secrets';
import { startSimulation, type Simulation } from './simulation';
import { openSpool, type Spool } from './spool';
import { Tenancy } from './tenancy';
import { openTroubles, type Troubles } from './troubles';
import { Announcements } from './walk/announced';

export interface ServicePorts {
  readonly clock: Clock;
  readonly resolver: Resolver;
  readonly random: () => number;
  readonly log: Log;
  readonly version: string;
  /** The engine has stopped, for whatever reason. */
  readonly onStopped: () => void;
}

const statusEveryMs = 200;
/** Time for a reloading window to come back before an engine without clients ends. */
const lingerMs = 5_000;

export async function startService(start: EngineStart, ports: ServicePorts): Promise<Service> {
  const service = new Service(mailRootAt(start.mailRoot), start, ports);
  await service.start();
  return service;
}

export class Service {
  readonly #mailRoot: MailRoot;
  readonly #ports: ServicePorts;
  readonly #lifetime: EngineStart['lifetime'];
  readonly #startedAt: number;
  #config: EngineConfig;
  #secrets: Secrets;
  #complaints: readonly Complaint[];
  #tenancy: Tenancy | undefined;
  #control: Control | undefined;
  #simulation: Simulation | undefined;
  #spool: Spool | undefined;
  #sessions: SessionLog | undefined;
  #reception: Reception | undefined;
  readonly #troubles: Troubles;
  readonly #accounts: Accounts;
  readonly #announced = new Announcements();
  #announce: Cancel | undefined;
  #linger: Cancel | undefined;
  #stopping: Promise<void> | undefined;

  constructor(mailRoot: MailRoot, start: EngineStart, ports: ServicePorts) {
    this.#mailRoot = mailRoot;
    this.#ports = ports;
    this.#lifetime = start.lifetime;
    this.#startedAt = ports.clock.now();
    const { config, complaints } = readConfig(start.config);
    this.#config = config;
    this.#secrets = start.secrets ?? {};
    this.#complaints = complaints;
    this.#troubles = openTroubles(ports.log, () => this.#changed());
    this.#accounts = openAccounts({
      mailRoot,
      clock: ports.clock,
      computerName: hostname(),
      config: () => this.#config,
      troubles: this.#troubles,
    });
  }

  /** Path of the control socket. */
  get socket(): string {
    return this.#control?.socket ?? '';
  }

  async start(): Promise<void> {
    const { clock, log } = this.#ports;
    await prepareMailRoot(this.#mailRoot);
    this.#control = await openControl({
      mailRoot: this.#mailRoot,
      log,
      handlers: this.#handlers(),
      onClientsChanged: (vscodeClients) => this.#clientsChanged(vscodeClients),
    });
    const who = { startedAt: this.#startedAt, socket: this.#control.socket };
    const onLost = (): void => void this.stop();
    try {
      this.#tenancy = await Tenancy.take(who, { mailRoot: this.#mailRoot, clock, log, answers, onLost });
    } catch (error) {
      await this.#control.close();
      throw error;
    }
    await this.#startRooms();
    this.#tenancy.beat();
    if (this.#lifetime === 'clients') this.#clientsChanged(0);
  }

  async #startRooms(): Promise<void> {
    const { clock, resolver, log, random } = this.#ports;
    const shared = { clock, log, config: () => this.#config, onChange: () => this.#changed() };
    const here = { root: this.#mailRoot.root, makeCertificate, listener: () => this.#reception?.status().smtp };
    const simulation = await startSimulation({ ...shared, ...here, accept: (message) => this.#accept(message) });
    this.#simulation = simulation;
    await this.#placeBadMail();
    const keep = (): number => this.#config['sessions.keep'];
    const sessions = openSessionLog({ mailRoot: this.#mailRoot, clock, log, keep });
    this.#sessions = sessions;
    const spool = await openSpool({
      sessions,
      ...shared,
      mailRoot: this.#mailRoot,
      resolver: this.#accounts.counted(simulation.resolver(resolver)),
      witness: (remote) => this.#accounts.outbound(remote),
      random,
      troubles: this.#troubles,
      fqdn: () => this.#fqdn(),
      isSelf: (address, port) => this.#isSelf(address, port),
      secret: (reference) => this.#secret(reference),
      simulated: (address, about) => simulation.hopFor(address, about),
      announced: this.#announced,
      onProgress: this.#accounts.progress((progress) => this.#control?.broadcast('progress', progress)),
      onOutcome: this.#accounts.outcome((outcome) => {
        log.info(`${outcome.id}: ${outcome.sentence}`);
        this.#control?.broadcast('outcome', outcome);
      }),
    });
    this.#spool = spool;
    this.#reception = new Reception({
      mailRoot: this.#mailRoot,
      clock,
      log,
      troubles: this.#troubles,
      config: () => this.#config,
      fqdn: () => this.#fqdn(),
      secret: (reference) => secretBehind(reference, this.#secrets),
      sessions,
      accept: (message) => this.#accounts.received(spool.accept(message)),
      witness: (client, here) => this.#accounts.inbound(client, here),
      isLocal: (address) => spool.isLocal(address),
      onChange: () => this.#listens(),
    });
    await this.#reception.settle();
  }

  #accept(message: Parameters<Spool['accept']>[0]): Promise<{ id: string }> {
    return this.#spool?.accept(message) ?? Promise.reject(new Error('the spool is not open'));
  }

  async #placeBadMail(): Promise<void> {
    const trouble = await placeBadMail(this.#mailRoot, this.#config['badMail.folder']);
    if (trouble === undefined) this.#troubles.clear('mailroot.badMail.folder');
    else this.#troubles.tell('mailroot.badMail.folder', trouble);
  }

  #fqdn(): string {
    return this.#config.fqdn === '' ? hostname() : this.#config.fqdn;
  }

  async #listens(): Promise<void> {
    await this.#tenancy?.listens(this.#reception?.status().smtp);
    this.#changed();
  }

  #handlers(): Parameters<typeof openControl>[0]['handlers'] {
    return {
      hello: () => Promise.resolve(this.status()),
      status: () => Promise.resolve(this.status()),
      settings: () => Promise.resolve(this.#config),
      configure: (params) => this.#configure(params),
      steer: ({ select, command }) => this.#steer(select, command),
      check: async ({ mode }) => (await this.#spool?.check(mode)) ?? [],
      route: (question) => this.#dryRun(question),
      announce: (said) => Promise.resolve(said).then((each) => this.#announced.add(each)),
      stats: () => Promise.resolve(this.#accounts.read(this.#counts())),
      shutdown: () => {
        // Answered first: the client hears that it was understood, then the socket closes.
        this.#ports.clock.after(0, () => void this.stop());
        return Promise.resolve(null);
      },
    };
  }

  async #steer(select: Selection, raw: unknown): Promise<readonly Steered[]> {
    const read = readCommand(raw);
    if (read.kind === 'refused') throw new UserError(read.why);
    return (await this.#spool?.steer(select, read.command)) ?? [];
  }

  #dryRun(question: Requests['route']['params']): Promise<Requests['route']['result']> {
    const { clock, resolver, random } = this.#ports;
    return dryRun(question, {
      mailRoot: this.#mailRoot,
      config: this.#config,
      now: clock.now(),
      resolver: this.#simulation?.resolver(resolver) ?? resolver,
      random,
      fqdn: this.#fqdn(),
      secret: (reference) => this.#secret(reference),
      isSelf: (address, port) => this.#isSelf(address, port),
      simulated: (asked) => this.#simulation?.foresee(asked),
    });
  }

  #isSelf(address: string, port: number): boolean {
    return this.#reception?.isSelf(address, port) === true;
  }

  #secret(reference: string): string | undefined {
    return this.#simulation?.secret(reference) ?? secretBehind(reference, this.#secrets);
  }

  async #configure({ config: raw, secrets }: Requests['configure']['params']): Promise<EngineStatus> {
    this.#secrets = withSecrets(this.#secrets, secrets);
    const before = this.#config;
    const { config, complaints } = readConfig(raw);
    this.#config = config;
    this.#complaints = complaints;
    await this.#simulation?.settle();
    await this.#reception?.settle();
    if (before['badMail.folder'] !== config['badMail.folder']) await this.#placeBadMail();
    this.#spool?.configured();
    this.#changed();
    return this.status();
  }

  #counts(): QueueCounts {
    return this.#spool?.counts() ?? { queued: 0, deferred: 0, held: 0 };
  }

  status(): EngineStatus {
    return {
      version: this.#ports.version,
      pid: process.pid,
      mailRoot: this.#mailRoot.root,
      startedAt: this.#startedAt,
      lifetime: this.#lifetime,
      ...this.#reception?.status(),
      ...this.#counts(),
      complaints: [...this.#complaints, ...(this.#simulation?.complaints() ?? [])],
      troubles: this.#troubles.all(),
    };
  }

  #changed(): void {
    this.#announce ??= this.#ports.clock.after(statusEveryMs, () => {
      this.#announce = undefined;
      this.#control?.broadcast('statusChanged', this.status());
    });
  }

  #clientsChanged(vscodeClients: number): void {
    this.#linger?.();
    this.#linger = undefined;
    if (this.#lifetime === 'serve' || vscodeClients > 0) return;
    this.#linger = this.#ports.clock.after(lingerMs, () => void this.stop());
  }

  /** Finishes what is in hand, then gives everything back. May be called more than once. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  #stopTimers(): void {
    for (const cancel of [this.#linger, this.#announce]) cancel?.();
    this.#tenancy?.stopBeating();
  }

  async #stopAll(): Promise<void> {
    this.#stopTimers();
    await this.#reception?.close();
    this.#simulation?.hurry();
    await this.#spool?.stop();
    await this.#sessions?.flush();
    await this.#accounts.close();
    await this.#simulation?.close();
    // The lock first: whoever sees us go may start another engine at once.
    await this.#tenancy?.release();
    await this.#control?.close();
    this.#ports.onStopped();
  }
}
