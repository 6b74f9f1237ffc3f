/** An engine killed without warning, as by a power cut of its process, loses no message it has answered 250 to. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import nodemailer from 'nodemailer';
import type { EngineClient } from '../../src/engine/client';
import type { FolderName, MailRoot } from '../../src/engine/mailroot/layout';
import { connected, nextOutcome, runEngine, type RunningEngine } from '../support/engineProcess';
import { tempMailRoot } from '../support/tempFolder';

const within = { timeout: 60_000 };

async function started(t: TestContext, mailRoot: MailRoot): Promise<{ engine: RunningEngine; client: EngineClient }> {
  const engine = await runEngine(t, mailRoot);
  assert.equal(engine.greeting.kind, 'ready');
  return { engine, client: await connected(t, mailRoot) };
}

/** Resolves when nothing is in hand: what is queued waits for its moment. */
async function atRest(client: EngineClient, mailRoot: MailRoot): Promise<void> {
  for (;;) {
    const { queued, deferred } = await client.request('status', null);
    if (queued === deferred && readdirSync(mailRoot.Pickup).length === 0) return;
    await Promise.race([nextOutcome(client), new Promise(setImmediate)]);
  }
}

function texts(mailRoot: MailRoot, folder: FolderName): string[] {
  return readdirSync(mailRoot[folder])
    .filter((name) => /\.(eml|bad)$/.test(name))
    .map((name) => readFileSync(join(mailRoot[folder], name), 'utf8'));
}

void test(
  'killed while mail streams in over SMTP: all that was answered 250 is in Drop after the restart',
  within,
  async (t) => {
    const mailRoot = tempMailRoot(t);
    const { engine, client } = await started(t, mailRoot);
    const { smtp } = client.status;
    assert.ok(smtp);
    const pool = nodemailer.createTransport({ host: smtp.host, port: smtp.port, pool: true, maxConnections: 8 });
    const accepted = new Set<string>();
    const sending = Array.from({ length: 200 }, async (_, i) => {
      const subject = `message ${i} of many`;
      await pool.sendMail({ from: 'a@x.test', to: 'b@x.test', subject, text: 'x'.repeat(5_000) });
      accepted.add(subject);
      if (accepted.size === 60) engine.process.kill('SIGKILL');
    });
    await Promise.allSettled(sending);
    pool.close();
    await engine.ended;
    assert.ok(accepted.size >= 60 && accepted.size < 200, `${accepted.size} were accepted before the end`);

    const again = await started(t, mailRoot);
    await atRest(again.client, mailRoot);
    const there = texts(mailRoot, 'Drop').map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1]);
    const lost = [...accepted].filter((subject) => !there.includes(subject));
    assert.deepEqual(lost, []);
    assert.deepEqual(readdirSync(mailRoot.Queue), []);
    assert.ok(!readdirSync(mailRoot.Drop).some((name) => name.endsWith('.tmp')));
  },
);

void test('killed in the middle of a pile of Pickup files: every file ends in Drop', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  const names = Array.from({ length: 150 }, (_, i) => `file-${i}.eml`);
  for (const name of names)
    writeFileSync(join(mailRoot.Pickup, name), `From: a@x.test\r\nTo: b@x.test\r\nSubject: ${name}\r\n\r\nhi\r\n`);
  const { engine, client } = await started(t, mailRoot);
  let outcomes = 0;
  client.on('outcome', () => {
    if (++outcomes === 20) engine.process.kill('SIGKILL');
  });
  await engine.ended;

  const again = await started(t, mailRoot);
  await atRest(again.client, mailRoot);
  const there = new Set(texts(mailRoot, 'Drop').map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1]));
  assert.deepEqual(
    names.filter((name) => !there.has(name)),
    [],
  );
});

void test('killed while a message waits: it is tried again with its attempts remembered', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  const { engine, client } = await started(t, mailRoot);
  const first = nextOutcome(client);
  writeFileSync(join(mailRoot.Pickup, 'a.eml'), 'From: a@x.test\r\nTo: 451@sim.test\r\n\r\nhi\r\n');
  const { id, folder } = await first;
  assert.equal(folder, 'Queue');
  engine.process.kill('SIGKILL');
  await engine.ended;

  const again = await started(t, mailRoot);
  const second = nextOutcome(again.client, (outcome) => outcome.id === id);
  const answers = await again.client.request('steer', { select: { ids: [id] }, command: { kind: 'retry' } });
  assert.deepEqual(answers, [{ id, kind: 'done', said: 'attempt now' }]);
  assert.equal((await second).attempt, 2);
});
