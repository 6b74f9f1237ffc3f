/**
 * Remote hosts that fail on purpose, on loopback over real sockets, so that failures can be seen offline: those under `sim.test`, and
 * those that rules name. One server is for all that is harmless; what strikes before a recipient is named has a server of its own, and
 * what breaks or slows a session a name of its own, so that it spoils nobody else's mail. Keeps nothing of what it accepts.
 */
import { domainOf } from '../message/address';
import type { Cancel, Clock, Log, Resolver } from '../ports';
import { certificateFor, type HostCertificate, type MakeCertificate } from './certificates';
import { needsOwnName, needsOwnServer, type Script } from './faults';
import { builtInScripts, isSimulated } from './grammar';
import { loopback, openHost, type Host } from './host';
import { lateBounce, type LateBounce } from './lateBounce';
import { inWords } from './inWords';
import { findScript, isClaimed, type Asked, type Found } from './match';
import { Memory } from './memory';
import { Patience } from './patience';
import type { Rule } from './rules';
import type { Accepted, SessionPorts } from './session';

/** A next hop as delivery has it. */
export interface SimulatedHop {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly tls: 'off' | 'opportunistic' | 'required' | 'verified';
  readonly mayLeave: false;
  readonly timeouts?: { readonly greetingMs: number; readonly commandMs: number };
  /** What makes its certificate good but for its flaw. */
  readonly certificate?: { readonly fingerprint: string } | { readonly authority: string };
  readonly login?: { readonly user: string; readonly password: string };
  /** Its transactions carry an ENVID, by which it knows which attempt of which message it meets. */
  readonly simulated: true;
}

/** The attempt a hop is asked for. */
export interface AskedFor {
  /** The ENVID that will be sent. */
  readonly envid: string;
  /** From 1. */
  readonly attempt: number;
  /** `''` is the null reverse-path. */
  readonly sender: string;
  /** How far the clock of the message is ahead of the engine's. */
  readonly aheadMs: number;
}

/** The hop, and what its host would do: nothing out of the ordinary where `does` is empty. */
export interface Foreseen {
  readonly hop: SimulatedHop;
  /** The rule, or the word in the address, that asks for it. */
  readonly label?: string;
  readonly by?: 'rule' | 'address';
  readonly does: readonly string[];
}

export interface Simulator {
  readonly port: number;
  /** Undefined when the address is not a simulated one. */
  hopFor(address: string, about?: AskedFor): SimulatedHop | undefined;
  /** What a recipient would meet; nobody is told that it was asked. */
  foresee(asked: Asked): Foreseen | undefined;
  /** Answers names under sim.test; hands everything else on. */
  resolver(real: Resolver): Resolver;
  /** Takes these rules instead of those before; resolves when their hosts listen. Sessions of the old ones end. */
  useRules(rules: readonly Rule[]): Promise<void>;
  /** Ends all waiting: what is slow gets quick, what is silent hangs up. */
  hurry(): void;
  close(): Promise<void>;
}

export interface SimulatorOptions {
  readonly clock: Clock;
  readonly makeCertificate: MakeCertificate;
  readonly log: Log;
  /** A DSN of a simulated host has come back for somebody here. */
  readonly onBounce: (bounce: LateBounce) => void;
}

/** Any credentials do; this reference stands for them where secrets are looked up. */
export const simulatedSecret = '${secret:simulator}';
const login = { user: 'simulated', password: simulatedSecret };

/** tcpmux: nothing listens there. */
const closedPort = 1;
/** A person watches: five seconds are long enough to see that nothing comes. */
const patienceOfClients = { greetingMs: 5_000, commandMs: 5_000 };

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const simulator = new Running(options);
  await simulator.open();
  return simulator;
}

interface OpenHost extends Host {
  readonly terms: SimulatedHop['certificate'];
}

class Running implements Simulator {
  readonly #options: SimulatorOptions;
  readonly #memory = new Memory();
  readonly #patience: Patience;
  readonly #returning = new Set<Cancel>();
  /** By label. */
  #builtIn = new Map<string, OpenHost>();
  #ofRules = new Map<string, OpenHost>();
  #rules: readonly Rule[] = [];
  #shared: OpenHost | undefined;
  #certificate: HostCertificate | undefined;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#patience = new Patience(options.clock);
  }

  async open(): Promise<void> {
    this.#shared = await this.#host('sim.test', []);
    for (const { label, script } of builtInScripts())
      if (needsOwnServer(script)) this.#builtIn.set(label, await this.#host(`${label}.sim.test`, script));
  }

  get port(): number {
    return this.#shared?.port ?? 0;
  }

  async useRules(given: readonly Rule[]): Promise<void> {
    const rules = withOwnLabels(given);
    const before = this.#ofRules;
    const hosts = new Map<string, OpenHost>();
    for (const { label, script } of rules)
      if (needsOwnServer(script)) hosts.set(label, await this.#host(`${label}.sim.test`, script));
    this.#rules = rules;
    this.#ofRules = hosts;
    await Promise.all([...before.values()].map((host) => host.close()));
  }

  async #host(name: string, script: Script): Promise<OpenHost> {
    const { makeCertificate } = this.#options;
    const flaw = script.find((fault) => fault.kind === 'certificate')?.flaw;
    // Known by its fingerprint, one good certificate is good for all hosts.
    const good = (this.#certificate ??= certificateFor('sim.test', undefined, makeCertificate));
    const certificate = flaw === undefined ? good : certificateFor(name, flaw, makeCertificate);
    const host = await openHost({ name, script, secureContext: certificate.context }, this.#ports(), this.#options.log);
    return { ...host, terms: certificate.terms };
  }

  #ports(): SessionPorts {
    return {
      now: () => this.#options.clock.now(),
      memory: this.#memory,
      patience: this.#patience,
      scriptFor: (meeting) => {
        const { recipient: address, sender } = meeting;
        const attempt = this.#memory.attemptOf(meeting);
        return findScript({ address, sender, attempt }, this.#rules).script;
      },
      accepted: (accepted) => this.#accepted(accepted),
    };
  }

  hopFor(address: string, about?: AskedFor): SimulatedHop | undefined {
    if (!isClaimed(address, this.#rules)) return undefined;
    if (about !== undefined) this.#memory.announce(about.envid, about);
    return this.#hopOf(address, findScript({ address, ...about }, this.#rules));
  }

  foresee(asked: Asked): Foreseen | undefined {
    const { address } = asked;
    if (!isClaimed(address, this.#rules)) return undefined;
    const found = findScript(asked, this.#rules);
    const { label, by, script } = found;
    const named = { ...(label !== undefined && { label }), ...(by !== undefined && { by }) };
    return { hop: this.#hopOf(address, found), ...named, does: inWords(script) };
  }

  #hopOf(address: string, found: Found): SimulatedHop {
    const name = hostName(domainOf(address), found);
    return { name, host: name, mayLeave: false, simulated: true, ...this.#termsOf(found) };
  }

  #termsOf(found: Found): Omit<SimulatedHop, 'name' | 'host' | 'mayLeave' | 'simulated'> {
    const { script } = found;
    const tls = found.tls ?? impliedTls(script);
    const host = this.#hostOf(found);
    return {
      tls,
      port: host?.port ?? closedPort,
      ...(script.some(({ kind }) => kind === 'silence') && { timeouts: patienceOfClients }),
      ...(tls === 'verified' && host?.terms && { certificate: host.terms }),
      ...(script.some(({ at }) => at === 'auth') && { login }),
    };
  }

  #hostOf({ label = '', by, script }: Found): OpenHost | undefined {
    if (script.some(({ kind }) => kind === 'unreachable')) return undefined;
    if (!needsOwnServer(script)) return this.#shared;
    return (by === 'rule' ? this.#ofRules : this.#builtIn).get(label);
  }

  resolver(real: Resolver): Resolver {
    return {
      ...real,
      mx: (domain) => real.mx(domain),
      txt: (name) => real.txt(name),
      addresses: (name) => {
        if (!isSimulated(name)) return real.addresses(name);
        return name.startsWith(`${unresolved}.`) ? unknown(name) : Promise.resolve([loopback]);
      },
    };
  }

  /** By the engine's clock: moving it ahead brings the bounce. */
  #accepted(accepted: Accepted): void {
    const { clock, onBounce } = this.#options;
    for (const fault of accepted.script) {
      if (fault.kind !== 'bounce') continue;
      const cancel = clock.after(fault.afterMs, () => {
        this.#returning.delete(cancel);
        void lateBounce(accepted, { reply: fault.reply, now: clock.now() }).then((bounce) => {
          if (bounce !== undefined) onBounce(bounce);
        });
      });
      this.#returning.add(cancel);
    }
  }

  hurry(): void {
    this.#patience.hurry();
  }

  async close(): Promise<void> {
    this.hurry();
    for (const cancel of this.#returning) cancel();
    const hosts = [...this.#builtIn.values(), ...this.#ofRules.values()];
    await Promise.all([this.#shared?.close(), ...hosts.map((host) => host.close())]);
  }
}

/** Rules come from several places, and may have the same name. */
function withOwnLabels(rules: readonly Rule[]): Rule[] {
  const taken = new Set<string>();
  return rules.map((rule) => {
    let label = rule.label;
    for (let count = 2; taken.has(label); count++) label = `${rule.label}-${count}`;
    taken.add(label);
    return { ...rule, label };
  });
}

const unresolved = 'nohost';

/** `drop.sim.test`, `rule-2.example.com.sim.test`: under sim.test whatever the domain, so that nobody takes it for the real one. */
function hostName(domain: string, { label, script }: Found): string {
  const base = isSimulated(domain) ? domain : `${domain.replace(/[^a-z0-9.-]/gi, '-')}.sim.test`;
  if (label === undefined || !needsOwnName(script)) return base;
  const nameless = script.some((fault) => fault.kind === 'unreachable' && fault.how === 'unresolved');
  const name = `${label}.${base}`;
  return nameless && label !== unresolved ? `${unresolved}.${name}` : name;
}

/** What makes a fault felt: a certificate matters only where it is verified, and STARTTLS where it is demanded. */
function impliedTls(script: Script): SimulatedHop['tls'] {
  if (script.some(({ kind }) => kind === 'certificate')) return 'verified';
  const plain = script.some((fault) => fault.kind === 'without' && fault.extensions.includes('STARTTLS'));
  return plain ? 'required' : 'opportunistic';
}

function unknown(name: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }));
}
