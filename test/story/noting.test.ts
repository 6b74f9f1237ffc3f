/** What a host has taken is noted while another host is still being asked: a crash in those minutes does not bring it there again. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { defaultConfig } from '../../src/engine/config';
import { decodeEnvelope, type Envelope } from '../../src/engine/mailroot/envelope';
import { silentLog, type Log } from '../../src/engine/ports';
import { watchDisk } from '../support/disk';
import { minute, sandbox, type Sandbox } from '../support/sandbox';
import { scriptedHost, type ScriptedHost } from '../support/scriptedHost';

interface TwoHosts {
  readonly box: Sandbox;
  readonly quick: ScriptedHost;
  readonly slow: ScriptedHost;
  readonly config: Parameters<typeof sandbox>[1];
}

/** A message for both: one host takes it at once, the other says nothing more once it has the content. */
async function underWay(
  t: TestContext,
  lines: readonly string[] = [],
  { log = silentLog, isSpoiled }: { log?: Log; isSpoiled?: true } = {},
): Promise<TwoHosts> {
  const quick = await scriptedHost(t);
  const slow = await scriptedHost(t, { atEnd: undefined });
  const remoteDomains = { 'quick.test': `127.0.0.1:${quick.port}`, 'slow.test': `127.0.0.1:${slow.port}` };
  const config = { config: { remoteDomains } };
  const box = await sandbox(t, { ...config, log });
  let failures = isSpoiled ? 1 : 0;
  watchDisk(t, box.mailRoot.Queue, ({ kind, path }) =>
    kind === 'open' && path.includes('.envelope.json') && failures-- > 0 ? { fail: 'EIO' } : undefined,
  );
  const letter = [...lines, 'From: ann@here.test', 'To: bob@quick.test, cec@slow.test', 'Subject: hi', '', 'hi', ''];
  writeFileSync(join(box.mailRoot.Pickup, 'a.eml'), letter.join('\r\n'));
  await box.spool.scan();
  box.clock.advance(defaultConfig['pickup.settleMs']);
  await box.spool.scan();
  box.clock.advance(0);
  while (quick.contents.length + slow.contents.length < 2) await new Promise(setImmediate);
  return { box, quick, slow, config };
}

async function untilHeard(host: ScriptedHost, contents: number): Promise<void> {
  while (host.contents.length < contents) await new Promise(setImmediate);
}

function statesIn(box: Sandbox): string[] {
  return stateIn(box)?.recipients.map(({ address, state }) => `${address} ${state.action}`) ?? [];
}

function stateIn({ mailRoot }: Sandbox): Envelope | undefined {
  const name = readdirSync(mailRoot.Queue).find((file) => file.endsWith('.envelope.json'));
  if (name === undefined) return undefined;
  const decoded = decodeEnvelope(readFileSync(join(mailRoot.Queue, name), 'utf8'));
  return decoded.kind === 'envelope' ? decoded.envelope : undefined;
}

test('a crash while the second host still thinks: the first, which has it, does not get it again', async (t) => {
  const { box, quick, slow, config } = await underWay(t);
  while (stateIn(box) === undefined) await new Promise(setImmediate);
  assert.deepEqual(statesIn(box), ['bob@quick.test relayed', 'cec@slow.test pending']);
  const after = await sandbox(t, config);
  cpSync(box.mailRoot.Queue, after.mailRoot.Queue, { recursive: true, preserveTimestamps: true });
  slow.hangUp();
  await box.idle();
  await after.restart();
  after.clock.advance(16 * minute);
  await untilHeard(slow, 2);
  assert.equal(quick.contents.length, 1);
  slow.hangUp();
});

test('when the second host has answered, the end of the attempt says what became of both', async (t) => {
  const { box, slow } = await underWay(t);
  while (stateIn(box) === undefined) await new Promise(setImmediate);
  const ended = box.outcome(({ attempt }) => attempt === 1);
  slow.hangUp();
  await ended;
  assert.deepEqual(statesIn(box), ['bob@quick.test relayed', 'cec@slow.test delayed']);
  assert.deepEqual(
    stateIn(box)?.recipients.map(({ history = [] }) => history.length),
    [1, 1],
  );
});

test('who asked to hear of a success is not noted before the end: the notification is written then', async (t) => {
  const { box, slow } = await underWay(t, [
    'X-Sender: <ann@here.test>',
    'X-Receiver: <bob@quick.test> NOTIFY=SUCCESS',
    'X-Receiver: <cec@slow.test>',
  ]);
  while (stateIn(box) === undefined) await new Promise(setImmediate);
  assert.deepEqual(statesIn(box), ['bob@quick.test pending', 'cec@slow.test pending']);
  const ended = box.outcome(({ attempt }) => attempt === 1);
  slow.hangUp();
  await ended;
  assert.ok(
    box.files('Queue').some((name) => name.endsWith('-s1.eml')) ||
      box.files('Drop').some((name) => name.endsWith('-s1.eml')),
  );
});

test('a disk that does not take the note gets it with the end of the attempt', async (t) => {
  const warned: string[] = [];
  const log = { ...silentLog, warn: (text: string) => void warned.push(text) };
  const { box, slow } = await underWay(t, [], { log, isSpoiled: true });
  while (warned.length === 0) await new Promise(setImmediate);
  assert.match(warned[0] ?? '', /what a host has taken could not be noted before the end of the attempt: EIO/);
  const ended = box.outcome(({ attempt }) => attempt === 1);
  slow.hangUp();
  await ended;
  assert.deepEqual(statesIn(box), ['bob@quick.test relayed', 'cec@slow.test delayed']);
});
