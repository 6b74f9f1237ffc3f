/** What the tests of simulated hosts share: a simulator with rules, and one transaction with the host of an address. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { silentLog } from '../../../src/engine/ports';
import { makeCertificate } from '../../../src/engine/receive/certificate';
import type { LateBounce } from '../../../src/engine/simulator/lateBounce';
import { readRules } from '../../../src/engine/simulator/rules';
import {
  simulatedSecret,
  startSimulator,
  type AskedFor,
  type SimulatedHop,
  type Simulator,
} from '../../../src/engine/simulator/simulator';
import { letter, send, type Delivered } from '../delivery/client';
import { manualClock, type ManualClock } from '../../support/manualClock';
import { fakeResolver } from '../../support/sandbox';

export interface Hosts {
  readonly simulator: Simulator;
  readonly clock: ManualClock;
  readonly bounces: LateBounce[];
  readonly hopFor: (address: string, about?: AskedFor) => SimulatedHop;
  /** One transaction; without `about` the message has no ENVID. */
  readonly send: (address: string | readonly string[], about?: Partial<AskedFor>) => Promise<Delivered>;
}

/** `rules` are JSON, as a person writes them; a bad one is a test that is wrong. */
export async function hosts(t: TestContext, rules: readonly unknown[] = []): Promise<Hosts> {
  const clock = manualClock();
  const bounces: LateBounce[] = [];
  const onBounce = (bounce: LateBounce): void => void bounces.push(bounce);
  const simulator = await startSimulator({ clock, makeCertificate, log: silentLog, onBounce });
  t.after(() => simulator.close());
  const read = readRules(rules);
  assert.deepEqual(read.complaints, []);
  await simulator.useRules(read.rules);
  const hopFor = (address: string, about?: AskedFor): SimulatedHop => {
    const hop = simulator.hopFor(address, about);
    assert.ok(hop, `${address} is simulated`);
    return hop;
  };
  return {
    simulator,
    clock,
    bounces,
    hopFor,
    send: (addresses, about) => {
      const all = [addresses].flat();
      const asked = about && { envid: 'x', attempt: 1, sender: 'ann@here.test', aheadMs: 0, ...about };
      const [hop] = all.map((address) => hopFor(address, asked));
      assert.ok(hop);
      const recipients = all.map((address) => ({ address }));
      const envid = asked && { envid: asked.envid, reversePath: asked.sender };
      const secret = (reference: string): string | undefined => (reference === simulatedSecret ? 'x' : undefined);
      return send(hop, letter({ recipients, ...envid }), { resolver: simulator.resolver(fakeResolver()), secret });
    },
  };
}

/** Moves the clock on for as long as something waits for it. */
export async function whileMoving<T>(clock: ManualClock, ms: number, doing: Promise<T>): Promise<T> {
  const underWay = new Set([doing]);
  const done = doing.finally(() => underWay.clear());
  while (underWay.size > 0) {
    await new Promise(setImmediate);
    if (clock.pending() > 0) clock.advance(ms);
  }
  return done;
}
