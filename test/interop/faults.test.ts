/** postfix's smtp-sink, which can be told what to do wrong: what each fault at each command becomes for the recipient. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { DeliveryStatus } from '../../src/engine/mailroot/envelope';
import { hopTo, letter, only, poolOf, send } from '../engine/delivery/client';
import { houseOf, runIn } from './house';
import { freePort, greets, postfix } from './smartHosts';

const limit = { timeout: 60_000 };
const house = houseOf(postfix);
const skip = house.kind === 'missing' && house.why;

async function sink(t: TestContext, ...options: string[]): Promise<number> {
  const port = await freePort();
  const root = house.kind === 'house' ? house.root : '';
  const command = ['/usr/sbin/smtp-sink', '-u', 'nobody', ...options, `127.0.0.1:${port}`, '100'];
  const tenant = runIn(root, command, { LD_LIBRARY_PATH: '/usr/lib/postfix' });
  t.after(() => tenant.end());
  while (!(await greets(port, { whatever: options.length > 0 }))) {
    if (tenant.process.exitCode !== null) throw new Error(`smtp-sink ended:\n${tenant.said()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return port;
}

function told(status: DeliveryStatus): string {
  if (status.action !== 'delayed' && status.action !== 'failed') return status.action;
  return `${status.action} at ${status.stage}, ${status.reply?.code ?? status.category}`;
}

for (const [options, expected] of [
  [['-r', 'mail'], 'delayed at mail, 450'],
  [['-f', 'mail'], 'failed at mail, 500'],
  [['-r', 'rcpt'], 'delayed at rcpt, 450'],
  [['-f', 'rcpt'], 'failed at rcpt, 500'],
  [['-r', 'data'], 'delayed at data, 450'],
  [['-f', 'data'], 'failed at data, 500'],
  [['-r', '.'], 'delayed at data, 450'],
  [['-f', '.'], 'failed at data, 500'],
  [['-q', 'mail'], 'delayed at mail, network'],
  [['-q', 'rcpt'], 'delayed at rcpt, network'],
  [['-q', 'data'], 'delayed at data, network'],
  [['-q', '.'], 'delayed at data, network'],
  [['-Q', 'mail'], 'delayed at mail, 421'],
  [['-Q', 'rcpt'], 'delayed at rcpt, 421'],
  [['-W', '.:1'], 'relayed'],
] as const) {
  void test(`smtp-sink ${options.join(' ')}: ${expected}`, { ...limit, skip }, async (t) => {
    const port = await sink(t, ...options);
    assert.equal(told(only(await send(hopTo(port), letter()))), expected);
  });
}

void test(
  'smtp-sink -W .:3 is slower than our patience: put off, and it may have been taken',
  { ...limit, skip },
  async (t) => {
    const port = await sink(t, '-W', '.:3');
    const status = only(await send(hopTo(port, { timeouts: { commandMs: 200 } }), letter()));
    assert.equal(told(status), 'delayed at data, network');
    assert.ok(status.action === 'delayed' && status.text.includes('It may have accepted it'));
  },
);

void test(
  'a hundred messages to smtp-sink go over few connections, with pipelining and without',
  { ...limit, skip },
  async (t) => {
    for (const options of [[], ['-p']]) {
      const port = await sink(t, ...options);
      const pool = poolOf({}, { messagesPerConnection: 20, connectionsPerHop: 4 });
      const sent = await Promise.all(
        Array.from({ length: 100 }, (_, i) => send(hopTo(port), letter(), { pool, id: `${i}` })),
      );
      pool.close();
      assert.ok(sent.every((each) => only(each).action === 'relayed'));
      const opened = sent.filter(({ lines }) => lines.some((line) => line.startsWith('> EHLO'))).length;
      assert.ok(opened <= 8, `${opened} connections`);
    }
  },
);
