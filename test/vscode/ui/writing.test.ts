/** Writing mail, as a person sees it: what is offered, what stands beside values, where a failure stands, what a drop does. */
import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Locator } from 'playwright-core';
import { repository } from '../host/workbench';
import { Desk, notHere, type DeskOptions } from './desk';

async function desk(t: TestContext, options?: DeskOptions): Promise<Desk> {
  const opened = await Desk.open(options);
  t.after(() => opened.close());
  await opened.page.setViewportSize({ width: 1300, height: 800 });
  return opened;
}

const when = { skip: notHere, timeout: 240_000 };

const invitation = [
  ...[
    'From: "Ann (Sales)" <ann@example.com>',
    'To: 550@sim.test',
    'Subject: =?utf-8?Q?B=C3=BCcher_f=C3=BCr_den_Herbst?=',
  ],
  ...['Date: Tue, 24 Nov 2026 09:00:00 +0000', 'Message-ID: <autumn@example.com>', 'MIME-Version: 1.0'],
  ...['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', 'Hello.', ''],
].join('\r\n');

function line(me: Desk, text: string): Locator {
  return me.page.locator('.editor-instance .view-line', { hasText: text }).first();
}

async function open(me: Desk): Promise<void> {
  writeFileSync(join(me.folder, 'mail', 'autumn.eml'), invitation);
  await me.file('mail/autumn.eml');
  // Beside the encoded words.
  await line(me, 'Bücher für den Herbst').waitFor();
}

/** `MAILROOT_PICTURES=1` renews the README's. */
function forReadme(from: string, name: string): void {
  if (process.env['MAILROOT_PICTURES'] !== undefined)
    copyFileSync(from, join(repository, 'docs', 'images', `${name}.png`));
}

async function offered(me: Desk): Promise<void> {
  await line(me, 'To: 550').click();
  await me.page.keyboard.press('End');
  await me.page.keyboard.type(', grey');
  await me.page.keyboard.press('Control+Space');
  const row = me.page.locator('.suggest-widget .monaco-list-row', { hasText: 'greylisting@sim.test' }).first();
  await row.waitFor();
}

void test('who writes is offered what fits, in every theme', { ...when, timeout: 480_000 }, async (t) => {
  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    await t.test(theme, async (t) => {
      const me = await desk(t, { theme });
      await open(me);
      if (theme === 'high-contrast') await me.chooseTheme('Dark High Contrast');
      await offered(me);
      await me.picture(`writing-${theme}`);
      await me.page.keyboard.press('Enter');
      await line(me, '550@sim.test, greylisting@sim.test').waitFor();
    });
  }
});

void test('a failure stands on the line of the recipient, and leads to the transcript', when, async (t) => {
  const me = await desk(t, { mailRoot: true });
  await open(me);
  await me.status(/./).first().waitFor();
  await me.command('MailRoot: Send Current File');
  await me.lensText('550 5.1.1 User unknown').waitFor();
  const squiggle = me.page.locator('.squiggly-error').first();
  await squiggle.waitFor();
  await me.command('View: Focus Problems');
  const row = me.page.locator('.markers-panel .monaco-list-row', {
    hasText: '550 5.1.1 User unknown (sim.test, attempt 1)',
  });
  await row.first().waitFor();
  await me.page.locator('.markers-panel .monaco-list-row', { hasText: '.rtr' }).first().waitFor();
  forReadme(await me.picture('writing-failure'), 'writing');
  await me.page.locator('.markers-panel .monaco-list-row', { hasText: '.rtr' }).first().dblclick();
  await me.page.locator('.tab.active', { hasText: '.rtr' }).waitFor();
});

void test('a file that is dropped into a message is attached to it', when, async (t) => {
  const me = await desk(t);
  writeFileSync(join(me.folder, 'table.csv'), 'name,number\n');
  await open(me);
  await me.command('Explorer: Focus on Folders View');
  const file = me.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'table.csv' }).first();
  await file.waitFor();
  const [from, to] = [await file.boundingBox(), await line(me, 'Hello.').boundingBox()];
  assert.ok(from !== null && to !== null);
  const { mouse, keyboard } = me.page;
  await mouse.move(from.x + 60, from.y + from.height / 2);
  await mouse.down();
  await keyboard.down('Shift');
  await mouse.move(from.x + 80, from.y + from.height / 2 + 5, { steps: 5 });
  await mouse.move(to.x + 60, to.y + to.height / 2, { steps: 15 });
  await mouse.move(to.x + 64, to.y + to.height / 2 + 1, { steps: 3 });
  await mouse.up();
  await keyboard.up('Shift');
  await line(me, 'Content-Type: multipart/mixed').waitFor();
  await me.picture('writing-attached');
});
