/**
 * Hours of work in minutes: mail of all kinds comes in while things happen to the MailRoot. First the engine is killed again and again; then
 * one engine lives through the rest, and is asked at every rest what it holds on to. At the end all mail is accounted for.
 */
import type { TestContext } from 'node:test';
import { tempMailRoot } from '../../support/tempFolder';
import type { Chance } from '../../support/powerCut';
import { account, killed, namesIn, type Account, type Notes } from '../account';
import { drained, start, stop, type Engine } from '../engines';
import { Load, rest } from '../load';
import { RemoteHost } from '../remoteHost';
import { doSomething, groups, type Scene } from './deeds';
import { askable, probeFolder, quietGauges, type Gauges } from './gauges';

export interface Soak {
  readonly seconds: number;
  readonly enginePath: string;
  readonly chance: Chance;
}

export interface Soaked {
  readonly kills: number;
  readonly accepted: number;
  /** At each rest of the engine that lived. */
  readonly rests: readonly Gauges[];
  readonly done: ReadonlyMap<string, number>;
  readonly account: Account;
}

/** A third of the time for engines that are killed, the rest for one that lives. */
const killedFor = 1 / 3;
const lives = 12_000;
const restsOfTheLast = 6;

const simulated = [
  '451x2',
  '450',
  '550',
  '452',
  'drop',
  'lostreply',
  'refused',
  'nohost',
  'greylisting',
  'spam',
  'any',
];

/** Takes as long as it is told, and what it takes to bring all mail to its end. */
export async function soak(t: TestContext, { seconds, enginePath, chance }: Soak): Promise<Soaked> {
  const mailRoot = tempMailRoot(t);
  const host = new RemoteHost();
  t.after(() => host.close());
  process.env['MAILROOT_PROBE'] = probeFolder(mailRoot.root);
  const remote = [...groups, ...simulated.map((name) => `${name}@sim.test`)];
  const load = new Load({
    chance,
    smtpClients: 4,
    pickupWriters: 1,
    size: 20_000,
    remote,
    remoteShare: 0.1,
    restMs: 30,
  });
  const scene: Scene = { mailRoot, host, chance, aside: [], done: new Map() };
  const notes: Notes = new Map();
  const begin = async (): Promise<Engine> => {
    for (const group of groups) host.set(group, 'takes');
    return start(t, mailRoot, { enginePath, remotePort: await host.renew(), execArgv: askable });
  };
  const kills = Math.max(2, Math.floor((seconds * 1000 * killedFor) / lives));
  for (let i = 0; i < kills; i++) {
    const engine = await begin();
    load.start(mailRoot, engine.smtpPort, engine.client);
    await busy(scene, engine, ((seconds * 1000 * killedFor) / kills) * (0.5 + chance()));
    await killed(engine, { mailRoot, host, load, notes }, i + 1);
  }
  const engine = await begin();
  const rests: Gauges[] = [];
  for (let i = 0; i < restsOfTheLast; i++) {
    load.start(mailRoot, engine.smtpPort, engine.client);
    await busy(scene, engine, (seconds * 1000 * (1 - killedFor)) / restsOfTheLast);
    await load.stop();
    for (const group of groups) host.set(group, 'takes');
    await atRest(scene, engine);
    load.missing(mailRoot);
    rests.push(await quietGauges(engine, { folder: probeFolder(mailRoot.root), messages: load.sent.size }));
  }
  await stop(engine);
  const found = account(mailRoot, load.sent, { host, notes, aside: scene.aside });
  return { kills, accepted: load.of('ours').length, rests, done: scene.done, account: found };
}

/** Things happen for so long, whether or not the one before is done. */
async function busy(scene: Scene, engine: Engine, ms: number): Promise<void> {
  const end = Date.now() + ms;
  const begun: Promise<void>[] = [];
  while (Date.now() < end) {
    await rest(scene.chance() * 200);
    begun.push(doSomething(scene, engine));
  }
  await Promise.all(begun);
}

/** Nothing is in Pickup or Queue any more: all is released, tried twice more, and given up where that does not help. */
function atRest({ mailRoot }: Scene, engine: Engine): Promise<void> {
  const isPickupEmpty = (): boolean => !namesIn(mailRoot.Pickup).some((name) => name.endsWith('.eml'));
  return drained(engine, isPickupEmpty, (round) => ['release', round < 2 ? 'retry' : 'expire']);
}
