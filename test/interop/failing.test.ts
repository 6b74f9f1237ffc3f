/**
 * A delivery that fails, seen from outside: a client that is not ours sends to a simulated host that refuses, and everything a
 * person needs to understand it is on disk.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import { decodeEnvelope } from '../../src/engine/mailroot/envelope';
import { decodeRtr } from '../../src/engine/mailroot/transcript';
import { missing, runProgram } from './program';
import { dropped, filesIn, realEngine } from './realEngine';

const limit = { timeout: 60_000 };

void test(
  'swaks sends to 550@sim.test: the DSN is in Drop, the message with its story in Sent',
  { ...limit, skip: missing('swaks') },
  async (t) => {
    const { mailRoot, host, port } = await realEngine(t);
    const envelope = ['--from', 'ann@example.test', '--to', '550@sim.test'];
    await runProgram('swaks', ['--server', `${host}:${port}`, ...envelope, '--header', 'Subject: Will be refused']);

    const bytes = (await dropped(mailRoot)).toString();
    const dsn = await simpleParser(bytes);
    assert.equal(dsn.headerLines.find(({ key }) => key === 'return-path')?.line, 'Return-Path: <>');
    assert.match(dsn.text ?? '', /Delivery to the following recipients failed\.[\s\S]*550@sim\.test/);
    assert.match(bytes, /^Final-Recipient: rfc822; 550@sim\.test\r?$/m);
    assert.match(bytes, /^Action: failed\r?$/m);
    assert.match(bytes, /^Diagnostic-Code: smtp; 550 /m);

    const names = await filesIn(mailRoot, 'Sent', (all) => all.some((name) => name.endsWith('.envelope.json')));
    const id = names[0]?.split('.')[0] ?? '';
    assert.deepEqual(
      names.filter((name) => name.startsWith(`${id}.`)),
      ['.eml', '.envelope.json', '.itr', '.ltr', '.rtr'].map((part) => id + part),
    );
    const decoded = decodeEnvelope(readFileSync(join(mailRoot.Sent, `${id}.envelope.json`), 'utf8'));
    assert.equal(decoded.kind === 'envelope' && decoded.envelope.recipients[0]?.state.action, 'failed');
    const [session] = decodeRtr(readFileSync(join(mailRoot.Sent, `${id}.rtr`), 'utf8'));
    const said = session?.lines.map(({ mark, text }) => `${mark} ${text}`) ?? [];
    assert.ok(
      said.some((line) => line.startsWith('> RCPT TO:<550@sim.test>')),
      said.join('\n'),
    );
    assert.ok(
      said.some((line) => line.startsWith('< 550 ')),
      said.join('\n'),
    );
    await filesIn(mailRoot, 'Queue', (all) => all.length === 0);
    assert.deepEqual(await filesIn(mailRoot, 'BadMail', () => true), []);
  },
);

void test('a file without a sender goes to BadMail whole, with the reason beside it', limit, async (t) => {
  const { mailRoot } = await realEngine(t);
  const bytes = 'To: bob@example.test\r\nSubject: from nobody\r\n\r\nHello\r\n';
  writeFileSync(join(mailRoot.Pickup, 'nobody.txt'), bytes);
  const names = await filesIn(mailRoot, 'BadMail', (all) => all.some((name) => name.endsWith('.bad')));
  const [bad = ''] = names.filter((name) => name.endsWith('.bad'));
  assert.equal(readFileSync(join(mailRoot.BadMail, bad), 'utf8'), bytes);
  assert.match(readFileSync(join(mailRoot.BadMail, bad.replace('.bad', '.bdr')), 'utf8'), /0xC00402CE/);
});
