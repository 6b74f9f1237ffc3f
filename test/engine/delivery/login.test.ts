/** Logging in at a next hop: by each method, with secrets from where the setting says, and what becomes of mail when that does not work. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import type { Login, NextHop } from '../../../src/engine/delivery/hop';
import { findCredentials } from '../../../src/engine/delivery/login';
import { secretBehind } from '../../../src/engine/secrets';
import { manualClock } from '../../support/manualClock';
import { scriptedHost, type Answer } from '../../support/scriptedHost';
import { hopTo, letter, only, poolOf, send, type Delivered } from './client';

const limit = { timeout: 20_000 };
const setting = 'mailroot.smartHost';
const ann: Login = { user: 'ann', password: '${env:RELAY}' };
const secret = (reference: string): string | undefined => (reference === '${env:RELAY}' ? 'tomato' : undefined);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

async function sent(
  t: TestContext,
  {
    offers,
    login,
    on,
    ...changes
  }: Partial<NextHop> & { offers: string; on?: (line: string, next: () => Answer) => Answer },
): Promise<Delivered & { heard: readonly string[] }> {
  const host = await scriptedHost(t, {
    offers: [offers],
    on: (line, next) => on?.(line, next) ?? authenticate(line, next),
  });
  const hop = hopTo(host.port, { setting, ...(login && { login }), ...changes });
  const delivered = await send(hop, letter(), { secret });
  return { ...delivered, heard: host.heard };
}

/** Says yes to everything that has to do with a login. */
function authenticate(line: string, next: () => Answer): Answer {
  if (line === 'AUTH LOGIN') return `334 ${base64('Username:')}`;
  if (line === base64('ann')) return `334 ${base64('Password:')}`;
  if (line === 'AUTH CRAM-MD5') return `334 ${base64('<challenge@there.test>')}`;
  const isVerb = /^(?:EHLO|HELO|MAIL|RCPT|DATA|RSET|QUIT|STARTTLS)\b/.test(line);
  return isVerb ? next() : '235 2.7.0 Welcome';
}

const digest = createHmac('md5', 'tomato').update('<challenge@there.test>').digest('hex');
for (const [method, said] of [
  ['PLAIN', [`AUTH PLAIN ${base64('\0ann\0tomato')}`]],
  ['LOGIN', ['AUTH LOGIN', base64('ann'), base64('tomato')]],
  ['CRAM-MD5', ['AUTH CRAM-MD5', base64(`ann ${digest}`)]],
  ['XOAUTH2', [`AUTH XOAUTH2 ${base64('user=ann\x01auth=Bearer tomato\x01\x01')}`]],
] as const) {
  void test(`by ${method}: the host hears it, the transcript shows none of it`, limit, async (t) => {
    const delivered = await sent(t, { offers: `AUTH ${method}`, login: { ...ann, method } });
    assert.equal(only(delivered).action, 'relayed');
    assert.deepEqual(delivered.heard.slice(1, 1 + said.length), said);
    const shown = delivered.lines.join('\n');
    for (const hidden of ['tomato', base64('tomato'), base64('\0ann\0tomato'), digest])
      assert.ok(!shown.includes(hidden));
    assert.match(shown, /> AUTH .*|> \*{8}/);
  });
}

void test('without a method the first that both sides know is taken', limit, async (t) => {
  const { heard } = await sent(t, { offers: 'AUTH GSSAPI LOGIN', login: ann });
  assert.equal(heard[1], 'AUTH LOGIN');
});

void test('a secret that is missing delays before anybody is connected to, and names the setting', limit, async () => {
  const hop = hopTo(1, { setting, login: { user: 'ann', password: '${env:NOBODY_SETS_THIS}' } });
  const { statuses, lines } = await send(hop, letter(), { secret });
  const [status] = statuses.values();
  assert.ok(status?.action === 'delayed' && status.category === 'auth' && status.status === '4.7.8');
  assert.equal(status.setting, setting);
  assert.match(status.text, /"password" in mailroot\.smartHost.*no environment variable NOBODY_SETS_THIS/);
  assert.deepEqual(lines, []);
});

void test(
  'a login that is refused delays: the message is not at fault; who waits behind it does not knock as well',
  limit,
  async (t) => {
    const host = await scriptedHost(t, {
      offers: ['AUTH PLAIN'],
      on: (line, next) => (line.startsWith('AUTH') ? '535 5.7.8 Wrong' : next()),
    });
    const pool = poolOf({ secret }, { messagesPerConnection: 20, quietMs: 60_000 });
    t.after(() => pool.close());
    const hop = hopTo(host.port, { setting, login: ann });
    const sentAll = await Promise.all(['one', 'two', 'three'].map((id) => send(hop, letter(), { pool, id })));
    for (const status of sentAll.map(only)) {
      assert.ok(status.action === 'delayed' && status.category === 'auth' && status.status === '4.7.8');
      assert.equal(status.reply?.code, 535);
    }
    assert.equal(host.heard.filter((line) => line.startsWith('AUTH')).length, 1);
    const plain = hopTo(host.port, { setting });
    assert.equal(only(await send(plain, letter(), { pool })).action, 'relayed', 'who does not log in is not concerned');
  },
);

void test('a host that offers no login, or not the one wanted, delays in words', limit, async (t) => {
  const none = only(await sent(t, { offers: 'SIZE', login: ann }));
  assert.ok(none.action === 'delayed' && none.category === 'auth');
  assert.match(none.text, /It offers no login \(without TLS\); mailroot\.smartHost has a "user"/);
  const other = only(await sent(t, { offers: 'AUTH PLAIN LOGIN', login: { ...ann, method: 'CRAM-MD5' } }));
  assert.ok(other.action === 'delayed');
  assert.match(other.text, /It offers PLAIN, LOGIN, not CRAM-MD5/);
});

void test('where the secrets come from: the environment, or what an editor handed over; nothing else is one', () => {
  process.env['MAILROOT_TEST_SECRET'] = 'from here';
  assert.equal(secretBehind('${env:MAILROOT_TEST_SECRET}', {}), 'from here');
  assert.equal(secretBehind('${secret:relay}', { relay: 'kept' }), 'kept');
  for (const nothing of ['${secret:other}', '${secret:toString}', '${env:MAILROOT_TEST_NONE}', 'plain', ''])
    assert.equal(secretBehind(nothing, { relay: 'kept' }), undefined, nothing);
  delete process.env['MAILROOT_TEST_SECRET'];
});

const ports = { clock: manualClock(), secret };
const hop = { name: 'there.test', setting };
const token = (...tokenCommand: string[]): ReturnType<typeof findCredentials> =>
  findCredentials({ user: 'ann', tokenCommand }, hop, ports);

void test('an OAuth2 token is what a command prints; it is run without a shell', limit, async () => {
  const print = (text: string): string[] => [process.execPath, '-e', `process.stdout.write(process.argv[1])`, text];
  const found = await token(...print('ya29.$(echo no)\n'));
  assert.ok(found.kind === 'missing' && found.why.includes('not one token'), 'words are no token');
  const credentials = await token(...print('ya29.token\n'));
  assert.deepEqual(credentials, {
    kind: 'found',
    credentials: { user: 'ann', secret: 'ya29.token', method: 'XOAUTH2' },
  });
});

void test(
  'a command that fails, is not there, or says nothing: each in words that name the setting',
  limit,
  async () => {
    for (const [command, why] of [
      [[process.execPath, '-e', 'process.exit(3)'], /it ended with 3/],
      [['/no/such/program'], /ENOENT/],
      [[process.execPath, '-e', ''], /not one token on one line/],
    ] as const) {
      const found = await token(...command);
      assert.ok(found.kind === 'missing');
      assert.match(found.why, /^"tokenCommand" in mailroot\.smartHost gave no token for ann at there\.test: /);
      assert.match(found.why, why);
    }
  },
);

void test('a command that takes too long is ended', limit, async () => {
  const found = token(process.execPath, '-e', 'setInterval(() => {}, 1000)');
  ports.clock.advance(30_000);
  const { kind, ...rest } = await found;
  assert.equal(kind, 'missing');
  assert.match(JSON.stringify(rest), /longer than 30 seconds/);
  assert.equal(ports.clock.pending(), 0);
});
