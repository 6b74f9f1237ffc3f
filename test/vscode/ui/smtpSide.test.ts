/** The SMTP side of a MailRoot in the editor: secrets to log in with, where mail would go, who handed in what; in every theme. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import nodemailer from 'nodemailer';
import { demandingHost } from '../../support/demandingHost';
import { filesBelow } from '../../support/tempFolder';
import { Desk, notHere, type DeskOptions } from './desk';

const when = { skip: notHere, timeout: 240_000 };
const secret = 'swordfish-4711';

async function desk(t: TestContext, options?: DeskOptions): Promise<Desk> {
  const opened = await Desk.open({ mailRoot: true, ...options });
  t.after(() => opened.close());
  return opened;
}

function filesWith(folders: readonly string[], text: string): string[] {
  return folders.flatMap(filesBelow).filter((path) => readFileSync(path, 'latin1').includes(text));
}

void test(
  'a secret that is missing is asked for once, stored masked, and is in no file afterwards',
  when,
  async (t) => {
    const { port } = await demandingHost(t, secret);
    const hop = { host: '127.0.0.1', port, tls: 'off', user: 'ann', password: '${secret:relay}' };
    const me = await desk(t, { settings: { 'mailroot.remoteDomains': { 'far.example': hop } } });
    await me.sidebar();
    writeFileSync(
      join(me.mailRoot.Pickup, 'a.eml'),
      'From: me@x.test\nTo: bob@far.example\nSubject: With a login\n\nhi\n',
    );
    await me.row('Queue', 'With a login').waitFor();
    const bell = me.page.locator('.statusbar-item .codicon-bell-dot').first();
    await bell.waitFor();
    const missing = me.notification('the settings mention the secret "relay"');
    await missing.waitFor();
    await me.picture('secret-missing');
    await missing.hover();
    await missing.locator('.monaco-button', { hasText: 'Store Secret' }).click();
    await me.ask('Store Secret: relay', secret);
    assert.equal(await me.page.locator('.quick-input-widget input.input').getAttribute('type'), 'password');
    await me.picture('secret-typed');
    await me.page.keyboard.press('Enter');
    await bell.waitFor();
    const stored = me.notification('The secret "relay" is stored, and the engine has it.');
    await stored.waitFor();
    await stored.hover();
    await stored.locator('.monaco-button', { hasText: 'Retry All Now' }).click();
    await me.until('it to be sent', () => me.files('Sent').some((name) => name.endsWith('.eml')));
    for (const shape of [
      secret,
      Buffer.from(secret).toString('base64'),
      Buffer.from(`\0ann\0${secret}`).toString('base64'),
    ])
      assert.deepEqual(filesWith(me.written, shape), [], shape);
    await me.command('MailRoot: Forget Secret...');
    await me.pick('relay', 'relay');
    await me.answer('Forget');
    writeFileSync(join(me.mailRoot.Pickup, 'b.eml'), 'From: me@x.test\nTo: bob@far.example\nSubject: Without\n\nhi\n');
    await me.row('Queue', /Without/).waitFor();
  },
);

async function handIn(me: Desk, to: string): Promise<void> {
  const { smtpPort } = JSON.parse(readFileSync(me.mailRoot.lock, 'utf8')) as { smtpPort: number };
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: smtpPort, name: 'shop.example' });
  const mail = { from: 'shop@shop.example', to, subject: 'Handed in', text: 'hi' };
  await transport.sendMail({ ...mail, envelope: { from: mail.from, to } }).catch(() => undefined);
}

void test('sessions, inbound transcripts and routes stand in every theme', { ...when, timeout: 400_000 }, async (t) => {
  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    await t.test(theme, async (t) => {
      const hop = { host: '[192.0.2.9]', port: 587, tls: 'verified', user: 'ann', password: '${secret:relay}' };
      const me = await desk(t, { theme, settings: { 'mailroot.remoteDomains': { 'far.example': hop } } });
      await me.page.setViewportSize({ width: 1500, height: 900 });
      await me.sidebar();
      await me.until('the engine', () => readdirSync(join(me.mailRoot.root)).includes('engine.lock'));
      await me.status(/MailRoot :\d+/).waitFor();
      await handIn(me, '451@sim.test');
      await handIn(me, 'bob@-bad-.example');
      if (theme === 'high-contrast') await me.chooseTheme('Dark High Contrast');
      const row = me.row('Queue', 'Handed in');
      await row.waitFor();
      await me.unfold(row);
      await me.row('Queue', 'Inbound transcript').click();
      await me.transcript.locator('#inbound .code').first().waitFor();
      await me.transcript.locator('#inbound').scrollIntoViewIfNeeded();
      await me.picture(`inbound-${theme}`);
      assert.deepEqual(await me.accessibilityProblems(), []);

      await me.until('what was refused', () => readdirSync(me.mailRoot.root).includes('Sessions'));
      await me.command('MailRoot: Show SMTP Sessions');
      await me.page.locator('.quick-input-list .monaco-list-row', { hasText: 'refused' }).waitFor();
      await me.picture(`sessions-${theme}`);
      await me.pick('refused', 'shop@shop.example');
      await me.transcript.locator('h1', { hasText: 'Refused SMTP session' }).waitFor();
      await me.picture(`refused-${theme}`);
      assert.deepEqual(await me.accessibilityProblems(), []);

      await me.command('View: Close All Editors');
      await me.command('MailRoot: Where Would This Go?');
      await me.page.locator('.quick-input-widget input.input').fill('ann@far.example');
      await me.page.keyboard.press('Enter');
      await me.transcript.locator('h1', { hasText: 'Where would this go?' }).waitFor();
      await me.transcript.locator('h3', { hasText: '192.0.2.9' }).waitFor();
      await me.picture(`route-${theme}`);
    });
  }
});
