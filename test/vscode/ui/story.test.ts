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
      if (theme === 'light') await me.readmePicture('story-light', 'story');
      else await me.picture(`story-${theme}`);
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

void test(
  'from the story to the cure: a header opens where it stands, a held message is released, a search finds',
  when,
  async (t) => {
    const me = await desk(t);
    await me.sidebar();
    writeFileSync(join(me.mailRoot.Pickup, 'order.txt'), letter('550@sim.test, 451x9@sim.test', 'to be cured'));
    const row = me.row('Queue', 'to be cured');
    await row.waitFor();
    await row.click();
    const story = me.transcript;
    await story.getByRole('button', { name: 'Hold', exact: true }).click();
    await story.getByText('It is held').first().waitFor();
    await story.getByRole('button', { name: 'Release', exact: true }).click();
    await story.getByRole('heading', { name: 'Attempt 2', exact: true }).waitFor();
    await story.locator('#search').fill('greylisted');
    await story.getByText(/^\d+ found$/).waitFor();
    await story.locator('#search').press('Enter');
    await story.getByText(/^1 of \d+$/).waitFor();
    await story.getByRole('button', { name: /^Check 550@sim\.test in the To header/ }).click();
    await me.page.locator('.view-line', { hasText: '550@sim.test' }).first().waitFor();
  },
);

void test('after a reload of the window the story is there again', when, async (t) => {
  const me = await desk(t);
  await me.sidebar();
  writeFileSync(join(me.mailRoot.Pickup, 'order.txt'), letter('550@sim.test', 'to be kept'));
  await me.until('it in Sent', () => me.files('Sent').some((name) => name.endsWith('.envelope.json')));
  const [name = ''] = me.files('Sent');
  const id = name.slice(0, 24);
  await me.command('MailRoot: Show Story');
  await me.pick('to be kept', 'to be kept');
  await me.transcript.getByText('Step by step').first().waitFor();
  const loaded = me.page.waitForEvent('load');
  await me.command('Developer: Reload Window');
  await loaded;
  await me.page.locator('.tab', { hasText: 'Story: to be kept' }).waitFor();
  await me.transcript.getByText(id).first().waitFor();
  await me.transcript.getByText('Step by step').first().waitFor();
});

void test('nothing of a hostile message or transcript runs, breaks or freezes', when, async (t) => {
  const me = await desk(t);
  const id = '20261124T100000Z-0000001';
  const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202egnp.exe\u001b[31m';
  const rtr = [
    `MailRoot remote transcript of ${id}`,
    '',
    '== attempt 1, session 1: mx.test port 25 at 2026-11-24T10:00:00.000Z ==',
    `     1 < 220 ${evil}`,
    '     1 > RCPT TO:<ann@far.test>',
    `     2 < 550 5.1.1 ${evil}${'x'.repeat(1_500_000)}`,
    '     3 * closed: by us',
    '',
  ].join('\r\n');
  const ltr = `2026-11-24T10:00:00.000Z attempt: number 1\r\n2026-11-24T10:00:00.000Z failed: <ann@far.test> ${evil}\r\n`;
  writeFileSync(join(me.mailRoot.Sent, `${id}.rtr`), rtr);
  writeFileSync(join(me.mailRoot.Sent, `${id}.ltr`), ltr);
  writeFileSync(join(me.mailRoot.Sent, `${id}.eml`), letter('ann@far.test', `hostile ${evil}`));
  await me.sidebar();
  await me.command('MailRoot: Show Story');
  await me.pick('hostile', 'hostile');
  const story = me.transcript;
  await story.getByRole('heading', { name: 'Attempt 1', exact: true }).waitFor();
  await story
    .getByText(/\d+ more characters/)
    .first()
    .waitFor();
  assert.equal(await story.locator('main img, main script, main iframe').count(), 0);
  assert.match((await story.locator('h1').textContent()) ?? '', /<img src=x/);
  assert.equal(await story.locator('title').textContent(), 'Story', 'nothing ran');
  await story.locator('#search').fill('onerror');
  await story.getByText(/found$/).waitFor();
});
