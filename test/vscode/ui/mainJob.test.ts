/** The main job, as a person does it: make a MailRoot, send, see it arrive, fail, read why. The pictures of the README are made here. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { repository } from '../host/workbench';
import { Desk, notHere, type DeskOptions } from './desk';

async function desk(t: TestContext, options?: DeskOptions): Promise<Desk> {
  const opened = await Desk.open(options);
  t.after(() => opened.close());
  return opened;
}

const when = { skip: notHere, timeout: 180_000 };

void test('one makes a MailRoot, sends the sample by its lens, and sees it in Drop', when, async (t) => {
  const me = await desk(t);
  await me.sidebar();
  await me.pane('Pickup').getByText('Create MailRoot Folder').first().click();
  await me.page.locator('.tab.active', { hasText: 'welcome.eml' }).waitFor();
  await me.lens('Send').click();
  await me.lensText('Delivered to Drop').waitFor();
  await me.row('Drop', 'Welcome to MailRoot').waitFor();
  await me.picture('first-mail');
  await me.lens('Open in Drop').click();
  await me.page.locator('.view-line', { hasText: /X-Receiver:\s*<?someone@example.com/ }).waitFor();
});

void test('one sends to 550@sim.test, opens the transcript and reads the reply', when, async (t) => {
  const me = await desk(t, { mailRoot: true });
  await me.sidebar();
  await me.file('mail/fails.eml');
  await me.page.keyboard.press('Control+Alt+m');
  await me.lensText('550 5.1.1 User unknown').waitFor();
  await me.row('Drop', 'Delivery Status Notification').waitFor();
  await me.lens('Show Transcript').click();
  const reply = me.transcript.locator('.code.c5');
  await reply.first().waitFor();
  assert.match((await reply.first().textContent()) ?? '', /^550 5\.1\.1/);
  await reply.first().hover();
  await me.transcript.getByText('The mailbox does not exist.').first().waitFor();
  await me.picture('transcript-reply');
  const focused = me.page.locator('.editor-group-container.active .tab.active');
  assert.match((await focused.textContent()) ?? '', /fails\.eml/, 'the focus stayed in the message');
});

void test('a story follows its message from attempt to attempt, and its buttons act', when, async (t) => {
  const me = await desk(t, { mailRoot: true });
  await me.sidebar();
  await me.file('mail/delayed.eml');
  await me.page.keyboard.press('Control+Alt+m');
  const row = me.row('Queue', 'This one is put off twice');
  await row.waitFor();
  await row.click();
  await me.transcript.getByRole('heading', { name: 'Attempt 1' }).waitFor();
  await me.transcript.getByRole('button', { name: 'Retry Now', exact: true }).click();
  await me.transcript.getByRole('heading', { name: 'Attempt 2' }).waitFor();
  await me.transcript.getByRole('button', { name: 'Retry Now', exact: true }).click();
  await me.transcript.getByText('in Sent', { exact: true }).waitFor();
  await me.transcript.getByRole('heading', { name: 'Attempt 3' }).waitFor();
  await me.until('the Queue to be empty', () => me.files('Queue').length === 0);
  await me.transcript.getByRole('link', { name: 'docs/simulator.md' }).first().click();
  await me.page.locator('.tab', { hasText: 'simulator.md' }).waitFor();
});

void test('what lies in the folders is shown within a second, whoever put it there', when, async (t) => {
  const me = await desk(t, { mailRoot: true });
  await me.sidebar();
  writeFileSync(join(me.mailRoot.Pickup, 'nobody.txt'), 'To: a@example.com\nSubject: nobody wrote this\n\nhi\n');
  await me.row('BadMail', 'nobody wrote this').waitFor();
  assert.match((await me.row('BadMail', 'nobody').textContent()) ?? '', /From/, 'its reason is in the row');
  await me.page.locator('.activitybar .badge', { hasText: '1' }).waitFor();
  await me.command('MailRoot: Stop Engine');
  await me.until('the engine to end', () => !existsSync(me.mailRoot.lock));
  writeFileSync(join(me.mailRoot.Drop, 'from-a-friend.txt'), 'not mail\n');
  await me.row('Drop', 'from-a-friend.txt').waitFor();
});

void test('Delete asks first, and takes the message with its transcripts', when, async (t) => {
  const me = await desk(t, { mailRoot: true });
  await me.sidebar();
  await me.file('mail/delayed.eml');
  await me.page.keyboard.press('Control+Alt+m');
  const row = me.row('Queue', 'This one is put off twice');
  await row.waitFor();
  await me.until('its transcript', () => me.files('Queue').some((name) => name.endsWith('.rtr')));
  await me.menu(row, 'Delete');
  await me.answer('Move to Trash');
  const forever = me.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Delete Permanently' });
  // A server has no trash: then one is asked again.
  await Promise.race([
    forever.waitFor().then(() => forever.click()),
    me.until('it to be gone', () => me.files('Queue').length === 0),
  ]);
  await me.until('the Queue to be empty', () => me.files('Queue').length === 0);
  assert.deepEqual(me.files('Drop'), []);
});

void test('a folder that is not trusted can be browsed, and says why nothing is sent', when, async (t) => {
  const me = await desk(t, { mailRoot: true, trust: true });
  await me.sidebar();
  writeFileSync(join(me.mailRoot.Drop, '20261124T100000Z-0000001.eml'), 'From: a@b.c\nSubject: can be read\n\nhi\n');
  await me.row('Drop', 'can be read').waitFor();
  await me.page.locator('.statusbar-item', { hasText: 'MailRoot: restricted' }).waitFor();
  await me.file('mail/welcome.eml');
  await me.command('MailRoot: Send Current File');
  await me.notification('This workspace is in Restricted Mode').waitFor();
  await me.picture('restricted');
});

void test('the sidebar, the lens and the transcript stand in every theme', { ...when, timeout: 300_000 }, async (t) => {
  for (const theme of ['light', 'dark', 'high-contrast'] as const) {
    await t.test(theme, async (t) => {
      const me = await desk(t, { mailRoot: true, theme });
      await me.page.setViewportSize({ width: 1500, height: 900 });
      await me.sidebar();
      writeFileSync(join(me.mailRoot.Pickup, 'order.txt'), 'To: a@example.com\nSubject: Your order\n\nhi\n');
      for (const name of ['welcome', 'fails', 'delayed', 'newsletter']) {
        await me.file(`mail/${name}.eml`);
        await me.page.keyboard.press('Control+Alt+m');
        await me.lensText(/Delivered|failed|delayed/).waitFor();
      }
      await me.row('Queue', 'Neue Bücher').waitFor();
      await me.row('BadMail', 'Your order').waitFor();
      // Not earlier: a workbench that has just opened does not know its themes yet.
      if (theme === 'high-contrast') await me.chooseTheme('Dark High Contrast');
      const sidebar = await me.picture(`sidebar-${theme}`);
      await me.file('mail/fails.eml');
      const lens = await me.picture(`lens-${theme}`);
      await me.lens('Show Transcript').click();
      await me.transcript.locator('.code.c5').first().waitFor();
      await me.command('View: Toggle Primary Side Bar Visibility');
      await me.transcript.locator('.dialogue').first().scrollIntoViewIfNeeded();
      const transcript = await me.picture(`transcript-${theme}`);
      if (theme === 'dark') keep({ sidebar, lens, transcript });
      await me.file('mail/newsletter.eml');
      await me.lens('Show Transcript').click();
      await me.transcript.locator('.code.c4').first().waitFor();
      assert.deepEqual(await me.accessibilityProblems(), []);
    });
  }
});

/** `MAILROOT_PICTURES=1` renews the README's. */
function keep(taken: Readonly<Record<string, string>>): void {
  if (process.env['MAILROOT_PICTURES'] === undefined) return;
  const folder = join(repository, 'docs', 'images');
  mkdirSync(folder, { recursive: true });
  for (const [name, path] of Object.entries(taken)) copyFileSync(path, join(folder, `${name}.png`));
}
