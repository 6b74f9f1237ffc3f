/** What a hand does with a mouse in a workbench that moves under it: menus and dragging, repeated until they are seen to have worked. */
import type { Locator, Page } from 'playwright-core';

/**
 * Opens a menu and chooses from it. It takes no click in its first moments, and closes unasked when what it belongs to is drawn again:
 * one clicks until a click closed it.
 */
export async function choose(page: Page, title: string, open: () => Promise<void>): Promise<void> {
  const item = page.locator('.monaco-menu .action-label', { hasText: title });
  for (let clicked = false; !clicked;) {
    if (!(await item.isVisible())) await open();
    await item.waitFor({ timeout: 2_000 }).catch(() => undefined);
    clicked = await item.click({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
    if (!clicked) continue;
    await item.waitFor({ state: 'hidden', timeout: 3_000 }).catch(() => undefined);
    clicked = !(await item.isVisible());
  }
}

/** Drags until it is seen to have been done: rows move while trees fill, and what is picked up then is something else. */
export async function drag(from: Locator, to: Locator, done: () => Promise<boolean> | boolean): Promise<boolean> {
  for (let tries = 0; tries < 5; tries++) {
    await dragOnce(from, to);
    for (let looks = 0; looks < 40; looks++) {
      if (await done()) return true;
      await from.page().waitForTimeout(100);
    }
  }
  return false;
}

async function dragOnce(from: Locator, to: Locator): Promise<void> {
  const { mouse } = from.page();
  await from.hover({ position: { x: 80, y: 8 } });
  await mouse.down();
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (start === null || end === null) throw new Error('There is nothing to drag, or nowhere to drag it to.');
  await mouse.move(start.x + 90, start.y + start.height / 2 + 6, { steps: 5 });
  await mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 10 });
  // What is dropped is fetched while one drags.
  await from.page().waitForTimeout(500);
  await mouse.move(end.x + end.width / 2 + 2, end.y + end.height / 2 + 2, { steps: 2 });
  await mouse.up();
}

/** Clicks until something is seen to have come of it: a row that is being drawn anew takes no click. */
export async function clickUntil(row: Locator, seen: Locator): Promise<void> {
  for (let clicks = 0; clicks < 5; clicks++) {
    await row.click();
    const came = await seen.waitFor({ timeout: 6_000 }).then(
      () => true,
      () => false,
    );
    if (came) return;
  }
  await seen.waitFor();
}
