import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { writeDurably } from '../../../src/engine/mailroot/durable';
import type { Envelope } from '../../../src/engine/mailroot/envelope';
import { recover, stateOrCondemn } from '../../../src/engine/mailroot/recover';
import {
  claim,
  drop,
  enqueue,
  leave,
  prepareMailRoot,
  readQueued,
  saveState,
} from '../../../src/engine/mailroot/store';
import { pruneSent } from '../../../src/engine/mailroot/sent';
import { appendTranscript } from '../../../src/engine/mailroot/transcriptFile';
import { withoutPrivilege } from '../../support/privilege';
import { watchDisk } from '../../support/disk';
import { tempFolder, tempMailRoot } from '../../support/tempFolder';

const id = '20261123T115001Z-07b3a9c';
const envelope: Envelope = {
  version: 1,
  id,
  arrivedAt: 1,
  source: { kind: 'pickup', file: 'a.eml' },
  why: 'test',
  reversePath: 'a@x.test',
  recipients: [{ address: 'b@x.test', state: { action: 'pending' } }],
  attempts: 1,
};

test('claiming a Pickup file is one rename into the Queue', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Pickup, 'note.txt'), 'bytes');
  assert.equal(await claim(mailRoot, 'note.txt', id), true);
  assert.deepEqual(readdirSync(mailRoot.Pickup), []);
  assert.equal((await readQueued(mailRoot, id))?.toString(), 'bytes');
});

test('a Pickup file that vanished is not claimed, and nothing happens', async (t) => {
  const mailRoot = tempMailRoot(t);
  assert.equal(await claim(mailRoot, 'gone.eml', id), false);
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
});

test('the state of a message whose file belongs to somebody else is written; only its mtime stays', async (t) => {
  const mailRoot = tempMailRoot(t);
  const file = join(mailRoot.Queue, `${id}.eml`);
  writeFileSync(file, 'bytes');
  chmodSync(file, 0o644);
  if (process.geteuid?.() !== 0) {
    t.skip('only root can make a file of somebody else');
    return;
  }
  chmodSync(dirname(mailRoot.root), 0o711);
  const before = statSync(file).mtimeMs;
  await withoutPrivilege([mailRoot.Queue], () => saveState(mailRoot, envelope, 1_700_000_000_000));
  assert.equal(statSync(file).mtimeMs, before);
  assert.equal(existsSync(join(mailRoot.Queue, `${id}.envelope.json`)), true);
  const [found] = await recover(mailRoot);
  assert.ok(found !== undefined && found.wakeAt <= Date.now(), 'looked at too early, never too late');
});

test('a stream that breaks leaves neither file nor draft', async (t) => {
  const mailRoot = tempMailRoot(t);
  const broken = Readable.from(
    (function* () {
      yield Buffer.from('half');
      throw new Error('client gone');
    })(),
  );
  await assert.rejects(enqueue(mailRoot, id, ['X-Sender: <>\r\n', broken]), /client gone/);
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
});

test('a Drop folder deleted under us is made anew', async (t) => {
  const mailRoot = tempMailRoot(t);
  rmSync(mailRoot.Drop, { recursive: true });
  const parts = ['a', Buffer.from('b'), Readable.from([Buffer.from('c')])];
  assert.deepEqual(await drop(mailRoot, id, parts), { name: `${id}.eml`, octets: 3 });
  assert.equal(readFileSync(join(mailRoot.Drop, `${id}.eml`), 'utf8'), 'abc');
});

test('a stream goes to the disk in pieces of some size, whatever pieces it comes in', async (t) => {
  const folder = tempFolder(t);
  const writes: string[] = [];
  watchDisk(t, folder, ({ kind }) => {
    writes.push(kind);
    return undefined;
  });
  const drips = Array.from({ length: 10_000 }, (_, i) => Buffer.from(`${String(i).padStart(9, '0')}\n`));
  await writeDurably(join(folder, 'a'), ['X-Sender: <>\r\n', Readable.from(drips)]);
  assert.equal(readFileSync(join(folder, 'a'), 'latin1'), `X-Sender: <>\r\n${Buffer.concat(drips).toString('latin1')}`);
  assert.equal(writes.filter((kind) => kind === 'write').length, 4);
});

test('many durable writes to one folder at once are all there, whole', async (t) => {
  const folder = tempFolder(t);
  const names = Array.from({ length: 64 }, (_, i) => join(folder, `${i}`));
  await Promise.all(names.map((name) => writeDurably(name, [name])));
  for (const name of names) assert.equal(readFileSync(name, 'utf8'), name);
});

test('the state is beside the message, and the message file says by its mtime when to look again', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  const wakeAt = Date.UTC(2026, 10, 23, 12, 5);
  await saveState(mailRoot, envelope, wakeAt);
  assert.equal(statSync(join(mailRoot.Queue, `${id}.eml`)).mtimeMs, wakeAt);
  assert.deepEqual(await recover(mailRoot), [{ id, wakeAt, hasState: true }]);
});

test('a message sent on leaves with its transcripts for Sent, state last', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  await appendTranscript(mailRoot, { id, part: '.ltr', header: 'H\r\n', text: 'one\r\n' });
  await appendTranscript(mailRoot, { id, part: '.ltr', header: 'H\r\n', text: 'two\r\n' });
  const done: Envelope = { ...envelope, fate: { kind: 'sent' } };
  await saveState(mailRoot, done);
  await leave(mailRoot, done);
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
  assert.deepEqual(readdirSync(mailRoot.Sent).sort(), [`${id}.eml`, `${id}.envelope.json`, `${id}.ltr`]);
  assert.equal(readFileSync(join(mailRoot.Sent, `${id}.ltr`), 'utf8'), 'H\r\none\r\ntwo\r\n');
});

const bad: Envelope = { ...envelope, fate: { kind: 'bad', reason: 'bad-pickup-file', text: 'No From header.' } };

test('a condemned message is a triple in BadMail with its reason in words', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  await saveState(mailRoot, bad);
  await leave(mailRoot, bad);
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
  assert.deepEqual(readdirSync(mailRoot.BadMail).sort(), [`${id}.bad`, `${id}.bdp`, `${id}.bdr`]);
  assert.match(readFileSync(join(mailRoot.BadMail, `${id}.bdr`), 'utf8'), /"No From header\."[^]*0xC00402CE/);
  assert.equal(readFileSync(join(mailRoot.BadMail, `${id}.bad`), 'utf8'), 'bytes');
});

for (const part of ['.eml', '.ltr', '.rtr'] as const) {
  test(`a crash after ${part} had left the Queue is finished at the next start`, async (t) => {
    const mailRoot = tempMailRoot(t);
    for (const each of ['.eml', '.ltr', '.rtr']) writeFileSync(join(mailRoot.Queue, id + each), each);
    const done: Envelope = { ...envelope, fate: { kind: 'sent' } };
    await saveState(mailRoot, done);
    const order = ['.eml', '.ltr', '.rtr'];
    for (const each of order.slice(0, order.indexOf(part) + 1)) {
      writeFileSync(join(mailRoot.Sent, id + each), each);
      rmSync(join(mailRoot.Queue, id + each));
    }
    assert.deepEqual(await recover(mailRoot), []);
    assert.deepEqual(readdirSync(mailRoot.Queue), []);
    assert.deepEqual(readdirSync(mailRoot.Sent).sort(), [`${id}.eml`, `${id}.envelope.json`, `${id}.ltr`, `${id}.rtr`]);
  });
}

test('drafts of a crash are removed at start; the Pickup drafts of the user are not', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Queue, `${id}.eml.tmp`), 'half');
  writeFileSync(join(mailRoot.Drop, `${id}.eml.tmp`), 'half');
  writeFileSync(join(mailRoot.Pickup, 'mine.tmp'), 'half');
  writeFileSync(join(mailRoot.Queue, 'notes.tmp'), 'foreign');
  assert.deepEqual(await recover(mailRoot), []);
  assert.equal(existsSync(join(mailRoot.Queue, `${id}.eml.tmp`)), false);
  assert.equal(existsSync(join(mailRoot.Drop, `${id}.eml.tmp`)), false);
  assert.equal(existsSync(join(mailRoot.Pickup, 'mine.tmp')), true);
  assert.equal(existsSync(join(mailRoot.Queue, 'notes.tmp')), true);
});

test('a message without state is looked at at once after a start', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  assert.deepEqual(await recover(mailRoot), [{ id, wakeAt: 0, hasState: false }]);
});

test('state that cannot be read takes its message to BadMail, both as they are', async (t) => {
  const mailRoot = tempMailRoot(t);
  await enqueue(mailRoot, id, ['bytes']);
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), '{ "version": 1, "id"');
  assert.deepEqual(await stateOrCondemn(mailRoot, id), { kind: 'condemned' });
  assert.deepEqual(readdirSync(mailRoot.Queue), []);
  assert.equal(readFileSync(join(mailRoot.BadMail, `${id}.bdp`), 'utf8'), '{ "version": 1, "id"');
  assert.match(readFileSync(join(mailRoot.BadMail, `${id}.bdr`), 'utf8'), /state file could not be read \(not JSON/);
});

test('Sent keeps the newest messages and removes whole families', async (t) => {
  const mailRoot = tempMailRoot(t);
  const ids = ['20261123T115001Z-07b0001', '20261123T115002Z-07b0002', '20261123T115003Z-07b0003'];
  for (const each of ids)
    for (const part of ['.eml', '.ltr', '.envelope.json']) writeFileSync(join(mailRoot.Sent, each + part), '');
  assert.equal(await pruneSent(mailRoot, 1), 2);
  assert.deepEqual(readdirSync(mailRoot.Sent).sort(), [
    `${ids[2] ?? ''}.eml`,
    `${ids[2] ?? ''}.envelope.json`,
    `${ids[2] ?? ''}.ltr`,
  ]);
});

test('a MailRoot is prepared once; a .gitignore of the user stays', async (t) => {
  const mailRoot = tempMailRoot(t);
  await prepareMailRoot(mailRoot);
  assert.equal(readFileSync(mailRoot.gitignore, 'utf8'), '*\n');
  writeFileSync(mailRoot.gitignore, 'mine\n');
  await prepareMailRoot(mailRoot);
  assert.equal(readFileSync(mailRoot.gitignore, 'utf8'), 'mine\n');
});
