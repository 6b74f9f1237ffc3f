import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { encodeEnvelope, type Envelope } from '../../../src/engine/mailroot/envelope';
import { findingsOf } from '../../../src/engine/mailroot/findings';
import type { FolderName, MailRoot } from '../../../src/engine/mailroot/layout';
import { giveOwnId, mend, type Checked } from '../../../src/engine/mailroot/mend';
import { recover } from '../../../src/engine/mailroot/recover';
import { takeSnapshot } from '../../../src/engine/mailroot/snapshot';
import { watchDisk } from '../../support/disk';
import { tempMailRoot } from '../../support/tempFolder';

const now = Date.UTC(2026, 10, 23, 12);
const idOf = (i: number): string => `20261123T11500${i}Z-07b3a9c`;
const fresh = '20261123T120000Z-000ffff';

interface Place {
  readonly mailRoot: MailRoot;
  readonly put: (path: string, text: string, mtimeMs?: number) => void;
  readonly files: (folder: FolderName) => string[];
  /** Finds and mends; what is found afterwards must be nothing but what is for a person. */
  readonly check: () => Promise<Checked[]>;
}

function place(t: TestContext): Place {
  const mailRoot = tempMailRoot(t);
  const look = async (): Promise<Checked[]> => {
    const all: Checked[] = [];
    for (const finding of findingsOf(await takeSnapshot(mailRoot), now))
      all.push(await mend(finding, { mailRoot, freshId: () => Promise.resolve(fresh) }));
    return all;
  };
  return {
    mailRoot,
    put(path, text, mtimeMs = now) {
      writeFileSync(join(mailRoot.root, path), text);
      utimesSync(join(mailRoot.root, path), mtimeMs / 1000, mtimeMs / 1000);
    },
    files: (folder) => readdirSync(mailRoot[folder]).sort(),
    async check() {
      const first = await look();
      const again = await look();
      assert.deepEqual(
        again.map(({ isMended }) => isMended),
        first.filter(({ isMended }) => !isMended).map(() => false),
        'what was mended is not found again',
      );
      return first;
    },
  };
}

function stateOf(id: string, changes: Partial<Envelope> = {}): string {
  return encodeEnvelope({
    version: 1,
    id,
    arrivedAt: now - 1000,
    source: { kind: 'pickup', file: 'a.eml' },
    why: 'test',
    reversePath: 'a@x.test',
    recipients: [{ address: 'b@x.test', state: { action: 'pending' } }],
    attempts: 1,
    nextAttemptAt: now + 60_000,
    ...changes,
  });
}

void test('a Queue in order has no findings', async (t) => {
  const { put, check } = place(t);
  put(`Queue/${idOf(1)}.eml`, 'new');
  put(`Queue/${idOf(2)}.eml`, 'waits', now + 60_000);
  put(`Queue/${idOf(2)}.envelope.json`, stateOf(idOf(2)));
  put('Queue/Thumbs.db', 'not ours');
  assert.deepEqual(await check(), []);
});

void test('half-written files go, wherever they are', async (t) => {
  const { put, check, files } = place(t);
  for (const folder of ['Queue', 'Drop', 'BadMail', 'Sent'] as const) put(`${folder}/${idOf(1)}.eml.tmp`, 'half');
  put('Pickup/mine.tmp', "the user's");
  assert.deepEqual(
    (await check()).map(({ kind, done }) => `${kind} ${done}`),
    Array(4).fill('draft removed'),
  );
  assert.deepEqual(files('Pickup'), ['mine.tmp']);
  assert.deepEqual(files('Queue'), []);
});

void test('fates that were written are carried out: to Sent and to BadMail', async (t) => {
  const { put, check, files, mailRoot } = place(t);
  put(`Queue/${idOf(1)}.eml`, 'one');
  put(`Queue/${idOf(1)}.envelope.json`, stateOf(idOf(1), { fate: { kind: 'sent' } }));
  put(`Queue/${idOf(2)}.eml`, 'two');
  const bad = { kind: 'bad', reason: 'general-failure', text: 'Because.' } as const;
  put(`Queue/${idOf(2)}.envelope.json`, stateOf(idOf(2), { fate: bad }));
  assert.deepEqual(
    (await check()).map(({ done }) => done),
    ['moved to Sent', 'moved to BadMail'],
  );
  assert.deepEqual(files('Queue'), []);
  assert.deepEqual(files('Sent'), [`${idOf(1)}.eml`, `${idOf(1)}.envelope.json`]);
  assert.equal(readFileSync(join(mailRoot.BadMail, `${idOf(2)}.bad`), 'utf8'), 'two');
});

void test('what is left of a message that was deleted goes', async (t) => {
  const { put, check, files } = place(t);
  put(`Queue/${idOf(1)}.envelope.json`, stateOf(idOf(1)));
  put(`Queue/${idOf(1)}.ltr`, 'x');
  put(`Queue/${idOf(2)}.rtr`, 'x');
  assert.deepEqual(
    (await check()).map(({ kind, done }) => `${kind} ${done}`),
    Array(2).fill('leftover removed'),
  );
  assert.deepEqual(files('Queue'), []);
});

void test('a damaged state goes to BadMail with its message, and nothing of either is lost', async (t) => {
  const { put, check, files, mailRoot } = place(t);
  put(`Queue/${idOf(1)}.eml`, 'message');
  put(`Queue/${idOf(1)}.envelope.json`, '{ broken');
  assert.deepEqual(
    (await check()).map(({ done }) => done),
    ['moved to BadMail'],
  );
  assert.deepEqual(
    files('BadMail'),
    ['.bad', '.bdp', '.bdr'].map((part) => idOf(1) + part),
  );
  assert.equal(readFileSync(join(mailRoot.BadMail, `${idOf(1)}.bdp`), 'utf8'), '{ broken');
});

void test('the state of another message, copied along by hand, is damaged: it is never written to', async (t) => {
  const { put, check, files } = place(t);
  put(`Queue/${idOf(1)}.eml`, 'message');
  put(`Queue/${idOf(1)}.envelope.json`, stateOf(idOf(2)));
  const [checked] = await check();
  assert.match(checked?.text ?? '', new RegExp(`it is that of ${idOf(2)}`));
  assert.ok(files('BadMail').includes(`${idOf(1)}.bad`));
});

void test('a message that would oversleep wakes when it is due', async (t) => {
  const { put, check, mailRoot } = place(t);
  put(`Queue/${idOf(1)}.eml`, 'message', now + 86_400_000);
  put(`Queue/${idOf(1)}.envelope.json`, stateOf(idOf(1)));
  assert.deepEqual(
    (await check()).map(({ kind }) => kind),
    ['overslept'],
  );
  assert.equal(statSync(join(mailRoot.Queue, `${idOf(1)}.eml`)).mtimeMs, now + 60_000);
  assert.equal((await recover(mailRoot))[0]?.wakeAt, now + 60_000);
});

void test('a copy under a foreign name gets a queue id', async (t) => {
  const { put, check, files, mailRoot } = place(t);
  put(`Queue/${idOf(1)} - Copy.eml`, 'copied');
  assert.deepEqual(
    (await check()).map(({ done }) => done),
    [`taken up as ${fresh}`],
  );
  assert.deepEqual(files('Queue'), [`${fresh}.eml`]);
  assert.equal(readFileSync(join(mailRoot.Queue, `${fresh}.eml`), 'utf8'), 'copied');
});

void test('a queued message whose id is in Sent too goes on under an id of its own, with its state; the one in Sent stays', async (t) => {
  const { mailRoot, put, check, files } = place(t);
  const id = idOf(1);
  put(`Queue/${id}.eml`, 'queued', now + 60_000);
  put(`Queue/${id}.envelope.json`, stateOf(id));
  put(`Queue/${id}.ltr`, 'decided');
  put(`Sent/${id}.eml`, 'sent before');
  const [mended] = await check();
  assert.deepEqual([mended?.kind, mended?.isMended], ['twice', true]);
  assert.match(mended?.done ?? '', new RegExp(`^queued as ${fresh}; what was there before stays`));
  assert.deepEqual(files('Queue'), [`${fresh}.eml`, `${fresh}.envelope.json`, `${fresh}.ltr`]);
  assert.equal(readFileSync(join(mailRoot.Queue, `${fresh}.eml`), 'utf8'), 'queued');
  assert.equal((await recover(mailRoot))[0]?.wakeAt, now + 60_000);
  assert.equal(readFileSync(join(mailRoot.Sent, `${id}.eml`), 'utf8'), 'sent before');
});

void test('one with a damaged state beside a message of the same id in BadMail replaces nothing there', async (t) => {
  const { mailRoot, put, files } = place(t);
  const id = idOf(1);
  put(`Queue/${id}.eml`, 'queued');
  put(`Queue/${id}.envelope.json`, '{');
  put(`BadMail/${id}.bad`, 'bad before');
  const freshId = (): Promise<string> => Promise.resolve(fresh);
  for (const kind of ['twice', 'damaged']) {
    const [finding] = findingsOf(await takeSnapshot(mailRoot), now);
    assert.equal(finding?.kind, kind);
    await mend(finding, { mailRoot, freshId });
  }
  assert.equal(readFileSync(join(mailRoot.BadMail, `${id}.bad`), 'utf8'), 'bad before');
  assert.deepEqual(files('BadMail'), [`${id}.bad`, `${fresh}.bad`, `${fresh}.bdp`, `${fresh}.bdr`]);
});

void test('a crash while it gets its own id leaves it whole under one of the two', async (t) => {
  for (let call = 0; ; call++) {
    const { mailRoot, put, files } = place(t);
    const id = idOf(1);
    put(`Queue/${id}.eml`, 'queued', now + 60_000);
    put(`Queue/${id}.envelope.json`, stateOf(id));
    put(`Sent/${id}.eml`, 'sent before');
    let calls = 0;
    watchDisk(t, mailRoot.Queue, () => (calls++ >= call ? { fail: 'EIO' } : undefined));
    const isDone = await giveOwnId(mailRoot, id, fresh).then(
      () => true,
      () => false,
    );
    calls = Number.NEGATIVE_INFINITY;
    await recover(mailRoot);
    const names = files('Queue');
    const at = names.includes(`${fresh}.eml`) ? fresh : id;
    assert.deepEqual(names, [`${at}.eml`, `${at}.envelope.json`], `after call ${call}`);
    if (isDone) return;
  }
});
