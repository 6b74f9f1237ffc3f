/**
 * The transcripts of the main stories, whole, as files a person can read: `test/story/golden/`. What differs from run to run (ports,
 * TLS version and cipher) is masked. `MAILROOT_GOLDEN=1` writes them anew; then read the difference.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Outcome } from '../../src/engine/protocol';
import { hour, minute, sandbox, type Sandbox, type SandboxOptions } from '../support/sandbox';

const golden = join(import.meta.dirname, 'golden');

function letter(...to: string[]): string[] {
  return ['From: shop@example.com', `To: ${to.join(', ')}`, 'Subject: Your order', '', 'It is on its way.', ''];
}

function masked(text: string): string {
  return text
    .replace(/port \d+/g, 'port PORT')
    .replace(/\]:\d+/g, ']:PORT')
    .replace(/(127\.0\.0\.1):\d+/g, '$1:PORT')
    .replace(/tls: \S+ \S+/g, 'tls: VERSION CIPHER')
    .replace(/certificate: .*; SHA-256 .*/g, 'certificate: FACTS');
}

/** Compares both transcripts of a message with the files of a story; a transcript that is not there has no file. */
function compare(box: Sandbox, { id, folder }: Outcome, story: string): void {
  assert.ok(folder === 'Queue' || folder === 'Sent' || folder === 'BadMail');
  for (const part of ['.ltr', '.rtr']) {
    const file = join(golden, `${story}${part}`);
    const written: string = box.files(folder).includes(id + part) ? masked(box.text(folder, id + part)) : '';
    if (process.env['MAILROOT_GOLDEN'] !== undefined && written !== '') writeFileSync(file, written);
    assert.equal(written, existsSync(file) ? readFileSync(file, 'utf8') : '', file);
  }
}

async function told(
  t: TestContext,
  to: readonly string[],
  options?: SandboxOptions,
): Promise<{ box: Sandbox; first: Outcome; next: (ms: number) => Promise<Outcome> }> {
  const box = await sandbox(t, options);
  const first = await box.submit('order.eml', letter(...to));
  return { box, first, next: (ms) => box.later(ms, ({ id }) => id === first.id) };
}

void test('relayed at once', async (t) => {
  const { box, first } = await told(t, ['ann@sim.test', 'bob@sim.test']);
  compare(box, first, 'relayed');
});

void test('refused for one of three recipients in three places', async (t) => {
  const { box, first } = await told(t, ['550@sim.test', 'ann@sim.test', 'here@example.com']);
  compare(box, first, 'one-of-three');
});

void test('put off twice, then accepted', async (t) => {
  const { box, next } = await told(t, ['451x2@sim.test']);
  await next(15 * minute);
  compare(box, await next(30 * minute), 'greylisted');
});

void test('nobody at home until it expires', async (t) => {
  const config = { 'retry.intervalsMinutes': [6 * 60], 'retry.expirationHours': 20 };
  const { box, next } = await told(t, ['refused@sim.test'], { config });
  // Two attempts, one more with the delay notification, and the end, at which nothing is attempted.
  for (const wait of [6, 6, 6]) assert.equal((await next(wait * hour)).folder, 'Queue');
  compare(box, await next(2 * hour), 'expired');
});

void test('a name that does not resolve', async (t) => {
  const { box, first } = await told(t, ['nohost@sim.test']);
  compare(box, first, 'no-host');
});

void test('the connection breaks after the content', async (t) => {
  const { box, first } = await told(t, ['drop@sim.test']);
  compare(box, first, 'dropped');
});

void test('TLS is wanted and not offered', async (t) => {
  const { box, first } = await told(t, ['notls@sim.test']);
  compare(box, first, 'no-tls');
});

void test('no route: nothing is connected to, and the setting is named', async (t) => {
  const { box, first } = await told(t, ['ann@elsewhere.test'], { config: { localDomains: ['example.com'] } });
  compare(box, first, 'no-route');
});

void test('dropped here: there is nothing to tell', async (t) => {
  const { box, first } = await told(t, ['ann@example.com']);
  assert.equal(first.folder, 'Drop');
  assert.deepEqual(box.files('Drop'), [`${first.id}.eml`]);
  for (const folder of ['Queue', 'Sent', 'BadMail'] as const) assert.deepEqual(box.files(folder), []);
});
