/** Where would this go? The page, in every theme, as one reads it, follows its links and changes a setting. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Desk, notHere } from './desk';

const when = { skip: notHere, timeout: 420_000 };
const settings = {
  'mailroot.localDomains': ['example.com'],
  'mailroot.remoteDomains': { 'near.test': { host: 'localhost:1025', tls: 'required' } },
  'mailroot.smartHost': 'relay.test:587',
  'mailroot.dkim': { 'example.com': { selector: 's1', key: 'k.pem' } },
  'mailroot.holdRules': [{ subject: '*later*' }],
};
const to = 'ann@example.com, bob@near.test, cy@far.test, 451@sim.test, <script>@x.test';

void test('the page in every theme, by mouse and keyboard, and after a setting has changed', when, async (t) => {
  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    await t.test(theme, async (t) => {
      const me = await Desk.open({ mailRoot: true, theme, settings });
      t.after(() => me.close());
      await me.page.setViewportSize({ width: 1500, height: 1000 });
      const folder = join(me.folder, 'mail');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'ask.eml'), `From: shop@example.com\r\nTo: ${to}\r\nSubject: later\r\n\r\nhi\r\n`);
      await me.status(/:\d+/).waitFor();
      if (theme === 'high-contrast') await me.chooseTheme('Dark High Contrast');
      await me.file('mail/ask.eml');
      await me.command('MailRoot: Where Would This Go?');
      await me.page.locator('.quick-input-list .monaco-list-row', { hasText: 'this message' }).click();
      const page = me.transcript;
      await page.getByRole('heading', { name: 'ann@example.com' }).waitFor();
      await page.getByText('Captured in Drop').waitFor();
      await page.getByText(/Delayed: The message is to be signed with DKIM for example\.com/).waitFor();
      await page.getByText(/Would be held/).waitFor();
      await page.getByRole('heading', { name: 'localhost port 1025' }).waitFor();
      await me.picture(`route-${theme}`);
      assert.deepEqual(await me.accessibilityProblems(), []);
      assert.deepEqual(me.files('Pickup').concat(me.files('Queue'), me.files('Drop')), []);

      await page.getByRole('link', { name: 'mailroot.delivery.connectionsPerHop' }).press('Enter');
      await me.page.locator('.settings-editor').waitFor();
      await me.page.locator('.setting-item-contents', { hasText: 'Connections Per Hop' }).first().waitFor();
    });
  }
});
