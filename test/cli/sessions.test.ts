/** `mailroot sessions`: what was handed in and what was refused, from disk alone. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { encodeItr, type InboundSession } from '../../src/engine/mailroot/inbound';
import { sessionFileName, type MailRoot } from '../../src/engine/mailroot/layout';
import { tempMailRoot } from '../support/tempFolder';
import { mailroot } from './runCli';

const accepted = '20261123T115001Z-0000001';
const refused = '20261123T115002Z-0000002';
const session = (last: string): InboundSession => ({
  at: Date.UTC(2026, 10, 23, 11, 50, 1),
  client: { address: '127.0.0.1', port: 40_000 },
  port: 2525,
  lines: [
    { ms: 0, mark: '>', text: '220 host.test ESMTP MailRoot' },
    { ms: 1, mark: '>', text: last },
  ],
});

function withSessions(t: TestContext): MailRoot {
  const mailRoot = tempMailRoot(t);
  mkdirSync(mailRoot.Sessions);
  const write = (id: string, verdict: 'accepted' | 'refused', last: string): void =>
    writeFileSync(join(mailRoot.Sessions, sessionFileName(id, verdict)), encodeItr(id, verdict, session(last)));
  write(accepted, 'accepted', `250 2.0.0 ${accepted} accepted`);
  write(refused, 'refused', '550 5.5.2 Line 3 has a bare LF in it');
  return mailRoot;
}

test('lists the newest first, with what decided it', async (t) => {
  const { root } = withSessions(t);
  const { code, out } = await mailroot(['sessions', '--root', root], { cwd: root });
  const [first = '', second = ''] = out.split('\n');
  assert.equal(code, 0);
  assert.match(first, new RegExp(`^${refused} .* refused +127\\.0\\.0\\.1 +550 5\\.5\\.2 Line 3`));
  assert.match(second, new RegExp(`^${accepted} .* accepted +127\\.0\\.0\\.1 +250 2\\.0\\.0`));
});

test('only the refused ones, and only so many', async (t) => {
  const { root } = withSessions(t);
  const only = await mailroot(['sessions', '--refused', '--root', root], { cwd: root });
  assert.equal(only.out.trim().split('\n').length, 1);
  assert.match(only.out, /refused/);
  const one = await mailroot(['sessions', '-n', '1', '--json', '--root', root], { cwd: root });
  assert.equal((JSON.parse(one.out) as { id: string }).id, refused);
});

test('shows one whole, by the beginning of its id', async (t) => {
  const { root } = withSessions(t);
  const { out } = await mailroot(['sessions', '20261123T115002', '--root', root], { cwd: root });
  assert.match(out, new RegExp(`^MailRoot inbound transcript of ${refused}, refused\n\n== from 127`));
});

test('an id that nobody has, one that fits several, and a limit that is none are told', async (t) => {
  const { root } = withSessions(t);
  const nobody = await mailroot(['sessions', '2027', '--root', root], { cwd: root });
  assert.deepEqual([nobody.code, nobody.err.includes('No SMTP session 2027 is kept')], [66, true]);
  const several = await mailroot(['sessions', '2026', '--root', root], { cwd: root });
  assert.deepEqual([several.code, several.err.includes('fits 2 sessions')], [64, true]);
  assert.equal((await mailroot(['sessions', '-n', 'x', '--root', root], { cwd: root })).code, 64);
});

test('without any, it says so and is content', async (t) => {
  const { root } = tempMailRoot(t);
  const { code, err } = await mailroot(['sessions', '--root', root], { cwd: root });
  assert.deepEqual([code, err.includes('No SMTP session is kept here yet')], [0, true]);
});

test('show has the session of a message in Drop', async (t) => {
  const mailRoot = withSessions(t);
  writeFileSync(join(mailRoot.Drop, `${accepted}.eml`), 'X-Sender: <a@x.test>\r\nX-Receiver: <b@x.test>\r\n\r\n');
  const { out } = await mailroot(['show', accepted, '--json', '--root', mailRoot.root], { cwd: mailRoot.root });
  assert.match((JSON.parse(out) as { texts: { itr: string } }).texts.itr, /220 host\.test ESMTP/);
  const text = await mailroot(['show', accepted, '--root', mailRoot.root], { cwd: mailRoot.root });
  assert.match(text.out, /\nInbound transcript \(ITR\)\n[^]*220 host\.test ESMTP/);
});
