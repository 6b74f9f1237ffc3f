/** Trees and pages by keyboard alone: how to come to a thing, what has the focus, and whether that can be seen. */
import type { Frame, Locator } from 'playwright-core';
import type { FolderName } from '../../../src/engine/mailroot/layout';
import type { Desk } from './desk';

/** What has the focus in a page. */
export interface Stop {
  /** `button Hold` */
  readonly what: string;
  /** Something is drawn around it. */
  readonly seen: boolean;
  /** Its number among all that can have the focus, in the order of the page. */
  readonly at: number;
}

const focusable = 'button, summary, input, select, a[tabindex], [tabindex="0"]';

const looking = `(() => {
  const at = document.activeElement;
  if (at === null || at === document.body || !document.hasFocus()) return null;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
  const name = at.getAttribute('aria-label') ?? at.textContent.trim().replace(/\\s+/g, ' ');
  const seen = (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  const all = [...document.querySelectorAll('${focusable}')].filter((each) => each.checkVisibility());
  return { what: at.localName + ' ' + name, seen, at: all.indexOf(at) };
})()`;

export async function focused(frame: Frame): Promise<Stop | undefined> {
  return (await frame.evaluate<Stop | null>(looking)) ?? undefined;
}

/** Presses Tab until the focus has left the page; all stops in between. */
export async function tabThrough(me: Desk, frame: Frame): Promise<Stop[]> {
  const stops: Stop[] = [];
  for (let presses = 0; presses < 400; presses++) {
    await me.page.keyboard.press('Tab');
    const stop = await focused(frame);
    if (stop === undefined) return stops;
    stops.push(stop);
  }
  throw new Error('One never gets out of the page by Tab.');
}

/** Presses Tab until that has the focus. */
export async function tabTo(me: Desk, frame: Frame, what: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 400; presses++) {
    const stop = await focused(frame);
    if (stop !== undefined && (typeof what === 'string' ? stop.what === what : what.test(stop.what))) return;
    passed.push(stop?.what ?? '-');
    await me.page.keyboard.press('Tab');
  }
  throw new Error(`Tab never came to ${String(what)}; it came to ${[...new Set(passed)].join(', ')}`);
}

/** Runs a command of the palette, and answers what it asks for, each time by typing and Enter. */
export async function byPalette(me: Desk, title: string, ...answers: readonly string[]): Promise<void> {
  await me.page.keyboard.press('F1');
  for (const [i, typed] of [`>${title}`, ...answers].entries()) {
    const input = me.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(typed);
    const wanted = i === 0 ? title : typed;
    const row = me.page.locator('.quick-input-list .monaco-list-row', { hasText: wanted }).first();
    await row.waitFor();
    for (let rows = 0; rows < 10 && !(await row.getAttribute('class'))?.includes('focused'); rows++)
      await me.page.keyboard.press('ArrowDown');
    await me.page.keyboard.press('Enter');
  }
}

/** Goes to the first row of a tree. */
export async function toTree(me: Desk, folder: FolderName): Promise<Locator> {
  await byPalette(me, `MailRoot: Focus on ${folder} View`);
  await me.pane(folder).locator('.monaco-list:focus').waitFor();
  const row = me.pane(folder).locator('.monaco-list-row.focused');
  await me.until(`the focus on a row of ${folder}`, async () => {
    await me.page.keyboard.press('Home');
    return row.isVisible();
  });
  return row;
}
