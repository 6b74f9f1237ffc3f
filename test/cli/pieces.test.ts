/** The small parts of the command line that need neither engine nor process. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { findMailRoot } from '../../src/cli/findMailRoot';
import { outcomeLine } from '../../src/cli/outcomeLine';
import { readSettings } from '../../src/cli/settingsFile';
import { columns, duration, printable, relative, size } from '../../src/cli/terminal';
import { tempFolder, tempMailRoot } from '../support/tempFolder';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

void test('nothing that is printed can drive a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // eslint-disable-next-line no-control-regex -- these are what must not get through
      assert.doesNotMatch(printable(text), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});

void test('what is harmless is printed as it is', () => {
  const text = 'Grüße\tan 日本 👋\nnext line';
  assert.equal(printable(text), text);
  assert.equal(printable('one\r\ntwo'), 'one\ntwo');
  assert.equal(printable('\u001b[31mred'), '\\u001b[31mred');
});

void test('columns are as wide as their widest cell', () => {
  assert.deepEqual(
    columns([
      ['a', 'bb', 'end'],
      ['ccc', '', 'x'],
    ]),
    ['a    bb  end', 'ccc      x'],
  );
  assert.deepEqual(columns([]), []);
});

void test('durations are said as people say them', () => {
  const said = [0, 850, second, 12_400, 119 * second, 4 * minute, 3 * hour, 3 * hour + 20 * minute, 52 * hour];
  assert.deepEqual(said.map(duration), [
    '0 ms',
    '850 ms',
    '1 s',
    '12 s',
    '119 s',
    '4 min',
    '3 h',
    '3 h 20 min',
    '2 d 4 h',
  ]);
});

void test('moments are said from now', () => {
  assert.equal(relative(5 * minute, 0), 'in 5 min');
  assert.equal(relative(0, 12 * second), '12 s ago');
  assert.equal(relative(999, 0), 'now');
});

void test('sizes are said in the unit that fits', () => {
  assert.deepEqual([0, 1_023, 1_024, 4_096, 1_300_000].map(size), ['0 B', '1023 B', '1.0 KB', '4.0 KB', '1.2 MB']);
});

void test('an outcome is one line: what, what became of it, where, how long', () => {
  const outcome = { id: 'ID', attempt: 1, durationMs: 12, folder: 'Drop', recipients: [], sentence: 'Done' } as const;
  assert.equal(outcomeLine(outcome, 0), 'ID: Done (Drop/ID, 12 ms)');
  const delayed = { ...outcome, pickupFile: 'a.eml', folder: 'Queue', nextAttemptAt: 15 * minute } as const;
  assert.equal(outcomeLine(delayed, 0), 'a.eml: Done (Queue/ID, 12 ms, next attempt in 15 min)');
});

void test('the nearest MailRoot is found from below, beside it and within it', (t) => {
  const mailRoot = tempMailRoot(t);
  const project = join(mailRoot.root, '..');
  const deep = join(project, 'src', 'deep');
  mkdirSync(deep, { recursive: true });
  for (const from of [project, deep, mailRoot.root, mailRoot.Queue])
    assert.equal(findMailRoot({}, from, {}).root, mailRoot.root, from);
});

void test('--root goes before $MAILROOT, and that before what lies around', (t) => {
  const [here, there, elsewhere] = [tempMailRoot(t), tempMailRoot(t), tempMailRoot(t)];
  const env = { MAILROOT: there.root };
  assert.equal(findMailRoot({ root: elsewhere.root }, here.root, env).root, elsewhere.root);
  assert.equal(findMailRoot({}, here.root, env).root, there.root);
  assert.equal(findMailRoot({}, here.root, { MAILROOT: '' }).root, here.root);
});

void test('what is named and is no MailRoot is an error that says who named it', (t) => {
  const empty = tempFolder(t);
  assert.throws(() => findMailRoot({ root: empty }, '/', {}), /named by --root\) is not a MailRoot/);
  assert.throws(() => findMailRoot({}, '/', { MAILROOT: empty }), /named by \$MAILROOT\)/);
});

void test('settings are read with and without mailroot. in front, and options go before them', async (t) => {
  const config = join(tempFolder(t), 'settings.json');
  writeFileSync(config, '{"mailroot.smtp.port": 25, "fqdn": "a.test"}');
  assert.deepEqual(await readSettings({ config }), { 'smtp.port': 25, fqdn: 'a.test' });
  const given = await readSettings({ config, port: '2600', host: '::1' });
  assert.deepEqual(given, { 'smtp.port': 2600, 'smtp.host': '::1', fqdn: 'a.test' });
  assert.deepEqual(await readSettings({}), {});
});

void test('settings that can not be read say what is wrong with them', async (t) => {
  const folder = tempFolder(t);
  const write = (text: string): { config: string } => {
    const config = join(folder, 'settings.json');
    writeFileSync(config, text);
    return { config };
  };
  await assert.rejects(readSettings({ config: join(folder, 'none.json') }), /none\.json can't be read: .*ENOENT/);
  await assert.rejects(readSettings(write('{"a":')), /are not JSON/);
  for (const text of ['[]', '7', 'null']) await assert.rejects(readSettings(write(text)), /are not a JSON object/);
  for (const port of ['x', '70000', '-1', '2.5', ''])
    await assert.rejects(readSettings({ port }), /--port takes a number from 0 to 65535/);
});
