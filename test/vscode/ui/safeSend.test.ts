/** Before mail leaves for a domain that is not allowed, one is asked; and each answer does what it says. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Desk, notHere } from './desk';

const when = { skip: notHere, timeout: 240_000 };
/** Nobody listens there, and it is no loopback address. */
const relay = '0.0.0.0:9';

async function send(me: Desk, name: string): Promise<void> {
  const to = 'To: ann@far.test, bob@example.com';
  writeFileSync(join(me.folder, 'mail', name), `From: shop@example.com\r\n${to}\r\nSubject: ${name}\r\n\r\nhi\r\n`);
  await me.file(`mail/${name}`);
  await me.page.keyboard.press('Control+Alt+m');
  await me.page.locator('.monaco-dialog-box').waitFor();
}

void test('send once, always, capture instead, cancel', when, async (t) => {
  const settings = { 'mailroot.localDomains': ['example.com'], 'mailroot.smartHost': relay };
  const me = await Desk.open({ mailRoot: true, settings });
  t.after(() => me.close());
  await me.sidebar();
  await me.status(/:\d+/).waitFor();

  await send(me, 'cancelled.eml');
  const asked = (await me.page.locator('.monaco-dialog-box').textContent()) ?? '';
  assert.match(asked, /0\.0\.0\.0 port 9/);
  assert.match(asked, /ann@far\.test/);
  assert.doesNotMatch(asked, /bob@example\.com/, 'who stays here is not asked about');
  await me.picture('safe-send');
  await me.answer('Cancel');
  await me.page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
  assert.deepEqual([me.files('Pickup'), me.files('Queue'), me.files('Drop')], [[], [], []]);

  await send(me, 'captured.eml');
  await me.answer('Capture Instead');
  await me.lensText('Delivered to Drop').waitFor();
  const [dropped = ''] = me.files('Drop');
  assert.match(me.read('Drop', dropped).toString(), /X-Receiver: <?ann@far\.test/);

  await send(me, 'once.eml');
  await me.answer('Send Once');
  await me.row('Queue', 'once.eml').waitFor();
  const state = await me.until('its state', () => me.files('Queue').find((name) => name.endsWith('.envelope.json')));
  assert.deepEqual((JSON.parse(me.read('Queue', state).toString()) as { mayLeave: string[] }).mayLeave, ['far.test']);

  await send(me, 'always.eml');
  await me.answer('Always for far.test');
  await me.row('Queue', 'always.eml').waitFor();
  const path = join(me.folder, '.vscode', 'settings.json');
  await me.until('the setting', () => existsSync(path) && readFileSync(path, 'utf8').includes('far.test'));
  assert.match(
    (await me
      .status(/MailRoot/)
      .first()
      .getAttribute('aria-label')) ?? '',
    /Mail can leave this machine for far\.test/,
  );
});
