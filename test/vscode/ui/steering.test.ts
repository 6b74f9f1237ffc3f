/** Steering by hand: what can be asked of a message, from its row, its story and the palette; what is asked about first, and what is undone. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FolderName } from '../../../src/engine/mailroot/layout';
import type { Desk } from './desk';
import { byPalette } from './keys';
import { inNotice } from './notices';
import { clickUntil } from './pointer';
import { walk } from './walk';

async function waits(me: Desk, subject: string, to = '451x9@sim.test'): Promise<void> {
  const text = `From: shop@example.com\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nHello.\r\n`;
  writeFileSync(join(me.mailRoot.Pickup, `${subject}.eml`), text);
  await me.until('its first attempt', () => told(me, 'Queue').includes('delayed:'));
  // As it will stay.
  await me.row('Queue', new RegExp(`${subject}.*tried once`)).waitFor();
}

/** All local transcripts of a folder. */
function told(me: Desk, folder: FolderName): string {
  const names = me.files(folder).filter((name) => name.endsWith('.ltr'));
  return names.map((name) => readFileSync(join(me.mailRoot[folder], name), 'latin1')).join('\n');
}

walk('from the row: hold with undo, priority, clock, requeue by another way', { both: true }, async (me) => {
  await me.sidebar();
  await waits(me, 'steer me');
  const row = me.row('Queue', 'steer me');
  await me.menu(row, 'Hold');
  await inNotice(me, 'Held: neither attempted nor given up until released.', 'Undo');
  await me.until('it to be released', () => told(me, 'Queue').includes('command: released'));
  await me.row('Queue', /steer me.*tried 2 times/).waitFor();
  await me.menu(row, 'Change Priority...');
  await me.pick('high', 'high');
  await me.until('its priority', () => told(me, 'Queue').includes('priority'));
  await me.menu(row, 'Move Clock Ahead...');
  await me.pick('Next event', 'Next event');
  await me.until('another attempt', () => told(me, 'Queue').includes('attempt: number 3'));
  await me.menu(row, 'Requeue...');
  await me.ask('Requeue (1 of 2)', 'bob@example.com');
  await me.page.keyboard.press('Enter');
  await me.ask('Requeue (2 of 2)', 'Drop');
  await me.page.keyboard.press('Enter');
  await me.row('Drop', 'steer me').waitFor();
});

walk('from the row: what nobody is told of is asked about, and taken out can be undone', {}, async (me) => {
  await me.sidebar();
  await me.pane('Sent').locator('.pane-header').click();
  await waits(me, 'take me out');
  await me.menu(me.row('Queue', 'take me out'), 'Take Out of Queue...');
  await me.answer('Cancel');
  await me.menu(me.row('Queue', 'take me out'), 'Take Out of Queue...');
  await me.answer('Take Out');
  await me.row('Sent', 'take me out').waitFor();
  await inNotice(me, 'Taken out of the Queue.', 'Undo');
  const row = me.row('Queue', 'take me out');
  await row.waitFor();
  await me.menu(row, 'Give Up Now...');
  await me.page.locator('.monaco-dialog-box', { hasText: 'The sender gets a failure notification.' }).waitFor();
  await me.answer('Give Up');
  await me.row('Drop', 'Delivery Status Notification').waitFor();
});

walk('from the story: clock, edit and send again with what was changed, put back in Pickup', {}, async (me) => {
  await me.sidebar();
  await waits(me, 'mend me', '451x2@sim.test');
  const button = (name: string): Promise<void> => me.transcript.getByRole('button', { name, exact: true }).click();
  await clickUntil(me.row('Queue', 'mend me'), me.transcript.getByText('Step by step').first());
  await button('Edit and Send Again');
  await me.page.locator('.editor-group-container.active .view-line', { hasText: 'Hello.' }).click();
  await me.page.keyboard.press('End');
  await me.page.keyboard.type(' Mended.');
  await me.page.keyboard.press('Control+s');
  await me.page.locator('.tab', { hasText: 'Story: mend me' }).click();
  await me.transcript.getByText('content replaced by a person').first().waitFor();
  await button('Advance Clock...');
  await me.pick('Next event', 'Next event');
  await me.until('it to be sent', () => told(me, 'Sent').includes('relayed'));
  const sent = me.files('Sent').find((name) => name.endsWith('.eml')) ?? '';
  assert.match(me.read('Sent', sent).toString(), /Hello\. Mended\./);
  await waits(me, 'back to the start');
  const title = me.transcript.getByRole('heading', { level: 1, name: 'back to the start' });
  await clickUntil(me.row('Queue', 'back to the start'), title);
  await button('Put Back in Pickup');
  await me.until('the Queue to have a new one', () => told(me, 'Queue').includes('attempt: number 1'));
});

walk('from the palette, by keys: expire, retry, and the clocks of all', {}, async (me) => {
  await me.sidebar();
  await waits(me, 'by palette');
  await byPalette(me, 'MailRoot: Retry Now', 'by palette');
  await me.until('another attempt', () => told(me, 'Queue').includes('attempt: number 2'));
  await byPalette(me, 'MailRoot: Move Clock of All Ahead...', 'Next event');
  await me.until('a third', () => told(me, 'Queue').includes('attempt: number 3'));
  await byPalette(me, 'MailRoot: Give Up Now...', 'by palette');
  await me.page.locator('.monaco-dialog-box').waitFor();
  await me.page.keyboard.press('Enter');
  await me.row('Drop', 'Delivery Status Notification').waitFor();
});
