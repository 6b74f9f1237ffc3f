/** The preview by clicks: what a reader sees, what stays away until it is allowed, how a part leads to its line. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { bounceMail, shopMail } from '../../preview/letters';
import { Desk, notHere, type DeskOptions } from './desk';

async function desk(t: TestContext, options?: DeskOptions): Promise<Desk> {
  const opened = await Desk.open(options);
  t.after(() => opened.close());
  return opened;
}

const when = { skip: notHere, timeout: 180_000 };

/** The page, and the frame with the HTML in it. */
const page = (me: Desk): FrameLocator => me.page.frameLocator('iframe.webview:visible').frameLocator('#active-frame');
const paper = (me: Desk): FrameLocator => page(me).frameLocator('.paper iframe');

async function previewed(me: Desk, lines: readonly string[]): Promise<void> {
  mkdirSync(join(me.folder, 'mail'), { recursive: true });
  writeFileSync(join(me.folder, 'mail', 'shop.eml'), lines.join('\r\n'));
  await me.file('mail/shop.eml');
  await me.command('MailRoot: Open Preview to the Side');
  await page(me).getByRole('tab', { name: 'Text' }).waitFor();
}

void test(
  'one opens the preview of a message, looks at every side of it, and comes to the line of a part',
  when,
  async (t) => {
    const me = await desk(t);
    await me.page.setViewportSize({ width: 1500, height: 900 });
    await previewed(me, shopMail());
    await paper(me).getByRole('heading', { name: 'Grüße' }).waitFor();
    await paper(me).locator('img[src^="data:image/png"]').first().waitFor();
    await page(me).getByText('track.example not loaded').waitFor();
    await paper(me).getByRole('link', { name: 'Bücher' }).click();
    await me.page.locator('.monaco-dialog-box', { hasText: 'https://shop.example/o/17' }).waitFor();
    await me.answer('Cancel');
    await page(me).getByRole('button', { name: 'Mobile' }).click();
    await page(me).locator('main[data-width="mobile"]').waitFor();
    await me.picture('preview-mobile');
    await page(me).getByRole('button', { name: 'Dark' }).click();
    await page(me).getByRole('button', { name: 'Dark', pressed: true }).waitFor();
    await me.picture('preview-dark-mode');
    await page(me).getByRole('tab', { name: 'Text' }).click();
    await page(me).locator('pre.text', { hasText: 'Grüße' }).waitFor();
    await page(me).getByRole('tab', { name: 'Envelope' }).click();
    await page(me)
      .getByRole('row', { name: /secret@example\.net yes — In the envelope alone/ })
      .waitFor();
    await me.picture('preview-envelope');
    await page(me).getByRole('tab', { name: 'Attachments' }).click();
    await page(me).locator('.files .name', { hasText: 'Rechnung.pdf' }).waitFor();
    await me.picture('preview-attachments');
    await page(me).getByRole('tab', { name: 'Parts' }).click();
    const line = shopMail().findIndex((each) => each.startsWith('Content-Type: application/pdf')) + 1;
    await me.picture('preview-parts');
    await page(me).getByRole('link', { name: 'application/pdf' }).click();
    await me.page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line},`) }).waitFor();
  },
);

void test('a remote image is not asked for until it is allowed for this message', when, async (t) => {
  const asked: string[] = [];
  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'content-type': 'image/gif' }).end(gif);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  t.after(() => server.close());
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const me = await desk(t);
  await previewed(me, [
    ...['From: a@example.com', 'To: b@example.com', 'Subject: Offers', 'Content-Type: text/html', ''],
    `<style>@import "${at}/import.css"; p{background:url(${at}/style.gif)}</style><p id="p">Look</p><img src="${at}/open.gif" alt="open">`,
    `<link rel="preload" as="image" href="${at}/preload.gif"><script>fetch("${at}/script")</script><a href="${at}/link">go</a>`,
  ]);
  await paper(me).getByText('Look').waitFor();
  assert.equal(asked.length, 0, asked.join(' '));
  await page(me).getByRole('button', { name: 'Load for This Message' }).click();
  await page(me).getByRole('button', { name: 'Block Again' }).waitFor();
  await me.until('the image to be asked for', () => asked.includes('/open.gif'));
  assert.deepEqual(
    asked.filter((url) => !/^\/(?:open|style)\.gif$/.test(url)),
    [],
  );
  await me.picture('preview-remote');
});

void test(
  'a preview looks right in every theme, and a reader without sight finds his way',
  { ...when, timeout: 300_000 },
  async (t) => {
    for (const theme of ['light', 'dark', 'high-contrast'] as const) {
      await t.test(theme, async (t) => {
        const me = await desk(t, { theme });
        await me.page.setViewportSize({ width: 1500, height: 900 });
        await previewed(me, shopMail());
        await paper(me).getByRole('heading', { name: 'Grüße' }).waitFor();
        if (theme === 'high-contrast') await me.chooseTheme('Dark High Contrast');
        if (theme === 'light') await me.readmePicture('preview-light', 'preview');
        else await me.picture(`preview-${theme}`);
        for (const tab of ['Headers', 'Envelope', 'Parts', 'Attachments', 'Text']) {
          await page(me).getByRole('tab', { name: tab }).click();
          assert.deepEqual(await me.accessibilityProblems(), [], `${theme}, ${tab}`);
        }
      });
    }
  },
);

void test(
  'what is attached is laid out, a message inside opens with a way back, and the cursor leads the page',
  when,
  async (t) => {
    const me = await desk(t);
    await me.page.setViewportSize({ width: 1500, height: 900 });
    await previewed(me, bounceMail());
    await page(me).getByRole('tab', { name: 'Report' }).click();
    await page(me)
      .getByRole('row', { name: /bob@example\.org failed 5\.1\.1/ })
      .waitFor();
    await me.picture('preview-report');
    await page(me).getByRole('tab', { name: 'Attachments' }).click();
    await page(me).locator('summary', { hasText: 'Lunch on Tuesday' }).click();
    await me.picture('preview-inside-folded-out');
    await page(me)
      .getByRole('button', { name: /^Preview / })
      .click();
    await page(me).getByRole('heading', { name: 'Lunch on Tuesday' }).waitFor();
    await page(me).getByRole('tab', { name: 'Attachments' }).click();
    await page(me).getByText('“Menu” · 2 pages').waitFor();
    await page(me).locator('img[src^="data:image/svg"]').waitFor();
    await me.picture('preview-inside');
    await page(me).getByRole('button', { name: 'Open Menu.pdf' }).click();
    await me.notification('VS Code has no viewer for PDF').waitFor();
    await page(me).getByRole('button', { name: 'Back' }).click();
    await page(me).getByRole('heading', { name: 'Undelivered: Lunch' }).waitFor();
    await page(me).getByRole('tab', { name: 'Parts' }).click();
    await me.page.locator('.editor-instance .view-line', { hasText: 'It was not delivered' }).first().click();
    await page(me).locator('tr[aria-current]', { hasText: 'text/plain' }).waitFor();
    await me.page.keyboard.press('Control+Home');
    await page(me).locator('tr[aria-current]', { hasText: 'multipart/report' }).waitFor();
    await me.page.locator('.editor-instance .monaco-editor.focused').first().waitFor();
    await me.picture('preview-cursor');
  },
);

void test('laid-out attachments look right in every theme', { ...when, timeout: 300_000 }, async (t) => {
  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    await t.test(theme, async (t) => {
      const me = await desk(t, { theme });
      await me.page.setViewportSize({ width: 1500, height: 900 });
      await previewed(me, bounceMail());
      if (theme === 'high-contrast') await me.chooseTheme('Dark High Contrast');
      for (const tab of ['Report', 'Attachments', 'Parts']) {
        await page(me).getByRole('tab', { name: tab }).click();
        assert.deepEqual(await me.accessibilityProblems(), [], `${theme}, ${tab}`);
        await me.picture(`preview-bounce-${tab.toLowerCase()}-${theme}`);
      }
      await page(me).getByRole('tab', { name: 'Attachments' }).click();
      await page(me)
        .getByRole('button', { name: /^Preview / })
        .click();
      await page(me).getByRole('tab', { name: 'Calendar' }).click();
      assert.deepEqual(await me.accessibilityProblems(), [], `${theme}, Calendar`);
      await me.picture(`preview-calendar-${theme}`);
    });
  }
});

void test('a preview in a narrow column is still read', when, async (t) => {
  const me = await desk(t);
  await me.page.setViewportSize({ width: 820, height: 800 });
  await previewed(me, shopMail());
  await paper(me).getByRole('heading', { name: 'Grüße' }).waitFor();
  await me.picture('preview-narrow');
});
