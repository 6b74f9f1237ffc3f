import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeEnvelope } from '../../../src/engine/mailroot/envelope';
import { readTranscript, findTranscript, stateStamp } from '../../../src/engine/story/files';
import { readSources } from '../../../src/engine/story/sources';
import { tempMailRoot } from '../../support/tempFolder';
import { id, ltr, rtr } from './samples';
import { at, head, itr, state } from './situation';

void test('a message with state: its envelope, its fields, its transcripts', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Sent, `${id}.eml`), head);
  writeFileSync(join(mailRoot.Sent, `${id}.envelope.json`), encodeEnvelope(state()));
  writeFileSync(join(mailRoot.Sent, `${id}.ltr`), ltr);
  writeFileSync(join(mailRoot.Sent, `${id}.rtr`), rtr);
  const found = await readSources(join(mailRoot.Queue, `${id}.eml`), at);
  assert.deepEqual(found?.envelope, state());
  assert.deepEqual(
    found.fields.map(({ name }) => name),
    ['From', 'To', 'Cc', 'Subject'],
  );
  assert.deepEqual([found.ltr, found.rtr, found.itr], [ltr, rtr, '']);
});

void test('a message that went straight to Drop: its envelope is in its lines, its session in Sessions', async (t) => {
  const mailRoot = tempMailRoot(t);
  mkdirSync(mailRoot.Sessions, { recursive: true });
  const top = 'X-Sender: <shop@x.test>\r\nX-Receiver: <ann@x.test>\r\n';
  writeFileSync(join(mailRoot.Drop, `${id}.eml`), Buffer.concat([Buffer.from(top), head]));
  writeFileSync(join(mailRoot.Sessions, `${id}.itr`), itr);
  const found = await readSources(join(mailRoot.Drop, `${id}.eml`), at);
  assert.deepEqual(found?.envelope.source, { kind: 'smtp', client: '127.0.0.1' });
  assert.equal(found.envelope.reversePath, 'shop@x.test');
  assert.deepEqual(found.envelope.recipients, [
    { address: 'ann@x.test', state: { action: 'delivered', at: found.envelope.arrivedAt, file: `${id}.eml` } },
  ]);
  assert.equal(found.itrPath, join(mailRoot.Sessions, `${id}.itr`));
});

void test('a file in Pickup is a message under its own name', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Pickup, 'order.txt'), head);
  const found = await readSources(join(mailRoot.Pickup, 'order.txt'), at);
  assert.equal(found?.files.message?.folder, 'Pickup');
  assert.equal(found.envelope.reversePath, 'you@example.com');
  assert.equal(found.envelope.arrivedAt, at);
  assert.equal(await readSources(join(mailRoot.Pickup, 'gone.txt'), at), undefined);
});

void test('of a very long transcript the end is read, and it is counted how many lines were left out', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Sent, `${id}.eml`), head);
  const line = `2026-11-23T11:50:01.200Z note: ${'x'.repeat(100)}\r\n`;
  const count = 40_000;
  writeFileSync(join(mailRoot.Sent, `${id}.ltr`), line.repeat(count));
  const texts = await readTranscript(await findTranscript(join(mailRoot.Sent, `${id}.eml`)));
  assert.ok(texts.shortened);
  assert.equal(texts.left.ltr + texts.ltr.split('\r\n').length - 1, count);
  assert.ok(texts.ltr.startsWith('2026-11-23'), 'it begins with a whole line');
});

void test('one line of ten megabytes leaves nothing that could be shown, and no trouble', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Sent, `${id}.eml`), head);
  writeFileSync(join(mailRoot.Sent, `${id}.rtr`), `     0 < 550 ${'x'.repeat(10_000_000)}`);
  const found = await readSources(join(mailRoot.Sent, `${id}.eml`), at);
  assert.ok((found?.rtr.length ?? Infinity) <= 2 * 1024 * 1024);
});

void test('a hold is seen, though no transcript has grown', async (t) => {
  const mailRoot = tempMailRoot(t);
  writeFileSync(join(mailRoot.Queue, `${id}.eml`), head);
  const files = await findTranscript(join(mailRoot.Queue, `${id}.eml`));
  const before = await stateStamp(files);
  writeFileSync(join(mailRoot.Queue, `${id}.envelope.json`), encodeEnvelope(state({ held: { at, why: 'x' } })));
  assert.notEqual(await stateStamp(files), before);
});
