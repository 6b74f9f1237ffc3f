import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeEnvelope, encodeEnvelope, without, type Envelope } from '../../../src/engine/mailroot/envelope';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import { readEnvelope } from '../../../src/engine/mailroot/familyState';
import { recover } from '../../../src/engine/mailroot/recover';
import { revive } from '../../../src/engine/mailroot/revive';
import { whileHeld } from '../../../src/engine/mailroot/moment';
import { watchDisk } from '../../support/disk';
import { tempMailRoot } from '../../support/tempFolder';

const id = '20261123T115001Z-07b3a9c';
const now = Date.UTC(2026, 10, 24);
const reviving = { now, refusal: () => undefined };
const finished: Envelope = {
  version: 1,
  id,
  arrivedAt: Date.UTC(2026, 10, 23),
  source: { kind: 'pickup', file: 'a.eml' },
  why: 'test',
  reversePath: 'a@x.test',
  recipients: [
    {
      address: 'b@x.test',
      state: { action: 'failed', at: 1, stage: 'rcpt', category: 'unknown-user', status: '5.1.1', text: 'Unknown.' },
    },
  ],
  attempts: 3,
  fate: { kind: 'bad', reason: 'general-failure', text: 'No.' },
};

function bury(mailRoot: MailRoot, folder: 'Sent' | 'BadMail'): void {
  const [message, state] = folder === 'Sent' ? ['.eml', '.envelope.json'] : ['.bad', '.bdp'];
  writeFileSync(join(mailRoot[folder], id + message), 'From: a@x.test\r\n\r\nhi\r\n');
  writeFileSync(join(mailRoot[folder], id + state), encodeEnvelope(finished));
  for (const part of ['.itr', '.ltr', '.rtr']) writeFileSync(join(mailRoot[folder], id + part), 'transcript\r\n');
  if (folder === 'BadMail') writeFileSync(join(mailRoot.BadMail, `${id}.bdr`), 'why\r\n');
}

for (const folder of ['Sent', 'BadMail'] as const) {
  void test(`a message in ${folder} comes back into the Queue with its state and transcripts, and nothing stays behind`, async (t) => {
    const mailRoot = tempMailRoot(t);
    bury(mailRoot, folder);
    assert.deepEqual(await revive(mailRoot, id, reviving), { kind: 'revived', from: folder });
    assert.deepEqual(readdirSync(mailRoot[folder]), []);
    assert.deepEqual(
      readdirSync(mailRoot.Queue),
      ['.eml', '.envelope.json', '.itr', '.ltr', '.rtr'].map((part) => id + part),
    );
    const envelope = await readEnvelope(mailRoot, 'Queue', id);
    assert.ok(envelope);
    assert.equal(envelope.fate, undefined);
    assert.equal(envelope.attempts, 3);
    assert.equal(envelope.held?.why, 'being requeued');
    assert.equal(statSync(join(mailRoot.Queue, `${id}.eml`)).mtimeMs, whileHeld);
  });
}

void test('a crash before its message was moved leaves it where it was, and nothing in the Queue', async (t) => {
  const mailRoot = tempMailRoot(t);
  bury(mailRoot, 'BadMail');
  const begun = { ...without(finished, 'fate'), held: { at: 1, why: 'being requeued' } };
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), encodeEnvelope(begun));
  assert.deepEqual(await recover(mailRoot), []);
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
  assert.ok(readdirSync(mailRoot.BadMail).includes(`${id}.bad`));
});

void test('what is nowhere, or has no state, is refused and says so', async (t) => {
  const mailRoot = tempMailRoot(t);
  const nowhere = await revive(mailRoot, id, reviving);
  assert.equal(nowhere.kind, 'refused');
  assert.match(nowhere.why, /neither in the Queue nor in BadMail or Sent/);
  writeFileSync(join(mailRoot.Queue, `${id}.eml`), 'From: a@x.test\r\n\r\n');
  const queued = await revive(mailRoot, id, reviving);
  assert.match(queued.kind === 'refused' ? queued.why : '', /it is in the Queue/);
});

for (const folder of ['Sent', 'BadMail'] as const)
  void test(`a message in ${folder} that refuses what is asked of it stays there as it is`, async (t) => {
    const mailRoot = tempMailRoot(t);
    bury(mailRoot, folder);
    const before = readdirSync(mailRoot[folder]);
    const asked: Envelope[] = [];
    const refusal = (envelope: Envelope): string => {
      asked.push(envelope);
      return 'Every recipient has it.';
    };
    assert.deepEqual(await revive(mailRoot, id, { now, refusal }), { kind: 'refused', why: 'Every recipient has it.' });
    assert.deepEqual([readdirSync(mailRoot[folder]), readdirSync(mailRoot.Queue)], [before, []]);
    assert.equal(asked[0]?.attempts, 3);
  });

void test('a message that cannot be moved leaves no state in the Queue that would stand for it', async (t) => {
  const mailRoot = tempMailRoot(t);
  bury(mailRoot, 'BadMail');
  rmSync(join(mailRoot.BadMail, `${id}.bad`));
  await assert.rejects(revive(mailRoot, id, reviving), { code: 'ENOENT' });
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
});

void test('from a BadMail on another disk it comes by a copy', async (t) => {
  const mailRoot = tempMailRoot(t);
  bury(mailRoot, 'BadMail');
  watchDisk(t, mailRoot.root, ({ kind, path }) =>
    kind === 'rename' && path.startsWith(mailRoot.BadMail) ? { fail: 'EXDEV' } : undefined,
  );
  assert.deepEqual(await revive(mailRoot, id, reviving), { kind: 'revived', from: 'BadMail' });
  assert.deepEqual(readdirSync(mailRoot.BadMail), []);
});

void test('a disk that fails once the message was moved does not undo that: it is queued, held, and told to be', async (t) => {
  const mailRoot = tempMailRoot(t);
  bury(mailRoot, 'Sent');
  let isMoved = false;
  watchDisk(t, mailRoot.root, ({ kind, path }) => {
    if (isMoved) return { fail: 'EIO' };
    isMoved = kind === 'rename' && path.startsWith(mailRoot.Sent);
    return undefined;
  });
  assert.deepEqual(await revive(mailRoot, id, reviving), { kind: 'revived', from: 'Sent' });
  assert.deepEqual(readdirSync(mailRoot.Queue), [`${id}.eml`, `${id}.envelope.json`]);
  const state = decodeEnvelope(readFileSync(join(mailRoot.Queue, `${id}.envelope.json`), 'utf8'));
  assert.equal(state.kind === 'envelope' && state.envelope.held?.why, 'being requeued');
});
