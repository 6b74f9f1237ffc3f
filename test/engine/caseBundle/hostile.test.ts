import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ZipFile } from 'yazl';
import { buffer } from 'node:stream/consumers';
import { encodeManifest, sha256, type Manifest } from '../../../src/engine/caseBundle/format';
import { openCase } from '../../../src/engine/caseBundle/open';
import { pack } from '../../../src/engine/caseBundle/pack';
import { id } from './letters';

const story = `MailRoot/Sent/${id}.eml`;
const message = Buffer.from('Subject: x\r\n\r\nhello\r\n');

function manifest(more: Partial<Manifest> = {}): string {
  return encodeManifest({
    message: id,
    story,
    madeAt: new Date(0).toISOString(),
    redacted: false,
    versions: { mailroot: '0.1.0', node: '20.0.0', os: 'Linux' },
    files: [{ name: story, octets: message.length, sha256: sha256(message) }],
    leftOut: [],
    ...more,
  });
}

function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  return pack(new Map(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)])), 0);
}

const good = (): Promise<Buffer> => zipOf({ 'manifest.json': manifest(), [story]: message });

/** The same octets with a text in them replaced by one of the same length, everywhere. */
function patched(zip: Buffer, from: string, to: string): Buffer {
  assert.equal(from.length, to.length);
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
}

/** Where the entry of a name begins in the central directory. */
function entryAt(zip: Buffer, name: string): number {
  return zip.lastIndexOf(name) - 46;
}

async function refusal(zip: Buffer): Promise<string> {
  const error: unknown = await openCase(zip).then(
    () => undefined,
    (why: unknown) => why,
  );
  assert.ok(error instanceof Error, 'it was opened');
  assert.match(error.message, /^This can't be opened as a case bundle: /);
  return error.message;
}

void test('a good one opens', async () => {
  assert.equal((await openCase(await good())).manifest.message, id);
});

void test('what is no zip, an empty file, and a zip that is cut off at any place', async () => {
  assert.match(await refusal(Buffer.from('From: a@b.test\r\n\r\n')), /no whole zip/);
  assert.match(await refusal(Buffer.alloc(0)), /no whole zip/);
  const zip = await good();
  for (let length = 0; length < zip.length; length += 7) await refusal(zip.subarray(0, length));
});

void test('one octet that is another, wherever it is: it opens as it was or not at all', async () => {
  const zip = await good();
  for (let i = 0; i < zip.length; i++) {
    const changed = Buffer.from(zip);
    changed[i] = (changed[i] ?? 0) ^ 0x21;
    const opened = await openCase(changed).catch(() => undefined);
    if (opened !== undefined) assert.ok(opened.files.get(story)?.equals(message) ?? false, `octet ${i}`);
  }
});

for (const name of [
  '../../../../etc/cron.d/mailroot-was-here-x.eml',
  '/etc/cron.d/mailroot-was-here-1234567890xx.eml',
  'C:/Windows/mailroot-was-here-1234567890xxx.eml',
  '..\\..\\mailroot-was-here-1234567890-xxxxxx.eml',
  'MailRoot/Sent/../../../../etc/x-1234567890.eml',
  'MailRoot/Elsewhere/file-1234567890-1234567.eml',
  'MailRoot/Sent/a/b/c/file-1234567890-123456.eml',
]) {
  void test(`a name that leads elsewhere is refused: ${name}`, async () => {
    const same = `MailRoot/Sent/${'x'.repeat(name.length - 14)}`;
    const zip = await zipOf({ 'manifest.json': manifest(), [story]: message, [same]: 'x' });
    assert.match(await refusal(patched(zip, same, name)), /no name of a file in one|no whole zip/);
  });
}

void test('a hundred thousand files are refused by their number, before any is looked at', async () => {
  const zip = new ZipFile();
  zip.addBuffer(message, story);
  zip.end({ forceZip64Format: true, comment: '' });
  const bytes = await buffer(zip.outputStream);
  const end = bytes.indexOf(Buffer.from('PK\x06\x06'));
  for (const at of [24, 32]) bytes.writeBigUInt64LE(100_000n, end + at);
  assert.match(await refusal(bytes), /it has 100000 files, and 500 are the most/);
});

void test('one that says it has few files and has many', async () => {
  const files = Array.from({ length: 501 }, (_, i) => [`MailRoot/Sent/${i}.eml`, ''] as const);
  const zip = await zipOf({ 'manifest.json': manifest(), ...Object.fromEntries(files) });
  for (const at of [8, 10]) zip.writeUInt16LE(3, zip.length - 22 + at);
  await refusal(zip);
});

void test('a bomb is refused by what it says it unpacks to', async () => {
  const zip = await good();
  zip.writeUInt32LE(0x2000_0000, entryAt(zip, story) + 24);
  assert.match(await refusal(zip), /unpacks to more than 256 MB/);
});

void test('a bomb that says it is small is stopped when it is more', async () => {
  const zip = await zipOf({ 'manifest.json': manifest(), [story]: Buffer.alloc(200 * 1024 * 1024) });
  zip.writeUInt32LE(20, entryAt(zip, story) + 24);
  const before = process.memoryUsage().arrayBuffers;
  assert.match(await refusal(zip), /no whole zip \(too many bytes/);
  assert.ok(process.memoryUsage().arrayBuffers - before < 50 * 1024 * 1024);
});

void test('a file that is there twice, one that is encrypted', async () => {
  const other = story.replace('07b3a9c', '07b3a9d');
  const zip = await zipOf({ 'manifest.json': manifest(), [story]: message, [other]: 'another' });
  assert.match(await refusal(patched(zip, other, story)), /twice/);
  const locked = await good();
  locked.writeUInt16LE(locked.readUInt16LE(entryAt(locked, story) + 8) | 1, entryAt(locked, story) + 8);
  assert.match(await refusal(locked), /encrypted/);
});

void test('a zip of something else, another format version, a manifest that is none', async () => {
  assert.match(await refusal(await zipOf({ 'README.txt': 'hello' })), /no manifest\.json/);
  assert.match(await refusal(await zipOf({ 'manifest.json': '{"format":"vsix"}' })), /a zip of something else/);
  assert.match(await refusal(await zipOf({ 'manifest.json': 'hello' })), /not JSON/);
  assert.match(await refusal(await zipOf({ 'manifest.json': 'null' })), /something else/);
  assert.match(
    await refusal(await zipOf({ 'manifest.json': manifest().replace('"version": 1', '"version": 2') })),
    /format version 2.*reads version 1/,
  );
  assert.match(
    await refusal(await zipOf({ 'manifest.json': manifest().replace('"leftOut"', '"left"') })),
    /damaged \(leftOut\)/,
  );
});

void test('a file that is not what was saved, is missing, or the story that is not there', async () => {
  assert.match(await refusal(await zipOf({ 'manifest.json': manifest(), [story]: 'another' })), /not what was saved/);
  assert.match(await refusal(await zipOf({ 'manifest.json': manifest() })), /is missing in it/);
  assert.match(
    await refusal(await zipOf({ 'manifest.json': manifest({ files: [] }) })),
    /the message it is about is not in it/,
  );
});

void test('settings that are none are the defaults', async () => {
  const files = { 'manifest.json': manifest(), 'settings.json': 'hello', [story]: message };
  assert.equal((await openCase(await zipOf(files))).settings['smtp.port'], 2525);
});
