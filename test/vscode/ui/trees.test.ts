/** The trees as one works with them: find, filter, group, look into a row, check several, drag, and all of it by keyboard too. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desk } from './desk';
import { walk } from './walk';

/** Puts messages into Drop as if they had arrived. */
function arrived(me: Desk, subjects: readonly string[]): void {
  for (const [i, subject] of subjects.entries()) {
    const name = `20261124T10000${i}Z-000000${i}.eml`;
    const text = `X-Receiver: ann@example.com\nFrom: shop@example.com\nTo: ann@example.com\nSubject: ${subject}\n\nhi\n`;
    writeFileSync(join(me.mailRoot.Drop, name), text);
  }
}

walk(
  'a queued message tells its envelope on hover, and below it who waits, since when, and what was said',
  {},
  async (me) => {
    await me.sidebar();
    await me.file('mail/newsletter.eml');
    await me.page.keyboard.press('Control+Alt+m');
    const row = me.row('Queue', 'Neue Bücher');
    await row.waitFor();
    await me.lensText('failed').waitFor();
    await me.page.setViewportSize({ width: 1360, height: 1400 });
    const hover = me.page.locator('.monaco-hover', { hasText: 'delivered to Drop' });
    while (!(await hover.isVisible())) {
      await me.page.mouse.move(900, 700);
      await row.hover();
      await hover.waitFor({ timeout: 3_000 }).catch(() => undefined);
    }
    // A tree that is drawn again each second closes what one reads.
    await me.page.waitForTimeout(2_500);
    assert.ok(await hover.isVisible());
    await me.unfold(row);
    const recipient = me.row('Queue', '451@sim.test');
    await recipient.waitFor();
    await me.row('Queue', /ada@example\.org.*delivered to Drop/).waitFor();
    await me.row('Queue', /552@sim\.test.*552 5\.2\.2/).waitFor();
    await me.unfold(recipient);
    const attempt = me.row('Queue', 'Attempt 1');
    await attempt.waitFor();
    await me.unfold(attempt);
    await me.picture('tree-unfolded');
    await me.row('Queue', 'Remote transcript').click();
    await me.page.locator('.tab.active', { hasText: '.rtr' }).waitFor();
    await me.page.locator('.view-line', { hasText: '== attempt 1, session 1' }).first().waitFor();
  },
);

walk('a tree is filtered while one types, grouped, and a message is found over all folders', {}, async (me) => {
  await me.sidebar();
  arrived(me, ['Your order', 'Your invoice', 'Weekly letter']);
  await me.row('Drop', 'Weekly letter').waitFor();
  await me.viewAction('Drop', 'Filter');
  await me.ask('Filter Drop', 'subject:your -invoice');
  await me.row('Drop', 'Weekly letter').waitFor({ state: 'detached' });
  await me.picture('tree-filtered');
  await me.row('Drop', 'Your order').waitFor();
  await me.page.keyboard.press('Enter');
  await me.pane('Drop').getByText('1 of 3').waitFor();
  await me.viewAction('Drop', 'Clear Filter');
  await me.row('Drop', 'Weekly letter').waitFor();
  await me.viewMenu('Drop', 'Group By');
  await me.pick('recipient domain', 'recipient domain');
  await me.row('Drop', /^example\.com\s*3/).waitFor();
  await me.picture('tree-grouped');
  await me.command('MailRoot: Find Message...');
  await me.ask('Find Message', 'to:ann invoice');
  await me.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Your invoice' }).waitFor();
  await me.page.keyboard.press('Enter');
  await me.page.locator('.view-line', { hasText: /Subject:\s*Your\sinvoice/ }).waitFor();
});

walk('mail in BadMail is told at the icon while the sidebar shows something else', {}, async (me) => {
  await me.page.locator('.statusbar-item', { hasText: 'MailRoot' }).waitFor();
  writeFileSync(join(me.mailRoot.Pickup, 'nobody.txt'), 'To: a@example.com\nSubject: nobody wrote this\n\nhi\n');
  await me.page.locator('.activitybar .badge', { hasText: '1' }).waitFor();
});

walk('what is done with one of several checked messages is done with all of them', {}, async (me) => {
  await me.sidebar();
  arrived(me, ['first', 'second', 'third']);
  await me.row('Drop', 'third').waitFor();
  await me.viewMenu('Drop', 'Show or Hide Checkboxes');
  for (const subject of ['first', 'third']) await me.row('Drop', subject).locator('.monaco-custom-toggle').click();
  await me.menu(me.row('Drop', 'third'), 'Delete');
  await me.page.locator('.monaco-dialog-box', { hasText: '2 messages' }).waitFor();
  await me.deleteForGood();
  await me.until('two to be gone', () => me.files('Drop').length === 1);
  await me.row('Drop', 'second').waitFor();
});

walk('messages are dragged: onto Pickup to be sent again, into the editor as a copy', {}, async (me) => {
  await me.sidebar();
  arrived(me, ['drag me']);
  const row = me.row('Drop', 'drag me');
  await row.waitFor();
  await me.drag(row, me.pane('Pickup').locator('.pane-body'), () => me.files('Drop').length > 1);
  await me.file('mail/welcome.eml');
  const tab = me.page.locator('.tab', { hasText: 'drag me.eml' }).first();
  await me.drag(row, me.page.locator('.editor-group-container .monaco-editor').first(), () => tab.isVisible());
});

walk('by keyboard alone: open, look into, and delete a message', {}, async (me) => {
  await me.sidebar();
  await me.file('mail/delayed.eml');
  await me.page.keyboard.press('Control+Alt+m');
  await me.row('Queue', 'put off twice').waitFor();
  await me.command('MailRoot: Focus on Queue View');
  await me.page.keyboard.press('ArrowDown');
  await me.page.keyboard.press('ArrowRight');
  await me.row('Queue', '451x2@sim.test').waitFor();
  await me.page.keyboard.press('Enter');
  await me.transcript.getByRole('heading', { name: 'Attempt 1' }).waitFor();
  await me.command('MailRoot: Focus on Queue View');
  await me.page.keyboard.press('Delete');
  await me.deleteForGood();
  await me.until('the Queue to be empty', () => me.files('Queue').length === 0);
  assert.ok(existsSync(me.mailRoot.root) && readdirSync(me.mailRoot.Drop).length === 0);
});
