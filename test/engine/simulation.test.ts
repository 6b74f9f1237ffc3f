/** The simulator with its rules, as the engine runs it: settings and file together, complaints, and the way back of a late bounce. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { defaultConfig, type EngineConfig } from '../../src/engine/config';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import { silentLog } from '../../src/engine/ports';
import { makeCertificate } from '../../src/engine/receive/certificate';
import { startSimulation, type Simulation } from '../../src/engine/simulation';
import { connected, nextOutcome, runEngine } from '../support/engineProcess';
import { manualClock, type ManualClock } from '../support/manualClock';
import { tempMailRoot } from '../support/tempFolder';

interface Simulated {
  readonly simulation: Simulation;
  readonly clock: ManualClock;
  readonly changes: () => number;
  readonly configure: (changes: Partial<EngineConfig>) => Promise<void>;
  readonly writeFile: (rules: unknown) => void;
}

async function simulated(t: TestContext, rules: readonly unknown[] = []): Promise<Simulated> {
  const { root } = tempMailRoot(t);
  const clock = manualClock();
  let config: EngineConfig = { ...defaultConfig, 'simulator.rules': [...rules] };
  let changes = 0;
  const simulation = await startSimulation({
    root,
    clock,
    log: silentLog,
    makeCertificate,
    config: () => config,
    listener: () => undefined,
    accept: () => Promise.resolve(),
    onChange: () => void (changes += 1),
  });
  t.after(() => simulation.close());
  return {
    simulation,
    clock,
    changes: () => changes,
    configure: (more) => {
      config = { ...config, ...more };
      return simulation.settle();
    },
    writeFile: (given) => writeFileSync(join(root, '..', 'mailroot.sim.json'), JSON.stringify({ rules: given })),
  };
}

const name = ({ simulation }: Simulated, address: string): string | undefined => simulation.hopFor(address)?.name;
const spam = { preset: 'spam' };

void test('rules of the settings go before those of the file, and both before the address', async (t) => {
  const world = await simulated(t, [{ name: 'setting', recipient: 'ann', do: spam }]);
  world.writeFile([
    { name: 'file', recipient: ['ann', 'bob'], do: spam },
    { name: 'timed', recipient: 'timeout', do: spam },
  ]);
  const before = world.changes();
  while (world.changes() === before) {
    world.clock.advance(1_000);
    await new Promise(setImmediate);
  }
  assert.equal(name(world, 'ann@sim.test'), 'setting.sim.test');
  assert.equal(name(world, 'bob@sim.test'), 'file.sim.test');
  assert.equal(name(world, 'timeout@sim.test'), 'timed.sim.test');
  assert.equal(name(world, 'drop@sim.test'), 'drop.sim.test');
});

void test('two rules of the same name have hosts of their own', async (t) => {
  const late = { at: 'connect', delaySeconds: 1 };
  const world = await simulated(t, [
    { name: 'busy', recipient: 'ann', do: late },
    { name: 'busy', recipient: 'bob', do: { at: 'connect', say: 'SSH' } },
  ]);
  const [ann, bob] = ['ann@sim.test', 'bob@sim.test'].map((address) => world.simulation.hopFor(address));
  assert.ok(ann && bob);
  assert.notEqual(ann.port, bob.port);
  assert.notEqual(ann.name, bob.name);
});

void test('a rule that is called as an address is does not take its place', async (t) => {
  const world = await simulated(t, [{ name: 'blocked', recipient: 'ann', do: { at: 'connect', delaySeconds: 1 } }]);
  const [rule, address] = ['ann@sim.test', 'blocked@sim.test'].map((to) => world.simulation.hopFor(to));
  assert.ok(rule && address);
  assert.equal(rule.name, address.name);
  assert.notEqual(rule.port, address.port);
});

void test('a change of the rules takes effect at once, and a rule that goes is gone', async (t) => {
  const world = await simulated(t);
  assert.equal(world.simulation.hopFor('ann@gmail.com'), undefined);
  await world.configure({ 'simulator.rules': [{ domain: 'gmail.com', do: spam }] });
  assert.equal(name(world, 'ann@gmail.com'), 'rule-1.gmail.com.sim.test');
  await world.configure({ 'simulator.rules': [] });
  assert.equal(world.simulation.hopFor('ann@gmail.com'), undefined);
});

void test('switched off, it answers for nobody', async (t) => {
  const world = await simulated(t, [{ domain: 'gmail.com', do: spam }]);
  await world.configure({ 'simulator.enabled': false });
  for (const address of ['ann@gmail.com', '550@sim.test']) assert.equal(world.simulation.hopFor(address), undefined);
});

void test('what is wrong with rules says where it stands', async (t) => {
  const world = await simulated(t, [{ do: { reply: 'no' } }]);
  world.writeFile([{}]);
  const before = world.changes();
  while (world.changes() === before) {
    world.clock.advance(1_000);
    await new Promise(setImmediate);
  }
  assert.deepEqual(
    world.simulation.complaints().map(({ setting, text }) => `${setting} ${text}`),
    [
      'mailroot.simulator.rules rule 1 "do.reply" is a reply such as "550 5.1.1 User unknown". It is left out.',
      'mailroot.sim.json rule 1 has no "do". It is left out.',
    ],
  );
});

void test('its credentials are known by their reference, and no others', async (t) => {
  const { simulation } = await simulated(t);
  assert.equal(simulation.secret('${secret:simulator}'), 'simulated');
  assert.equal(simulation.secret('${secret:other}'), undefined);
});

const within = { timeout: 60_000 };

function write(mailRoot: MailRoot, to: string): void {
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), `From: shop@example.com\r\nTo: ${to}\r\nSubject: hi\r\n\r\nhi\r\n`);
}

void test('an engine complains of a bad rule in its status, and the good ones work', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  const rules = [{ do: {} }, { domain: 'gmail.com', do: { reply: '550 5.1.1 Rehearsed' } }];
  await runEngine(t, mailRoot, { config: { 'smtp.port': 0, 'simulator.rules': rules } });
  const client = await connected(t, mailRoot);
  assert.match(client.status.complaints.map(({ text }) => text).join(), /rule 1 "do" needs exactly one of/);
  const outcome = nextOutcome(client, ({ pickupFile }) => pickupFile === 'a.eml');
  write(mailRoot, 'someone@gmail.com');
  assert.match((await outcome).sentence, /550 5\.1\.1 Rehearsed/);
});

void test('a late bounce comes over our own SMTP listener into Drop', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  const rules = [{ domain: 'partner.test', do: { bounce: '550 5.1.1 Gone', afterSeconds: 0.1 } }];
  await runEngine(t, mailRoot, { config: { 'smtp.port': 0, 'simulator.rules': rules } });
  const client = await connected(t, mailRoot);
  const bounced = nextOutcome(client, ({ folder }) => folder === 'Drop');
  write(mailRoot, 'ann@partner.test');
  const { recipients } = await bounced;
  assert.equal(recipients[0]?.address, 'shop@example.com');
});

void test('an engine that is asked to end does not wait for a host that is slow', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  const rules = [{ domain: 'partner.test', do: { at: 'connect', delaySeconds: 3_600 } }];
  const engine = await runEngine(t, mailRoot, { config: { 'smtp.port': 0, 'simulator.rules': rules } });
  const client = await connected(t, mailRoot);
  const met = new Promise<void>((resolve) => client.on('progress', ({ stage }) => stage === 'greeting' && resolve()));
  write(mailRoot, 'ann@partner.test');
  await met;
  await client.request('shutdown', null);
  await engine.ended;
});
