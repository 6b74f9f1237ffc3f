import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openAccounts, type Accounts } from '../../src/engine/accounts';
import { defaultConfig, type EngineConfig } from '../../src/engine/config';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import { silentLog } from '../../src/engine/ports';
import type { Outcome, Progress } from '../../src/engine/protocol';
import { openTroubles } from '../../src/engine/troubles';
import { manualClock } from '../support/manualClock';
import { fakeResolver } from '../support/sandbox';
import { tempMailRoot } from '../support/tempFolder';

const none = { queued: 0, deferred: 0, held: 0 };
const remote = { address: '192.0.2.1', port: 25 };
const client = { address: '127.0.0.1', port: 40_000 };
const here = { address: '127.0.0.1', port: 2525 };

interface Place {
  readonly accounts: Accounts;
  readonly mailRoot: MailRoot;
  readonly change: (config: Partial<EngineConfig>) => void;
  readonly troubles: () => readonly string[];
  readonly logged: () => string;
}

function place(t: TestContext, given: Partial<EngineConfig> = {}): Place {
  const mailRoot = tempMailRoot(t);
  let config: EngineConfig = { ...defaultConfig, ...given };
  const troubles = openTroubles(silentLog, () => undefined);
  const accounts = openAccounts({
    mailRoot,
    clock: manualClock(),
    config: () => config,
    computerName: 'HOST',
    troubles,
  });
  return {
    accounts,
    mailRoot,
    change: (more) => (config = { ...config, ...more }),
    troubles: () => troubles.all(),
    logged() {
      const folder = join(mailRoot.root, 'Log');
      return readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join('');
    },
  };
}

void test('a session is counted and logged alike', async (t) => {
  const { accounts, logged } = place(t, { 'log.enabled': true });
  const session = accounts.outbound(remote);
  session.said('NOOP');
  session.heard('250 OK');
  session.content(10);
  session.ended();
  const inbound = accounts.inbound(client, here);
  inbound.heard('RCPT TO:<x@y.test>');
  inbound.said('550 5.7.1 Unable to relay');
  inbound.ended();
  await accounts.close();
  const { outboundTotal, outboundCurrent, bytesSent, inboundTotal, refusedAddress } = accounts.read(none);
  assert.deepEqual([outboundTotal, outboundCurrent, bytesSent, inboundTotal, refusedAddress], [1, 0, 10, 1, 1]);
  assert.match(logged(), /OutboundConnectionCommand NOOP/);
  assert.match(logged(), /RCPT TO:<x@y\.test> 550/);
});

void test('the log is switched on and off while the engine runs; counting goes on', async (t) => {
  const { accounts, change, logged } = place(t);
  accounts.outbound(remote).said('NOOP');
  change({ 'log.enabled': true });
  accounts.outbound(remote).said('RSET');
  await accounts.close();
  assert.doesNotMatch(logged(), /NOOP/);
  assert.match(logged(), /RSET/);
  assert.equal(accounts.read(none).outboundTotal, 2);
});

void test('a log that can not be written is a trouble that names the setting, and is over when it can', async (t) => {
  const { accounts, change, troubles, mailRoot } = place(t, { 'log.enabled': true, 'log.folder': 'taken' });
  writeFileSync(join(mailRoot.root, 'taken'), '');
  accounts.outbound(remote).said('NOOP');
  await accounts.close();
  assert.match(troubles().join(), /^The protocol log can't be written \(.*\)\. Correct mailroot\.log\.folder/);
  change({ 'log.folder': '' });
  accounts.outbound(remote).said('NOOP');
  await accounts.close();
  assert.deepEqual(troubles(), []);
});

void test('names that are looked up are counted, found or not', async (t) => {
  const { accounts } = place(t);
  const resolver = accounts.counted(fakeResolver({ 'mx.test': ['127.0.0.1'] }, { 'x.test': ['mx.test'] }));
  assert.deepEqual(await resolver.addresses('mx.test'), ['127.0.0.1']);
  assert.deepEqual(await resolver.mx('x.test'), [{ exchange: 'mx.test', priority: 0 }]);
  await assert.rejects(resolver.addresses('nowhere.test'));
  assert.equal(accounts.read(none).dnsQueries, 3);
});

void test('progress and outcomes are counted and passed on as they are', (t) => {
  const { accounts } = place(t);
  const heard: (Progress | Outcome)[] = [];
  const progress: Progress = { id: 'x', pickupFile: 'a.eml', stage: 'queued', attempt: 0 };
  const outcome: Outcome = {
    id: 'x',
    attempt: 0,
    durationMs: 1,
    folder: 'BadMail',
    reason: 'no-recipients',
    recipients: [],
    sentence: '',
  };
  const hear = accounts.progress((one) => heard.push(one));
  hear(progress);
  hear({ id: 'x', stage: 'drop', attempt: 1 });
  accounts.outcome((one) => heard.push(one))(outcome);
  assert.deepEqual(heard, [progress, { id: 'x', stage: 'drop', attempt: 1 }, outcome]);
  const { pickupRetrieved, badRecipients } = accounts.read(none);
  assert.deepEqual([pickupRetrieved, badRecipients], [1, 1]);
});

void test('a message over SMTP is counted when it is accepted, and not when it is refused', async (t) => {
  const { accounts } = place(t);
  assert.equal(await accounts.received(Promise.resolve('id')), 'id');
  await assert.rejects(accounts.received(Promise.reject(new Error('disk full'))), /disk full/);
  assert.equal(accounts.read(none).messagesReceived, 1);
});
