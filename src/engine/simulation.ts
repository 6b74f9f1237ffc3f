/**
 * The simulator as the engine runs it: with the rules of the settings and of `mailroot.sim.json`, read again when they change, and with
 * the way back for late bounces. A rule that cannot be used is a complaint; the rest works.
 */
import { dirname, join } from 'node:path';
import type { Complaint, EngineConfig } from './config';
import type { Clock, Log, Resolver } from './ports';
import type { MakeCertificate } from './simulator/certificates';
import { returnMail, type ReturnPorts } from './simulator/returnMail';
import { readRules, type ReadRules } from './simulator/rules';
import { rulesFileName, watchRulesFile, type RulesFile } from './simulator/rulesFile';
import {
  simulatedSecret,
  startSimulator,
  type AskedFor,
  type Foreseen,
  type SimulatedHop,
  type Simulator,
} from './simulator/simulator';

export interface SimulationPorts extends Pick<ReturnPorts, 'listener' | 'accept'> {
  /** The MailRoot: the rules stand beside it. */
  readonly root: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly makeCertificate: MakeCertificate;
  readonly config: () => EngineConfig;
  /** What is complained about has changed. */
  readonly onChange: () => void;
}

export interface Simulation {
  /** Undefined where the address is not simulated, or the simulator is off. */
  hopFor(address: string, about?: AskedFor): SimulatedHop | undefined;
  /** What an address would meet; undefined as for `hopFor`. */
  foresee(asked: { readonly address: string; readonly sender?: string }): Foreseen | undefined;
  resolver(real: Resolver): Resolver;
  complaints(): readonly Complaint[];
  /** The credentials that a simulated host is logged in with. */
  secret(reference: string): string | undefined;
  /** The settings have changed. */
  settle(): Promise<void>;
  hurry(): void;
  close(): Promise<void>;
}

export async function startSimulation(ports: SimulationPorts): Promise<Simulation> {
  const { clock, log, makeCertificate } = ports;
  const simulator = await startSimulator({
    clock,
    log,
    makeCertificate,
    onBounce: (bounce) => void returnMail(bounce, { ...ports, now: () => clock.now() }),
  });
  const running = new Running(simulator, ports);
  await running.open();
  return running;
}

class Running implements Simulation {
  readonly #simulator: Simulator;
  readonly #ports: SimulationPorts;
  #ofSettings: ReadRules = { rules: [], complaints: [] };
  #ofFile: ReadRules = { rules: [], complaints: [] };
  #file: RulesFile | undefined;
  #settling: Promise<void> = Promise.resolve();

  constructor(simulator: Simulator, ports: SimulationPorts) {
    this.#simulator = simulator;
    this.#ports = ports;
  }

  async open(): Promise<void> {
    const { root, clock } = this.#ports;
    this.#ofSettings = this.#read();
    this.#file = await watchRulesFile(join(dirname(root), rulesFileName), clock, (read) => {
      this.#ofFile = read;
      return this.#use();
    });
  }

  #read(): ReadRules {
    return readRules(this.#ports.config()['simulator.rules']);
  }

  settle(): Promise<void> {
    this.#ofSettings = this.#read();
    return this.#use();
  }

  /** One change after the other, so that the last one stays. */
  #use(): Promise<void> {
    this.#settling = this.#settling
      .then(() => this.#simulator.useRules([...this.#ofSettings.rules, ...this.#ofFile.rules]))
      .then(() => this.#ports.onChange());
    return this.#settling;
  }

  hopFor(address: string, about?: AskedFor): SimulatedHop | undefined {
    return this.#ports.config()['simulator.enabled'] ? this.#simulator.hopFor(address, about) : undefined;
  }

  foresee(asked: Parameters<Simulation['foresee']>[0]): Foreseen | undefined {
    return this.#ports.config()['simulator.enabled'] ? this.#simulator.foresee(asked) : undefined;
  }

  resolver(real: Resolver): Resolver {
    return this.#simulator.resolver(real);
  }

  complaints(): readonly Complaint[] {
    const about = (setting: string, { complaints }: ReadRules): Complaint[] =>
      complaints.map((text) => ({ setting, text }));
    return [...about('mailroot.simulator.rules', this.#ofSettings), ...about(rulesFileName, this.#ofFile)];
  }

  secret(reference: string): string | undefined {
    return reference === simulatedSecret ? 'simulated' : undefined;
  }

  hurry(): void {
    this.#simulator.hurry();
  }

  async close(): Promise<void> {
    this.#file?.close();
    await this.#settling;
    await this.#simulator.close();
  }
}
