/** Where mail would go, asked of a running engine and compared with where it then goes; and that asking sends nothing. */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { defaultConfig, type EngineConfig } from '../../src/engine/config';
import { dryRun } from '../../src/engine/dryRun';
import { aboutMessage, type RouteAnswer, type RouteQuestion } from '../../src/engine/routeAnswer';
import { dryRunPorts } from '../support/dryRunPorts';
import { connected, nextOutcome, runEngine } from '../support/engineProcess';
import { fakeResolver } from '../support/sandbox';
import { tempMailRoot } from '../support/tempFolder';

function ask(question: RouteQuestion, config: Partial<EngineConfig> = {}): Promise<RouteAnswer> {
  return dryRun(question, dryRunPorts({ config: { ...defaultConfig, ...config } }));
}

function message(...lines: string[]): RouteQuestion {
  return aboutMessage(Buffer.from(lines.join('\r\n')));
}

test('an address without a domain gets the default domain', async () => {
  const { recipients, sender } = await ask({ recipients: ['ann'], sender: 'bob' }, { defaultDomain: 'here.test' });
  assert.deepEqual([recipients[0]?.address, sender], ['ann@here.test', 'bob@here.test']);
});

test('what is no address is refused in a sentence', async () => {
  await assert.rejects(ask({ recipients: ['two words@x.test'] }), /"two words@x\.test" is not an address/);
});

test('the recipients of a message are those it would have, the sender under the masquerade domain', async () => {
  const question = message(
    'X-Sender: ann@mine.test',
    'X-Receiver: bob@far.test',
    'From: x@y.test',
    'To: z@y.test',
    '',
    'hi',
  );
  const answer = await ask(question, { localDomains: ['mine.test'], masqueradeDomain: 'public.test' });
  assert.equal(answer.sender, 'ann@public.test');
  assert.match(answer.envelope ?? '', /sender from the X-Sender line; recipients from the X-Receiver lines/);
  assert.deepEqual(
    answer.recipients.map(({ address, way }) => [address, way.kind]),
    [['bob@far.test', 'refused']],
  );
});

test('by a route given by hand, with the leave that the message has', async () => {
  const far = { recipients: ['ann@far.test'], via: '192.0.2.1:25' };
  const accessOf = ({ recipients: [first] }: RouteAnswer): string =>
    first?.way.kind === 'hosts' ? (first.way.hosts[0]?.access.kind ?? '') : (first?.way.kind ?? '');
  assert.equal(accessOf(await ask({ ...far, via: 'drop' })), 'drop');
  assert.equal(accessOf(await ask(far)), 'held-back');
  assert.equal(accessOf(await ask({ ...far, mayLeave: ['far.test'] })), 'open');
  const relayed = await ask(
    { recipients: ['ann@far.test'], mayLeave: ['far.test'] },
    { smartHost: '192.0.2.1', localDomains: [] },
  );
  assert.equal(accessOf(relayed), 'open');
});

test('what is no message says what is missing, and has no recipients', async () => {
  const { obstacles, recipients } = await ask(message('Subject: hi', '', 'text'));
  assert.deepEqual([obstacles[0]?.kind, recipients.length], ['refused', 0]);
  assert.match(obstacles[0]?.text ?? '', /no From header/);
});

test('limits that the message breaks are told with their settings', async () => {
  const received = Array.from({ length: 4 }, () => 'Received: from a by b; Thu, 1 Jan 2026 00:00:00 +0000');
  const question = message(
    ...received,
    'From: a@x.test',
    'To: b@x.test, c@x.test',
    'Subject: Quarterly secret',
    '',
    '',
  );
  const { obstacles } = await ask(
    { ...question, octets: 3_000 },
    {
      maxHopCount: 3,
      maxRecipientsPerMessage: 1,
      'smtp.maxMessageKilobytes': 2,
      holdRules: [{ subject: '*secret*' }],
    },
  );
  assert.deepEqual(
    obstacles.map(({ kind, setting }) => [kind, setting]),
    [
      ['stays', 'mailroot.smtp.maxMessageKilobytes'],
      ['refused', 'mailroot.maxHopCount'],
      ['held', 'mailroot.holdRules'],
      ['note', 'mailroot.maxRecipientsPerMessage'],
    ],
  );
});

test('a name is looked up once for a hundred recipients', async () => {
  let lookups = 0;
  const recipients = Array.from({ length: 100 }, (_, i) => `user${i}@far.test`);
  const config = { ...defaultConfig, remoteDomains: { 'far.test': 'relay.test' } };
  await dryRun(
    { recipients },
    dryRunPorts({
      config,
      resolver: {
        ...fakeResolver(),
        mx: () => Promise.resolve([]),
        addresses: () => (lookups++, Promise.resolve(['127.0.0.1'])),
      },
    }),
  );
  assert.equal(lookups, 1);
});

/** A host on loopback that counts who connects. */
async function counting(t: TestContext): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.end('421 4.3.2 not now\r\n');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  t.after(() => new Promise((done) => server.close(done)));
  return { port, connections: () => connections };
}

test('a running engine is asked without a byte sent or a file touched; then the mail goes where it was said', async (t) => {
  const { port, connections } = await counting(t);
  const mailRoot = tempMailRoot(t);
  const config = { 'smtp.port': 0, localDomains: ['mine.test'], remoteDomains: { 'far.test': `127.0.0.1:${port}` } };
  await runEngine(t, mailRoot, { config });
  const client = await connected(t, mailRoot);
  const lines = ['From: a@mine.test', 'To: b@far.test, c@mine.test, 451@sim.test, d@gone.test', '', 'hi', ''];
  const answer = await client.request('route', message(...lines));
  assert.deepEqual(
    answer.recipients.map(({ address, way }) => [
      address,
      way.kind,
      way.kind === 'hosts' ? way.hosts.map(({ name, simulated }) => `${name} ${simulated?.does.join() ?? ''}`) : [],
    ]),
    [
      ['b@far.test', 'hosts', ['127.0.0.1 ']],
      ['c@mine.test', 'drop', []],
      ['451@sim.test', 'hosts', ['sim.test answers RCPT with 451 4.7.1 Greylisted, please try again later']],
      ['d@gone.test', 'refused', []],
    ],
  );
  assert.equal(connections(), 0);
  for (const folder of ['Pickup', 'Queue', 'Drop', 'Sent', 'BadMail'] as const)
    assert.deepEqual(readdirSync(mailRoot[folder]), [], folder);
  const outcome = nextOutcome(client, ({ pickupFile }) => pickupFile === 'a.eml');
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), lines.join('\r\n'));
  const { recipients } = await outcome;
  assert.deepEqual(
    recipients.map(({ address, state }) => [address, state.action, 'status' in state ? state.status : '']),
    [
      ['b@far.test', 'delayed', '4.3.2'],
      ['c@mine.test', 'delivered', ''],
      ['451@sim.test', 'delayed', '4.7.1'],
      ['d@gone.test', 'failed', '5.4.4'],
    ],
  );
  assert.equal(connections(), 1);
});

test('a simulator rule that depends on the sender acts for that sender alone', async (t) => {
  const mailRoot = tempMailRoot(t);
  const rule = { name: 'Busy', domain: 'rule.test', sender: 'ann@*', do: { reply: '450 4.2.1 busy' } };
  await runEngine(t, mailRoot, { config: { 'smtp.port': 0, 'simulator.rules': [rule] } });
  const client = await connected(t, mailRoot);
  const faultFor = async (sender: string): Promise<unknown> => {
    const { recipients } = await client.request('route', { recipients: ['x@rule.test'], sender });
    const way = recipients[0]?.way;
    return way?.kind === 'hosts' ? way.hosts[0]?.simulated : undefined;
  };
  assert.deepEqual(await faultFor('ann@x.test'), {
    label: 'busy',
    by: 'rule',
    does: ['answers RCPT with 450 4.2.1 busy'],
  });
  assert.deepEqual(await faultFor('bob@x.test'), { does: [] });
});
