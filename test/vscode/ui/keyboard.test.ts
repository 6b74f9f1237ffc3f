/** Without a mouse: trees and the story, by keys alone. What has the focus is seen, and everything that can be clicked can be pressed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desk } from './desk';
import { byPalette, focused, tabThrough, tabTo, toTree } from './keys';
import { walk } from './walk';

function submit(me: Desk, to: string, subject: string): void {
  const text = `From: shop@example.com\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nHello.\r\n`;
  writeFileSync(join(me.mailRoot.Pickup, `${subject}.eml`), text);
}

/** Opens the story of the first message in the Queue and goes into it, by keys. */
async function intoStory(me: Desk): Promise<void> {
  await toTree(me, 'Queue');
  await me.page.keyboard.press('Enter');
  await me.transcript.getByText('Step by step').first().waitFor();
  await byPalette(me, 'View: Focus Active Editor Group');
}

walk(
  'every control of a story is reached by Tab, in the order of the page, and is seen to have the focus',
  { both: true },
  async (me) => {
    submit(me, '550@sim.test, 451x9@sim.test, ann@example.com', 'by keys');
    await me.sidebar();
    await me.row('Queue', 'by keys').waitFor();
    // The notification about it was in the Queue, too.
    await me.row('Drop', 'Delivery Status Notification').waitFor();
    await intoStory(me);
    const frame = await me.pageFrame();
    const stops = await tabThrough(me, frame);
    const order = stops.map(({ at }) => at);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
      'in the order of the page',
    );
    assert.deepEqual(
      stops.filter(({ seen }) => !seen).map(({ what }) => what),
      [],
      'each is seen',
    );
    const names = stops.map(({ what }) => what);
    for (const wanted of [
      'button Retry Now',
      'button Copy Link',
      'button Copy as Text',
      'button Copy as swaks',
      'input Search in the dialogues',
      'select What to compare',
      'button Compare',
    ])
      assert.ok(names.includes(wanted), `${wanted} in ${names.join('; ')}`);
  },
);

walk(
  'a story is used by keys: held, released, folded, searched, compared, followed to the line',
  { both: true },
  async (me) => {
    submit(me, '550@sim.test, 451x9@sim.test, ann@example.com', 'by keys');
    await me.sidebar();
    await me.row('Queue', 'by keys').waitFor();
    // The notification about it was in the Queue, too.
    await me.row('Drop', 'Delivery Status Notification').waitFor();
    await intoStory(me);
    const frame = await me.pageFrame();
    const story = me.transcript;
    const press = (key: string): Promise<void> => me.page.keyboard.press(key);
    const go = (what: string | RegExp): Promise<void> => tabTo(me, frame, what);
    await go('button Hold');
    await press('Enter');
    await story.getByText('It is held').first().waitFor();
    await go('button Release');
    await press('Space');
    await story.getByRole('heading', { name: 'Attempt 2', exact: true }).waitFor();
    await press('Control+f');
    assert.equal((await focused(frame))?.what, 'input Search in the dialogues');
    await me.page.keyboard.type('greylisted');
    await press('Enter');
    await story.getByText(/^1 of \d+$/).waitFor();
    await press('Shift+Enter');
    await story.getByText(/^(\d+) of \1$/).waitFor();
    await go(/^summary Attempt 1/);
    const folded = story.locator('#attempt-1');
    const wasOpen = (await folded.getAttribute('open')) !== null;
    await press('Enter');
    assert.equal((await folded.getAttribute('open')) !== null, !wasOpen);
    await go('select What to compare');
    await press('ArrowDown');
    await go('button Compare');
    await press('Enter');
    await story.locator('.diff').first().waitFor();
    await go('button Close');
    await press('Enter');
    await story.locator('.diff').first().waitFor({ state: 'detached' });
    await go(/^a message, line/);
    await press('Enter');
    await me.page.locator('.editor-group-container.active .tab.active', { hasText: '.eml' }).waitFor();
  },
);
