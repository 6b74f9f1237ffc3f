/** The story of a message, as a person reads it: from a row or a lens to what happened, why, and what to do about it. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Desk, notHere, type DeskOptions } from './desk';

const when = { skip: notHere, timeout: 240_000 };

async function desk(t: TestContext, options?: DeskOptions): Promise<Desk> {
  const opened = await Desk.open({ mailRoot: true, ...options });
  t.after(() => opened.close());
  return opened;
}

function letter(to: string, subject: string): string {
  return `From: shop@example.com\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nHello.\r\n`;
}

async function sendFails(me: Desk): Promise<void> {
  await me.sidebar();
  await me.file('mail/fails.eml');
  await me.page.keyboard.press('Control+Alt+m');
  await me.lensText('550 5.1.1 User unknown').waitFor();
}

void test(
  'from the lens to the story: where it came from, why it failed, and the line that says so',
  when,
  async (t) => {
    const me = await desk(t);
    await sendFails(me);
    await me.lens('Show Story').click();
    const story = me.transcript;
    await story.getByText('Picked up', { exact: true }).waitFor();
    await story.getByText('Attempt 1: failed').waitFor();
    await story.getByText('What it means').waitFor();
    const focused = me.page.locator('.editor-group-container.active .tab.active');
    assert.match((await focused.textContent()) ?? '', /fails\.eml/, 'the focus stayed in the message');
    await me.picture('story-first');
    await story
      .locator('.steps')
      .getByRole('link', { name: /^message, line \d+/ })
      .last()
      .click();
    await me.page.locator('.editor-group-container.active .view-line', { hasText: '550@sim.test' }).first().waitFor();
  },
);

void test('the story in every theme and in a narrow panel', { ...when, timeout: 420_000 }, async (t) => {
  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    await t.test(theme, async (t) => {
      const me = await desk(t, { theme });
      await me.page.setViewportSize({ width: 1500, height: 1000 });
      await me.sidebar();
      const to = '550@sim.test, 451x9@sim.test, ann@example.com, bob@sim.test';
      writeFileSync(join(me.mailRoot.Pickup, 'order.txt'), letter(to, 'Your order 4711'));
      const row = me.row('Queue', 'Your order 4711');
      await row.waitFor();
      if (theme === 'high-contrast') await me.chooseTheme('Dark High Contrast');
      await row.click();
      await me.transcript.getByText('Step by step').first().waitFor();
      await me.command('View: Toggle Primary Side Bar Visibility');
      await me.picture(`story-${theme}`);
      await me.transcript.getByRole('heading', { name: 'Attempt 1', exact: true }).scrollIntoViewIfNeeded();
      await me.picture(`story-attempt-${theme}`);
      await me.transcript.getByRole('button', { name: 'Compare', exact: true }).click();
      await me.transcript.locator('.diff').first().waitFor();
      await me.transcript.locator('.diff').last().scrollIntoViewIfNeeded();
      await me.picture(`story-compare-${theme}`);
      assert.deepEqual(await me.accessibilityProblems(), []);
      await me.page.setViewportSize({ width: 620, height: 1000 });
      await me.picture(`story-narrow-${theme}`);
      assert.ok(existsSync(me.mailRoot.lock));
    });
  }
});
