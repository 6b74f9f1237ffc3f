/** Every fault at every stage, as a client meets it over a real socket. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Problem } from '../../../src/engine/mailroot/envelope';
import { faultStages, type FaultStage } from '../../../src/engine/simulator/faults';
import { only, type Delivered } from '../delivery/client';
import { hosts, whileMoving } from './hosts';

const to = 'ann@shop.test';

function rule(...faults: readonly object[]): object[] {
  return [{ domain: 'shop.test', do: faults }];
}

function problem(delivered: Delivered): Problem {
  const status = only(delivered);
  assert.ok(status.action === 'delayed' || status.action === 'failed', JSON.stringify(status));
  return status;
}

/** Where delivery says that it happened. */
const stages = {
  connect: 'greeting',
  ehlo: 'ehlo',
  starttls: 'tls',
  auth: 'auth',
  mail: 'mail',
  rcpt: 'rcpt',
  data: 'data',
  end: 'data',
} as const;
/** AUTH has a test of its own. */
const met = faultStages.filter((stage): stage is Exclude<FaultStage, 'auth'> => stage !== 'auth');

for (const at of met.filter((stage) => stage !== 'ehlo' && stage !== 'starttls')) {
  void test(`a reply at ${at} is what the client hears`, async (t) => {
    const { send } = await hosts(t, rule({ at, reply: '550 5.7.1 Not today' }));
    const { action, stage, reply } = problem(await send(to));
    assert.deepEqual([action, stage], ['failed', stages[at]]);
    assert.deepEqual(reply, { code: 550, enhanced: '5.7.1', text: 'Not today' });
  });
}

void test('a host that refuses EHLO is greeted with HELO, and refuses that too', async (t) => {
  const { send } = await hosts(t, rule({ at: 'ehlo', reply: '502 5.5.1 No' }));
  const sent = await send(to);
  assert.ok(sent.lines.includes('> HELO here.test'));
  assert.equal(problem(sent).stage, 'ehlo');
});

void test('a host that cannot start TLS just now is sent to without, where the policy is opportunistic', async (t) => {
  const { send } = await hosts(t, rule({ at: 'starttls', reply: '454 4.7.0 TLS not available' }));
  assert.equal(only(await send(to)).action, 'relayed');
  const strict = await hosts(t, [
    { ...rule({ at: 'starttls', reply: '454 4.7.0 TLS not available' })[0], tls: 'required' },
  ]);
  const { action, category } = problem(await strict.send(to));
  assert.deepEqual([action, category], ['delayed', 'tls']);
});

for (const at of met) {
  void test(`a host that hangs up at ${at} delays`, async (t) => {
    const [strict] = rule({ at, disconnect: true });
    const { send } = await hosts(t, [{ ...strict, tls: at === 'starttls' ? 'required' : 'opportunistic' }]);
    const { action } = problem(await send(to));
    assert.equal(action, 'delayed');
  });

  void test(`a delay at ${at} is waited for, by the engine's clock`, async (t) => {
    const { send, clock } = await hosts(t, rule({ at, delaySeconds: 30 }));
    const before = clock.now();
    assert.equal(only(await whileMoving(clock, 30_000, send(to))).action, 'relayed');
    assert.ok(clock.now() - before >= 30_000);
  });
}

void test('a silent host is silent until the client has lost its patience or the engine ends', async (t) => {
  for (const at of ['connect', 'mail', 'rcpt', 'data', 'end'] as const) {
    const { send, simulator, hopFor } = await hosts(t, rule({ at, silent: true }));
    assert.equal(hopFor(to).timeouts?.commandMs, 5_000);
    const sending = send(to);
    simulator.hurry();
    assert.equal(problem(await sending).action, 'delayed', at);
  }
});

void test('a greeting that is none is not understood', async (t) => {
  const { send } = await hosts(t, rule({ at: 'connect', say: 'SSH-2.0-OpenSSH_9.2' }));
  const { action, category } = problem(await send(to));
  assert.deepEqual([action, category], ['delayed', 'protocol']);
});

void test('noise instead of a reply puts off', async (t) => {
  const { send } = await hosts(t, rule({ say: 'lorem ipsum' }));
  const { action, category } = problem(await send(to));
  assert.deepEqual([action, category], ['delayed', 'protocol']);
});

void test('a reply of several lines is one', async (t) => {
  const { send } = await hosts(t, rule({ reply: '550 5.1.1 first\nsecond' }));
  assert.equal(problem(await send(to)).reply?.text, 'first\nsecond');
});

void test('a 2yz accepts in other words', async (t) => {
  const { send } = await hosts(
    t,
    rule({ reply: '251 2.1.5 Will forward' }, { at: 'end', reply: '250 2.6.0 Stored as 42' }),
  );
  const status = only(await send(to));
  assert.ok(status.action === 'relayed');
  assert.equal(status.reply.text, 'Stored as 42');
});

void test('a size is announced, and a message above it is not sent', async (t) => {
  const { send } = await hosts(t, rule({ size: 10 }));
  const sent = await send(to);
  assert.deepEqual([problem(sent).category, problem(sent).status], ['size', '5.3.4']);
  assert.ok(!sent.lines.some((line) => line.startsWith('> MAIL')));
});

void test('an extension that is kept quiet about is not offered', async (t) => {
  const { send } = await hosts(t, rule({ without: ['8BITMIME', 'PIPELINING', 'STARTTLS'] }));
  const { lines } = await send(to);
  const offered = lines.filter((line) => line.startsWith('< 250')).join();
  assert.match(offered, /SMTPUTF8/);
  assert.doesNotMatch(offered, /8BITMIME|PIPELINING|STARTTLS/);
});

void test('a host that takes few octets a second takes its time over the content', async (t) => {
  const { send, clock } = await hosts(t, rule({ throttleBytesPerSecond: 10 }));
  const before = clock.now();
  assert.equal(only(await whileMoving(clock, 500, send(to))).action, 'relayed');
  const octets = 'Subject: Hello\r\n\r\nHello.\r\n'.length;
  assert.ok(clock.now() - before >= (octets / 10) * 1_000, `${clock.now() - before} ms`);
});

void test('a reply that is lost after acceptance leaves the client in doubt', async (t) => {
  const { send } = await hosts(t, [{ domain: 'shop.test', attempts: 1, do: { lostReply: true } }]);
  assert.equal(problem(await send(to, { attempt: 1 })).action, 'delayed');
  const again = only(await send(to, { attempt: 2 }));
  assert.ok(again.action === 'relayed');
  assert.match(again.reply.text, /2nd time/);
});

void test('an unreachable host is refused by the system, or has no name', async (t) => {
  const refused = problem(await (await hosts(t, rule({ unreachable: 'refused' }))).send(to));
  assert.deepEqual([refused.stage, refused.status], ['connect', '4.4.1']);
  const { send, hopFor } = await hosts(t, rule({ unreachable: 'unresolved' }));
  assert.equal(hopFor(to).host, 'nohost.rule-1.shop.test.sim.test');
  assert.equal(problem(await send(to)).stage, 'dns');
});

void test('a greylister puts a pair off for its time, whatever the message, and then knows it', async (t) => {
  const { send, clock } = await hosts(t, rule({ greylistSeconds: 300 }));
  const attempt = async (envid: string): Promise<string> => only(await send(to, { envid })).action;
  assert.deepEqual([await attempt('m1'), await attempt('m2')], ['delayed', 'delayed']);
  clock.advance(299_000);
  assert.equal(await attempt('m1'), 'delayed');
  clock.advance(1_000);
  assert.deepEqual([await attempt('m1'), await attempt('m2')], ['relayed', 'relayed']);
});

void test('a host with a limit takes so many messages in its time', async (t) => {
  const { send, clock } = await hosts(t, rule({ rateLimit: 2, perSeconds: 60 }));
  const actions = [];
  for (let i = 0; i < 3; i++) actions.push(only(await send(to)).action);
  assert.deepEqual(actions, ['relayed', 'relayed', 'delayed']);
  clock.advance(60_000);
  assert.equal(only(await send(to)).action, 'relayed');
});

void test('each preset ends as its name promises', async (t) => {
  const ends: Readonly<Record<string, readonly [action: string, category: string]>> = {
    greylisting: ['delayed', 'greylisting'],
    'mailbox-full': ['delayed', 'mailbox-full'],
    blocked: ['failed', 'blocked'],
    spam: ['failed', 'content'],
    dmarc: ['failed', 'sender-auth'],
    relaying: ['failed', 'relay'],
    'auth-required': ['failed', 'auth'],
    overloaded: ['delayed', 'host-trouble'],
    down: ['delayed', 'network'],
  };
  const { send } = await hosts(t);
  for (const [preset, [action, category]] of Object.entries(ends)) {
    const status = problem(await send(`${preset}@sim.test`));
    assert.deepEqual([status.action, status.category], [action, category], preset);
  }
});

void test('a certificate with a flaw does not pass, for that reason and no other', async (t) => {
  const reasons = { expired: /it has expired/, 'wrong-name': /for another name/, untrusted: /signed by itself/ };
  for (const [certificate, reason] of Object.entries(reasons)) {
    const { send } = await hosts(t, rule({ certificate }));
    const { action, category, stage, text } = problem(await send(to));
    assert.deepEqual([action, category, stage], ['delayed', 'tls', 'tls'], certificate);
    assert.match(text, reason);
  }
  const { send } = await hosts(t);
  for (const label of ['expired', 'wrongname', 'untrusted'])
    assert.equal(problem(await send(`${label}@sim.test`)).category, 'tls', label);
});

void test('where the policy does not ask for a good certificate, a bad one does no harm', async (t) => {
  const { send } = await hosts(t, [{ domain: 'shop.test', tls: 'required', do: { certificate: 'expired' } }]);
  assert.equal(only(await send(to)).action, 'relayed');
});

void test('a host without a flaw passes where a good certificate is demanded', async (t) => {
  const { send } = await hosts(t, [{ domain: 'shop.test', tls: 'verified', do: { reply: '250 fine' } }]);
  const sent = await send(to);
  assert.equal(only(sent).action, 'relayed', sent.lines.join('\n'));
});

void test('a host with a fault at AUTH offers a login, and is logged in to', async (t) => {
  const refusing = await hosts(t, rule({ at: 'auth', reply: '535 5.7.8 Wrong password' }));
  const sent = await refusing.send(to);
  const { action, stage, category } = problem(sent);
  assert.deepEqual([action, stage, category], ['delayed', 'auth', 'auth']);
  assert.ok(
    sent.lines.some((line) => /^> AUTH PLAIN \*+$/.test(line)),
    'and the credentials are masked',
  );
  const slow = await hosts(t, rule({ at: 'auth', delaySeconds: 30 }));
  assert.equal(only(await whileMoving(slow.clock, 30_000, slow.send(to))).action, 'relayed');
});

void test('two messages over one connection are told apart by their ENVID', async (t) => {
  const { hopFor } = await hosts(t, [{ domain: 'shop.test', attempts: '1-2', do: { reply: '451 4.7.1 Later' } }]);
  const first = hopFor(to, { envid: 'm1', attempt: 2, sender: 'ann@here.test', aheadMs: 0 });
  const second = hopFor(to, { envid: 'm2', attempt: 3, sender: 'ann@here.test', aheadMs: 0 });
  assert.deepEqual(first, second, 'the same host, so that a pool shares its sessions');
});
