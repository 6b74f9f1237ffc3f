/** Secrets that an editor handed over: used to log in out and in, and found nowhere afterwards. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import nodemailer from 'nodemailer';
import type { EngineClient } from '../../src/engine/client';
import type { MailRoot } from '../../src/engine/mailroot/layout';
import { secretBehind, withSecrets } from '../../src/engine/secrets';
import { demandingHost } from '../support/demandingHost';
import { connected, nextOutcome, runEngine } from '../support/engineProcess';
import { filesBelow, tempMailRoot } from '../support/tempFolder';

const relay = 'swordfish-\u00fc-4711';
const shop = 'haddock-0815';

test('secrets of several clients stand side by side; an empty one is forgotten', () => {
  const both = withSecrets({ relay: 'a' }, { shop: 'b' });
  assert.deepEqual(both, { relay: 'a', shop: 'b' });
  assert.deepEqual(withSecrets(both, { relay: '' }), { shop: 'b' });
  assert.deepEqual(withSecrets(both), both);
  assert.equal(secretBehind('${secret:relay}', both), 'a');
});

const methods = ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'];

function configOf(port: number): Record<string, unknown> {
  const hop = { host: '127.0.0.1', port, tls: 'off', user: 'ann', password: '${secret:relay}' };
  return {
    'smtp.port': 0,
    'smtp.auth': 'users',
    'smtp.users': { shop: '${secret:shop}' },
    'log.enabled': true,
    remoteDomains: Object.fromEntries(methods.map((auth) => [`${auth.toLowerCase()}.test`, { ...hop, auth }])),
  };
}

function submit(mailRoot: MailRoot, to: string): void {
  writeFileSync(join(mailRoot.Pickup, `${to}.eml`), `From: me@here.test\r\nTo: ${to}\r\n\r\nhi\r\n`);
}

/** Whatever it could look like in a file: itself, and the base64 of it alone and behind a name. */
function shapes(secret: string): string[] {
  const of = (text: string): string => Buffer.from(text).toString('base64');
  const inside = ['', '\0', '\0\0'].map((before) => of(`${before}${secret}`).slice(4, -4));
  return [secret, of(secret), of(`\0ann\0${secret}`), of(`\0shop\0${secret}`), ...inside];
}

async function answersOf(client: EngineClient): Promise<string> {
  const answers = await Promise.all([
    client.request('status', null),
    client.request('settings', null),
    client.request('route', { recipients: ['x@plain.test'] }),
    client.request('stats', null),
  ]);
  return JSON.stringify(answers);
}

async function handIn(port: number, pass: string): Promise<unknown> {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, auth: { user: 'shop', pass } });
  return transport.sendMail({ from: 'a@here.test', to: 'b@here.test', text: 'hi' }).catch((error: unknown) => error);
}

test('mail logs in out and in with secrets of an editor, and they are in no file, log, status or argument', async (t) => {
  const host = await demandingHost(t, relay, methods);
  const mailRoot = tempMailRoot(t);
  const engine = await runEngine(t, mailRoot, { config: configOf(host.port) });
  const client = await connected(t, mailRoot);
  const outcomes: string[] = [];
  client.on('outcome', (outcome) => outcomes.push(JSON.stringify(outcome)));

  const lacking = nextOutcome(client);
  submit(mailRoot, 'early@plain.test');
  const [early] = (await lacking).recipients;
  assert.ok(early?.state.action === 'delayed' && early.state.category === 'auth');
  assert.match(early.state.text, /\$\{secret:relay\}.*"MailRoot: Store Secret\.\.\." in VS Code/);
  const before = await client.request('status', null);
  assert.match(before.troubles.join('\n'), /"shop" \(mailroot\.smtp\.users\).*"MailRoot: Store Secret\.\.\."/);

  await client.request('configure', { config: configOf(host.port), secrets: { relay, shop } });
  for (const method of ['plain', 'login', 'cram-md5', 'xoauth2']) {
    const ended = nextOutcome(client, ({ recipients }) => recipients[0]?.address === `x@${method}.test`);
    submit(mailRoot, `x@${method}.test`);
    assert.equal((await ended).recipients[0]?.state.action, 'relayed', method);
  }
  assert.deepEqual(host.methods, ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2']);
  const { smtp, troubles } = await client.request('status', null);
  assert.deepEqual(troubles, []);
  assert.match(JSON.stringify(await handIn(smtp?.port ?? 0, shop)), /250/);
  assert.match(String(await handIn(smtp?.port ?? 0, `${shop}-wrong`)), /535/);

  const answers = await answersOf(client);
  const pid = String(engine.process.pid);
  const args = process.platform === 'linux' ? readFileSync(`/proc/${pid}/cmdline`, 'latin1') : ps(pid);
  await client.request('shutdown', null);
  await engine.ended;
  const files = filesBelow(mailRoot.root);
  assert.ok(files.some((file) => file.endsWith('.rtr')) && files.some((file) => file.endsWith('.log')), files.join());
  const places = [
    ...files.map((file) => [file, readFileSync(file, 'latin1')] as const),
    ['the log', engine.log.join('\n')] as const,
    ['outcomes', outcomes.join('\n')] as const,
    ['answers', answers] as const,
    ['arguments', args] as const,
  ];
  for (const secret of [relay, shop])
    for (const shape of shapes(secret))
      for (const [where, text] of places)
        for (const form of [shape, Buffer.from(shape).toString('latin1')])
          assert.ok(!text.includes(form), `${secret} as ${shape} in ${where}`);
});

function ps(pid: string): string {
  return process.platform === 'win32' ? '' : execFileSync('ps', ['-o', 'args=', '-p', pid], { encoding: 'utf8' });
}
