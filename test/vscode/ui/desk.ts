/**
 * A person at a workbench: opens files, presses keys and buttons, looks at trees and pages. On the web host with a fresh copy of the
 * sample; pictures go to `test-results/`. What is waited for is seen on the screen or on disk.
 */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { mailRootAt, type FolderName, type MailRoot } from '../../../src/engine/mailroot/layout';
import type { ServerOptions } from '../host/server';
import { openWorkbench, repository, type Workbench } from '../host/workbench';
import { moveIn, type Tenancy } from './house';
import { choose, drag } from './pointer';
import { themes, type Theme } from './themes';

export interface DeskOptions extends ServerOptions {
  readonly theme?: Theme;
  /** Makes the MailRoot folders beforehand. */
  readonly mailRoot?: boolean;
}

type Found<T> = T | undefined | false;
type Settings = NonNullable<ServerOptions['settings']>;

const pictures = join(repository, 'test-results');

/** Why the workbench can't be driven here, if it can't. */
export const notHere = process.platform === 'linux' ? false : 'the web host needs Linux';

export class Desk {
  readonly page: Page;
  readonly folder: string;
  readonly #house: Tenancy;
  readonly #window: Workbench;

  private constructor(parts: { folder: string; house: Tenancy; window: Workbench }) {
    this.page = parts.window.page;
    this.folder = parts.folder;
    this.#house = parts.house;
    this.#window = parts.window;
  }

  static async open({ theme = 'light', mailRoot = false, ...options }: DeskOptions = {}): Promise<Desk> {
    const folder = join(mkdtempSync(join(tmpdir(), 'mailroot-desk-')), 'shop');
    cpSync(join(repository, 'sample'), folder, { recursive: true });
    if (mailRoot)
      for (const name of ['Pickup', 'Queue', 'BadMail', 'Drop', 'Sent'])
        mkdirSync(join(folder, 'MailRoot', name), { recursive: true });
    const settings = {
      'workbench.colorTheme': themes[theme].setting,
      // Else a high contrast theme gives way to what the machine says.
      'window.autoDetectHighContrast': false,
      'mailroot.smtp.port': 0,
      ...options.settings,
    };
    const house = await moveIn({ ...options, settings });
    try {
      const window = await openWorkbench(house.browser, house.server, { folder });
      window.page.setDefaultTimeout(30_000);
      return new Desk({ folder, house, window });
    } catch (error) {
      await house.leave();
      throw error;
    }
  }

  /** Everything that this VS Code wrote is below one of these. */
  get written(): readonly string[] {
    return [this.#house.server.home, join(this.folder, '..')];
  }

  get mailRoot(): MailRoot {
    return mailRootAt(join(this.folder, 'MailRoot'));
  }

  async close(): Promise<void> {
    await this.#window.close();
    await this.#house.leave();
    await this.#engineEnds();
    // An engine with ten thousand messages in hand may still be writing its last ones.
    await rm(join(this.folder, '..'), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  /** An engine waits a moment for a window to come back; nobody will. */
  async #engineEnds(): Promise<void> {
    const { lock } = this.mailRoot;
    if (!existsSync(lock)) return;
    try {
      process.kill((JSON.parse(readFileSync(lock, 'utf8')) as { pid: number }).pid, 'SIGTERM');
    } catch {
      // It has ended meanwhile.
    }
    for (let i = 0; i < 100 && existsSync(lock); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** Presses F1 and chooses what is called exactly that. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.pick(`>${title}`, title);
  }

  /** Opens a file of the workspace by its name. */
  async file(name: string): Promise<void> {
    await this.page.keyboard.press('Control+p');
    const base = name.split('/').at(-1) ?? name;
    await this.pick(name, base);
    await this.page.locator('.tab.active', { hasText: base }).waitFor();
    await this.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  /** Types into the list that is open and chooses. */
  async pick(typed: string, title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(typed);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
  }

  /** Types into a box of ours, once it is the one that is open. */
  async ask(title: string, typed: string): Promise<void> {
    await this.page.locator('.quick-input-widget .quick-input-title', { hasText: title }).waitFor();
    await this.page.locator('.quick-input-widget input.input').fill(typed);
  }

  /** Shows the trees. */
  async sidebar(): Promise<void> {
    // A badge may lie over the icon.
    await this.page.locator('.activitybar .action-label[aria-label^="MailRoot"]').click({ force: true });
    await this.page.locator('.pane-header', { hasText: 'BadMail' }).waitFor();
  }

  status(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item[id*="mailroot"]', { hasText: text });
  }

  /** Another window on the same folder. */
  async secondWindow(): Promise<Page> {
    const { page } = await openWorkbench(this.#house.browser, this.#house.server, { folder: this.folder });
    return page;
  }

  /** A row of a tree by what it says. */
  row(folder: FolderName, text: string | RegExp): Locator {
    return this.pane(folder).locator('.monaco-list-row', { hasText: text }).first();
  }

  pane(folder: FolderName): Locator {
    return this.page.locator('.pane', {
      has: this.page.locator(`.pane-header[aria-label^="${folder} "], .pane-header .title:text-is("${folder}")`),
    });
  }

  lens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a', { hasText: text }).first();
  }

  lensText(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration', { hasText: text }).first();
  }

  /** The page that is seen: a frame in a frame. VS Code loads what comes next beside it, in a frame of another name. */
  get transcript(): FrameLocator {
    return this.page.frameLocator('iframe.webview:visible').frameLocator('#active-frame');
  }

  /** The same, to look into. */
  async pageFrame(): Promise<Frame> {
    const body = await this.transcript.locator('body').elementHandle();
    const frame = await body.ownerFrame();
    if (frame === null) throw new Error('The page has closed.');
    return frame;
  }

  /** What axe finds wrong with the page, as it stands in its theme: rule and elements. */
  async accessibilityProblems(): Promise<string[]> {
    const frame = await this.pageFrame();
    await frame.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const { violations } = await frame.evaluate<AxeResults>('axe.run()');
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`).join('\n')}`,
    );
  }

  /** Changes the colours of the window, by the workspace's settings: it looks at them all the time. */
  async wear(theme: Theme): Promise<void> {
    const path = join(this.folder, '.vscode', 'settings.json');
    mkdirSync(dirname(path), { recursive: true });
    const settings = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Settings) : {};
    writeFileSync(path, JSON.stringify({ ...settings, 'workbench.colorTheme': themes[theme].setting }));
    await this.page.locator(`.monaco-workbench.${themes[theme].look}`).waitFor();
  }

  async chooseTheme(label: string): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.page.locator('.quick-input-widget input[placeholder*="Color Theme"]').waitFor();
    await this.pick(label, label);
    await this.page.locator('.monaco-workbench.hc-black').waitFor();
  }

  /** In the list behind the bell: a workbench that is driven shows no toasts. */
  notification(text: string): Locator {
    void this.command('Notifications: Show Notifications');
    return this.page.locator('.notifications-center .notification-list-item', { hasText: text }).first();
  }

  /** Chooses from the context menu of a row. */
  async menu(row: Locator, title: string): Promise<void> {
    await choose(this.page, title, () => row.click({ button: 'right' }));
  }

  /** An entry of the menu behind the head of a tree. */
  async viewMenu(folder: FolderName, title: string): Promise<void> {
    await choose(this.page, title, async () => {
      await this.pane(folder).locator('.pane-header').hover();
      await this.pane(folder).locator('.pane-header .codicon-toolbar-more').click();
    });
  }

  async drag(from: Locator, to: Locator, done: () => Promise<boolean> | boolean): Promise<void> {
    if (!(await drag(from, to, done)))
      throw new Error(`What was dragged never arrived; see ${await this.picture('dragging')}`);
  }

  /** Opens or closes what is below a row. */
  async unfold(row: Locator): Promise<void> {
    await row.locator('.monaco-tl-twistie').click();
  }

  /** An icon in the head of a tree. */
  async viewAction(folder: FolderName, title: string): Promise<void> {
    await this.pane(folder).locator('.pane-header').hover();
    await this.pane(folder).locator(`.pane-header .action-label[aria-label^="${title}"]`).click();
  }

  /** Agrees to a deletion; a server has no trash: then one is asked again. */
  async deleteForGood(): Promise<void> {
    await this.answer('Move to Trash');
    const forever = this.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Delete Permanently' });
    await forever.waitFor({ timeout: 3_000 }).then(
      () => forever.click(),
      () => undefined,
    );
  }

  /** Answers a modal question. */
  async answer(button: string): Promise<void> {
    await this.page.locator('.monaco-dialog-box .monaco-button', { hasText: button }).click();
  }

  async picture(name: string): Promise<string> {
    mkdirSync(pictures, { recursive: true });
    // A hover that stays would cover what is to be seen.
    await this.page.mouse.move(700, 700);
    await this.page
      .locator('.monaco-hover:visible')
      .first()
      .waitFor({ state: 'detached', timeout: 3_000 })
      .catch(() => undefined);
    const path = join(pictures, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** A picture of the README, renewed when `MAILROOT_PICTURES=1` says so. */
  async readmePicture(name: string, as: string): Promise<void> {
    const taken = await this.picture(name);
    if (process.env['MAILROOT_PICTURES'] !== undefined)
      copyFileSync(taken, join(repository, 'docs', 'images', `${as}.png`));
  }

  files(folder: FolderName): string[] {
    const path = this.mailRoot[folder];
    return existsSync(path) ? readdirSync(path).sort() : [];
  }

  read(folder: FolderName, name: string): Buffer {
    return readFileSync(join(this.mailRoot[folder], name));
  }

  async until<T>(what: string, probe: () => Found<T> | Promise<Found<T>>): Promise<T> {
    const end = Date.now() + 20_000;
    for (;;) {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > end) throw new Error(`Waited 20 s for ${what}; see ${await this.picture('waiting')}`);
      await this.page.waitForTimeout(50);
    }
  }
}
