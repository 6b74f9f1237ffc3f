/** `mailroot explain`: the story of a message in plain words, with and without an engine. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Explanation } from '../../src/engine/explain/explanation';
import { encodeEnvelope, type Envelope } from '../../src/engine/mailroot/envelope';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import { connected, nextOutcome, runEngine } from '../support/engineProcess';
import { tempMailRoot } from '../support/tempFolder';
import { mailroot, type Ran } from './runCli';

const within = { timeout: 60_000 };
const id = '20261123T115001Z-07b3a9c';
const message = 'From: ann@example.test\r\nTo: bob@there.test\r\nCc: eve@there.test\r\n\r\nHello.\r\n';

const envelope: Envelope = {
  version: 1,
  id,
  arrivedAt: Date.now() - 60_000,
  source: { kind: 'pickup', file: 'hello.eml' },
  why: 'sender from the From header; recipients from the To header',
  reversePath: 'ann@example.test',
  recipients: [
    {
      address: 'bob@there.test',
      state: {
        action: 'delayed',
        at: Date.now(),
        stage: 'connect',
        category: 'network',
        status: '4.4.1',
        text: 'Connection to host relay.test failed.',
        nextHop: 'relay.test:25',
      },
    },
    {
      address: 'eve@there.test',
      state: { action: 'failed', at: 0, stage: 'rcpt', category: 'unknown-user', status: '5.1.1', text: 'Nobody.' },
    },
  ],
  attempts: 1,
  nextAttemptAt: Date.now() + 600_000,
};

function queued(mailRoot: MailRoot): void {
  writeFileSync(join(mailRoot.Queue, `${id}.eml`), message);
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), encodeEnvelope(envelope));
}

const explain = (mailRoot: MailRoot, ...args: string[]): Promise<Ran> =>
  mailroot(['explain', '--root', mailRoot.root, ...args], { cwd: mailRoot.root });

void test('without an engine it reads the state, and says which settings it assumes', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  queued(mailRoot);
  const ran = await explain(mailRoot, id.slice(0, 10));
  assert.equal(ran.code, 0);
  assert.match(ran.out, new RegExp(`^${id}: 2 recipients: 1 failed, 1 delayed\\.`));
  assert.match(ran.out, /^bob@there\.test\n {2}No connection: Connection to host relay\.test failed\./m);
  assert.match(ran.out, /Attempt 2 is made at .* UTC \(in 10 min\)/);
  assert.match(ran.out, /^ {2}- Check eve@there\.test in the Cc header\.$/m);
  assert.match(ran.err, /default settings are assumed\. --config/);
});

void test('with --config the causes are those of these settings', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  queued(mailRoot);
  const file = join(mailRoot.root, 'settings.json');
  writeFileSync(file, '{ "mailroot.localDomains": [], "mailroot.smartHost": "relay.test" }');
  const ran = await explain(mailRoot, '--config', file, '--json', id);
  assert.equal(ran.err, '');
  const { recipients } = JSON.parse(ran.out) as Explanation;
  assert.match(recipients[0]?.causes[0] ?? '', /mailroot\.smartHost "relay\.test" names no port/);
  assert.ok(recipients[0]?.cures.some((cure) => cure.kind === 'open-setting' && cure.setting === 'mailroot.smartHost'));
});

void test('an engine that runs is asked for its settings', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  await runEngine(t, mailRoot);
  const client = await connected(t, mailRoot);
  const outcome = nextOutcome(client, ({ pickupFile }) => pickupFile === 'far.eml');
  await client.request('configure', { config: { 'smtp.port': 0, localDomains: ['example.test'] } });
  writeFileSync(join(mailRoot.Pickup, 'far.eml'), message);
  const { id: sent } = await outcome;
  assert.deepEqual((await client.request('settings', null)).localDomains, ['example.test']);
  const then = await explain(mailRoot, sent);
  assert.equal(then.err, '');
  assert.match(then.out, /No route: No route to there\.test/);
  assert.match(then.out, /Give there\.test a next hop/);
  await client.request('configure', { config: { 'smtp.port': 0, remoteDomains: { 'there.test': 'localhost:1025' } } });
  assert.match((await explain(mailRoot, sent)).out, /settings have changed since: now there is a way/);
});

void test('what was only dropped has arrived, and what waits in Pickup was not attempted', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Drop, `${id}.eml`), `X-Sender: <a@x.test>\r\nX-Receiver: <b@x.test>\r\n${message}`);
  const dropped = await explain(mailRoot, id);
  assert.match(dropped.out, /1 recipient: 1 in Drop\.\n\nb@x\.test\n {2}Delivered: The message was written to Drop/);
  writeFileSync(join(mailRoot.Pickup, 'wait.eml'), message);
  const waiting = await explain(mailRoot, 'wait.eml');
  assert.match(waiting.out, /2 recipients: 2 not attempted yet/);
  assert.match(waiting.out, /as soon as an engine runs on this MailRoot/);
});

void test('no id, too many, or one that is not there is an error that says so', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  assert.equal((await explain(mailRoot)).code, 64);
  assert.equal((await explain(mailRoot, 'a', 'b')).code, 64);
  assert.equal((await explain(mailRoot, '2026')).code, 66);
});
