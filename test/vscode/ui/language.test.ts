/** Mail in the editor, as a person sees it: colours of every part, squiggles with their reasons, the light bulb, the outline. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Locator } from 'playwright-core';
import { Desk, notHere, type DeskOptions } from './desk';

async function desk(t: TestContext, options?: DeskOptions): Promise<Desk> {
  const opened = await Desk.open(options);
  t.after(() => opened.close());
  return opened;
}

const when = { skip: notHere, timeout: 180_000 };

const picture = Buffer.alloc(600, 'mail').toString('base64').replace(/.{76}/g, '$&\r\n');

/** One of everything that has a colour. */
const everything = [
  ...[
    'X-Sender: <bounce@example.com>',
    'X-Receiver: <bob@example.org> NOTIFY=FAILURE',
    'From: "Ann (Sales)" <ann@example.com>',
  ],
  ...['To: Bob <bob@example.org>, carol@', 'Bcc: dave@example.net', 'Subject: =?utf-8?Q?B=C3=BCcher?= for ${name}'],
  ...['Date: Tue, 24 Nov 2026 09:00:00 +0000 (UTC)', 'X-Mine: 1', 'MIME-Version: 1.0'],
  ...['Content-Type: multipart/mixed; boundary="=_mixed"', '', 'This is a message in MIME format.', '--=_mixed'],
  ...['Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', ''],
  ...['<p style=3D"color: red">Gr=C3=BC=C3=9Fe, <a href=3D"https://example.com/?a=', '=3D1">look</a></p>', '--=_mixed'],
  ...['Content-Type: application/json', '', '{ "order": 17, "paid": true }', '--=_mixed'],
  ...['Content-Type: text/plain; charset=utf-8', '', '> quoted', 'see https://example.com/', '-- ', 'Ann', '--=_mixed'],
  ...['Content-Type: image/png; name="logo.png"', 'Content-Transfer-Encoding: base64', '', picture, '--=_Mixed--', ''],
].join('\r\n');

async function opened(me: Desk): Promise<void> {
  writeFileSync(join(me.folder, 'mail', 'everything.eml'), everything);
  await me.file('mail/everything.eml');
  await me.page.locator('.squiggly-error').first().waitFor();
}

void test('what is wrong is underlined, with the reason and a way to mend it', when, async (t) => {
  const me = await desk(t);
  await opened(me);
  await me.command('View: Focus Problems');
  const row = (text: string): Locator => me.page.locator('.markers-panel .monaco-list-row', { hasText: text }).first();
  await row('bad-address').waitFor();
  await row('boundary-not-closed').waitFor();
  await row('boundary-mistyped').waitFor();
  assert.match((await row('bad-address').textContent()) ?? '', /No address: what stands behind the @ is no domain/);
  await me.picture('language-problems');
  await row('boundary-mistyped').dblclick();
  await me.page.locator('.monaco-editor.focused').waitFor();
  await me.page.keyboard.press('Control+.');
  await me.page.locator('.action-widget', { hasText: 'Turn Off the Rule boundary-mistyped' }).waitFor();
  await me.picture('language-light-bulb');
  await me.page.locator('.action-widget .monaco-list-row', { hasText: 'Write the Boundary' }).first().click();
  await row('boundary-mistyped').waitFor({ state: 'detached' });
  await row('boundary-not-closed').waitFor({ state: 'detached' });
});

void test('the outline shows fields and parts, and leads to them', when, async (t) => {
  const me = await desk(t);
  await opened(me);
  await me.page.keyboard.press('Control+Shift+o');
  const row = (text: string): Locator =>
    me.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  await row('X-Sender').waitFor();
  await me.picture('language-outline');
  await me.page.keyboard.type('image');
  await row('image/png').waitFor();
  await me.page.keyboard.press('Control+a');
  await me.page.keyboard.type('@json');
  await row('application/json').click();
  await me.page.locator('.statusbar-item', { hasText: /Ln 2[0-9]/ }).waitFor();
});

void test('a message has its colours in every theme', { ...when, timeout: 300_000 }, async (t) => {
  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    await t.test(theme, async (t) => {
      const me = await desk(t, { theme });
      await me.page.setViewportSize({ width: 1300, height: 900 });
      await opened(me);
      if (theme === 'high-contrast') await me.chooseTheme('Dark High Contrast');
      // Grammars are loaded one after the other.
      await me.page.waitForFunction(
        `new Set([...document.querySelectorAll('.view-line span span')].map((each) => getComputedStyle(each).color)).size >= 6`,
      );
      await me.picture(`language-${theme}`);
    });
  }
});
