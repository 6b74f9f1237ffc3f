/**
 * SIGKILL at random moments, while programs send over SMTP and through Pickup: after the last restart, every message that was answered
 * with 250 or renamed out of Pickup is accounted for, and a message that came twice had lost a reply. It can't see a missing fsync (the
 * system keeps what was written); the power cut can.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { tempMailRoot } from '../support/tempFolder';
import { account, killed, type Account, type Notes } from './account';
import { drained, planted, plants, shipped, start, stop } from './engines';
import { Load } from './load';
import { chances, options, report } from './options';
import { RemoteHost } from './remoteHost';

interface Killing {
  readonly kills: number;
  readonly enginePath: string;
}

async function killing(
  t: TestContext,
  { kills, enginePath }: Killing,
): Promise<Account & { sent: number; ours: number }> {
  const mailRoot = tempMailRoot(t);
  const host = new RemoteHost();
  t.after(() => host.close());
  const chance = chances(options.seed);
  const load = new Load({ chance, smtpClients: 4, pickupWriters: 1, size: 20_000, remote: ['r0', 'r1', 'r2'] });
  const notes: Notes = new Map();
  host.set('r1', 'delays');
  for (let i = 0; i < kills; i++) {
    host.set('r2', chance() < 0.3 ? 'takes, and hangs up without a reply' : 'takes');
    const engine = await start(t, mailRoot, { enginePath, remotePort: await host.renew() });
    load.start(mailRoot, engine.smtpPort, engine.client);
    await new Promise<void>((resolve) => setTimeout(resolve, 20 + chance() * 300));
    await killed(engine, { mailRoot, host, load, notes }, i + 1);
  }
  for (const group of ['r1', 'r2']) host.set(group, 'takes');
  const engine = await start(t, mailRoot, { enginePath: shipped, remotePort: await host.renew() });
  await drained(engine, () => readdirSync(mailRoot.Pickup).every((name) => name.endsWith('.tmp')));
  load.missing(mailRoot);
  await stop(engine);
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
  const found = account(mailRoot, load.sent, { host, notes });
  return { ...found, sent: load.sent.size, ours: load.of('ours').length };
}

const within = { timeout: 120_000 + options.kills * 5_000 };

test('killed again and again: what was answered with 250 or renamed out of Pickup is there', within, async (t) => {
  t.diagnostic(`seed ${options.seed}`);
  const found = await killing(t, { kills: options.kills, enginePath: shipped });
  const { sent, ours, lost, doubled, repeats, unanswered, withoutCause } = found;
  report('SIGKILL', {
    kills: options.kills,
    sent,
    accepted: ours,
    lost: lost.length,
    'served again after a lost note': repeats - Math.min(repeats, unanswered),
    'served again after a lost reply': Math.min(repeats, unanswered),
  });
  assert.ok(ours > options.kills, `${ours} messages are no load`);
  assert.deepEqual({ lost, doubled, withoutCause }, { lost: [], doubled: [], withoutCause: [] });
});

test('planted: a 250 said too early is found out', within, async (t) => {
  const enginePath = await planted(plants.tooEarly);
  let found = await killing(t, { kills: 3, enginePath });
  for (let again = 0; again < 5 && found.lost.length === 0; again++) found = await killing(t, { kills: 3, enginePath });
  report('SIGKILL, 250 said too early', { kills: 3, accepted: found.ours, lost: found.lost.length });
  assert.ok(found.lost.length > 0);
});
