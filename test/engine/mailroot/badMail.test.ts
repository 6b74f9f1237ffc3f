import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeEnvelope, encodeEnvelope, type Envelope } from '../../../src/engine/mailroot/envelope';
import type { MailRoot } from '../../../src/engine/mailroot/layout';
import { recover } from '../../../src/engine/mailroot/recover';
import { leave } from '../../../src/engine/mailroot/store';
import { watchDisk } from '../../support/disk';
import { tempMailRoot } from '../../support/tempFolder';
import { envelope, id, problem } from '../../views/envelopes';

const dsn = `${id}-f1`;
const failedAt = Date.UTC(2026, 10, 26, 12, 0, 0);
const original = envelope([problem('failed')], { fate: { kind: 'sent' } });
const expired: Envelope = envelope([problem('failed', { at: failedAt })], {
  id: dsn,
  source: { kind: 'dsn', of: id },
  reversePath: '',
  fate: { kind: 'bad', reason: 'dsn-undeliverable', text: 'This notification cannot be delivered.' },
});

function put(mailRoot: MailRoot, folder: 'Queue' | 'Sent', of: Envelope): void {
  for (const part of ['.eml', '.ltr', '.rtr']) writeFileSync(join(mailRoot[folder], of.id + part), part);
  writeFileSync(join(mailRoot[folder], `${of.id}.envelope.json`), encodeEnvelope(of));
}

const family = (name: string): string[] => ['.bad', '.bdp', '.bdr', '.ltr', '.rtr'].map((part) => name + part);
const names = (mailRoot: MailRoot, folder: 'Queue' | 'Sent' | 'BadMail'): string[] =>
  readdirSync(mailRoot[folder]).sort();
const read = (mailRoot: MailRoot, name: string): string => readFileSync(join(mailRoot.BadMail, name), 'utf8');

void test('a failure DSN that runs out takes the message it is about along, with transcripts and a reason of its own', async (t) => {
  const mailRoot = tempMailRoot(t);
  put(mailRoot, 'Sent', original);
  put(mailRoot, 'Queue', expired);
  assert.equal(await leave(mailRoot, expired), 'BadMail');
  assert.deepEqual(names(mailRoot, 'BadMail'), [...family(dsn), ...family(id)].sort());
  assert.deepEqual([names(mailRoot, 'Queue'), names(mailRoot, 'Sent')], [[], []]);
  assert.match(
    read(mailRoot, `${dsn}.bdr`),
    new RegExp(`0xC00402C7[^]*The message it is about is beside it: ${id}\\.bad`),
  );
  assert.match(read(mailRoot, `${id}.bdr`), new RegExp(`${dsn}, which was to tell its sender[^]*Reason: not-returned`));
  assert.match(read(mailRoot, `${id}.ltr`), /2026-11-26T12:00:00\.000Z end: to BadMail with \S+-f1/);
  const told = decodeEnvelope(read(mailRoot, `${id}.bdp`));
  assert.equal(
    told.kind === 'envelope' && told.envelope.fate?.kind === 'bad' && told.envelope.fate.reason,
    'not-returned',
  );
});

void test('when the message is gone from Sent, the DSN goes alone: what it encloses stands for the message', async (t) => {
  const mailRoot = tempMailRoot(t);
  put(mailRoot, 'Queue', expired);
  await leave(mailRoot, expired);
  assert.deepEqual(names(mailRoot, 'BadMail'), family(dsn));
  assert.doesNotMatch(read(mailRoot, `${dsn}.bdr`), /beside it: /);
});

for (const letter of ['d6', 's1', 'c1']) {
  void test(`a DSN that is no failure DSN goes to BadMail alone: -${letter}`, async (t) => {
    const mailRoot = tempMailRoot(t);
    put(mailRoot, 'Sent', original);
    const other = { ...expired, id: `${id}-${letter}` };
    put(mailRoot, 'Queue', other);
    await leave(mailRoot, other);
    assert.deepEqual(names(mailRoot, 'BadMail'), family(other.id));
    assert.equal(names(mailRoot, 'Sent').length, 4);
  });
}

void test('a message that comes to Sent after its DSN had run out goes on to BadMail', async (t) => {
  const mailRoot = tempMailRoot(t);
  put(mailRoot, 'Queue', expired);
  await leave(mailRoot, expired);
  const twice = { ...original, attempts: 3 };
  put(mailRoot, 'Queue', twice);
  assert.equal(await leave(mailRoot, twice), 'BadMail');
  assert.deepEqual(names(mailRoot, 'BadMail'), [...family(dsn), ...family(id)].sort());
});

void test('a message whose sender was told stays in Sent', async (t) => {
  const mailRoot = tempMailRoot(t);
  put(mailRoot, 'Queue', original);
  assert.equal(await leave(mailRoot, original), 'Sent');
});

/** Lets `crashAt - 1` calls of the disk through and none after that; false when it was done before. */
async function crashes(mailRoot: MailRoot, crashAt: number): Promise<boolean> {
  const undo: (() => void)[] = [];
  let made = 0;
  watchDisk({ after: (restore: unknown) => undo.push(restore as () => void) }, mailRoot.root, () => {
    made += 1;
    return made < crashAt ? undefined : { fail: 'EIO' };
  });
  await leave(mailRoot, expired).catch(() => undefined);
  for (const restore of undo) restore();
  return made >= crashAt;
}

void test('a crash at any moment of this is finished at the next start', async (t) => {
  let crashAt = 1;
  for (let crashed = true; crashed; crashAt++) {
    const mailRoot = tempMailRoot(t);
    put(mailRoot, 'Sent', original);
    put(mailRoot, 'Queue', expired);
    crashed = await crashes(mailRoot, crashAt);
    await recover(mailRoot);
    if (existsSync(join(mailRoot.Queue, `${dsn}.eml`))) await leave(mailRoot, expired);
    assert.deepEqual(names(mailRoot, 'BadMail'), [...family(dsn), ...family(id)].sort(), `call ${crashAt}`);
    assert.deepEqual([names(mailRoot, 'Queue'), names(mailRoot, 'Sent')], [[], []], `call ${crashAt}`);
  }
  assert.ok(crashAt > 20);
});

/** Starts `other` at the so-many-th call of the disk that `first` makes, and lets both run to their ends; false when there were fewer. */
async function meanwhile(mailRoot: MailRoot, at: number, other: () => Promise<unknown>): Promise<boolean> {
  const undo: (() => void)[] = [];
  let made = 0;
  let started: Promise<unknown> | undefined;
  watchDisk({ after: (restore: unknown) => undo.push(restore as () => void) }, mailRoot.root, () => {
    if (++made === at) started = other();
    return undefined;
  });
  await leave(mailRoot, expired);
  await started;
  for (const restore of undo) restore();
  return started !== undefined;
}

void test('a message and its DSN that leave the Queue at the same moment end beside one another, whoever is ahead', async (t) => {
  let at = 1;
  for (let met = true; met; at++) {
    const mailRoot = tempMailRoot(t);
    put(mailRoot, 'Queue', original);
    put(mailRoot, 'Queue', expired);
    met = await meanwhile(mailRoot, at, () => leave(mailRoot, original));
    if (!met) await leave(mailRoot, original);
    assert.deepEqual(names(mailRoot, 'BadMail'), [...family(dsn), ...family(id)].sort(), `call ${at}`);
    assert.deepEqual([names(mailRoot, 'Queue'), names(mailRoot, 'Sent')], [[], []], `call ${at}`);
    assert.match(read(mailRoot, `${id}.ltr`), /^\.ltr[^\n]*end: to BadMail[^\n]*\r\n$/, `call ${at}: told once`);
  }
  assert.ok(at > 20);
});
