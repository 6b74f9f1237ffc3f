/**
 * Find Message...: one list over all folders, with the words of the filter boxes. Heads are read while it is open, newest first, so that
 * the list is there at once and fills up; nothing is read any more once it is closed.
 */
import * as vscode from 'vscode';
import { listFolder, type FolderEntry } from '../engine/mailroot/list';
import { inSlices, sortedInSlices } from '../engine/mailroot/slices';
import { folderNames, type FolderName, type MailRoot } from '../engine/mailroot/layout';
import type { MailSession } from '../host/session';
import { FactsCache } from './factsCache';
import { rowLook } from './folderTreeModel';
import { fits, parseFilter } from './mailFilter';
import { factsReader } from './factsReader';
import type { RowFacts } from './rowFacts';
import { storied } from './treeItems';

const atOnce = 64;
const mostShown = 200;
const redrawMs = 150;

interface Found extends vscode.QuickPickItem {
  readonly entry: FolderEntry;
}

export async function findMessage(session: MailSession): Promise<void> {
  const { mailRoot } = session;
  if (mailRoot === undefined) {
    await vscode.commands.executeCommand('mailroot.createFolder');
    return;
  }
  const chosen = await new Finder(mailRoot).ask();
  if (chosen === undefined) return;
  const command = storied.includes(chosen.folder) ? 'mailroot.showStory' : 'mailroot.openMessage';
  await vscode.commands.executeCommand(command, { entry: chosen });
}

class Finder {
  readonly #mailRoot: MailRoot;
  readonly #cache: FactsCache;
  readonly #facts: RowFacts[] = [];
  readonly #pick = vscode.window.createQuickPick<Found>();
  #closed = false;
  #drawing: NodeJS.Timeout | undefined;
  #draws = 0;
  #drawn = Promise.resolve();

  constructor(mailRoot: MailRoot) {
    this.#mailRoot = mailRoot;
    this.#cache = new FactsCache(factsReader(() => mailRoot));
  }

  async ask(): Promise<FolderEntry | undefined> {
    const pick = this.#pick;
    pick.title = vscode.l10n.t('Find Message');
    pick.placeholder = vscode.l10n.t('Words, or from: to: subject: category: is:held has:attachment');
    pick.busy = true;
    pick.onDidChangeValue(() => this.#redraw());
    let chosen: Found | undefined;
    const closed = new Promise<void>((resolve) => pick.onDidHide(resolve));
    pick.onDidAccept(async () => {
      // Who types fast and presses Enter sees the list a moment late: what is meant is in the list for what was typed.
      const [selected] = pick.selectedItems;
      await this.#drawn;
      chosen = pick.items.find(({ entry }) => entry.path === selected?.entry.path) ?? pick.items[0];
      pick.hide();
    });
    pick.show();
    void this.#read();
    await closed;
    this.#closed = true;
    clearTimeout(this.#drawing);
    pick.dispose();
    return chosen?.entry;
  }

  async #read(): Promise<void> {
    const lists = await Promise.all(folderNames.map((folder) => listFolder(this.#mailRoot, folder).catch(() => [])));
    const listed = lists.flat().filter(({ kind }) => kind === 'message');
    const entries = await sortedInSlices(listed, (a, b) => (a.id < b.id ? 1 : -1));
    for (let i = 0; i < entries.length && !this.#closed; i += atOnce) {
      this.#facts.push(...(await Promise.all(entries.slice(i, i + atOnce).map((entry) => this.#cache.kept(entry)))));
      this.#drawing ??= setTimeout(() => this.#redraw(), redrawMs);
    }
    if (this.#closed) return;
    this.#pick.busy = false;
    this.#redraw();
  }

  #redraw(): void {
    clearTimeout(this.#drawing);
    this.#drawn = this.#draw();
  }

  /** What is typed, or read, while it looks through all that was read makes it look again. */
  async #draw(): Promise<void> {
    const drawing = ++this.#draws;
    const filter = parseFilter(this.#pick.value);
    const found: Found[] = [];
    const isEnough = (): boolean => found.length === mostShown || drawing !== this.#draws;
    await inSlices([...this.#facts], (facts) => {
      if (!isEnough() && fits(filter, facts)) found.push(item(facts));
    });
    if (drawing !== this.#draws || this.#closed) return;
    this.#drawing = undefined;
    // Replacing the items moves the focus to the first: the one that was focused stays so.
    const active = this.#pick.activeItems[0]?.entry.path;
    this.#pick.keepScrollPosition = true;
    this.#pick.items = found;
    const again = found.find(({ entry }) => entry.path === active);
    if (again !== undefined) this.#pick.activeItems = [again];
  }
}

const folderIcons: Readonly<Record<FolderName, string>> = {
  Pickup: 'mail',
  Queue: 'history',
  BadMail: 'error',
  Drop: 'mail-read',
  Sent: 'pass',
};

function item(facts: RowFacts): Found {
  const look = rowLook(facts, Date.now());
  const { folder } = facts.entry;
  return {
    entry: facts.entry,
    // A subject is no place for an icon of its own.
    label: `$(${folderIcons[folder]}) ${look.label.replaceAll('$(', '\\$(')}`,
    description: folder,
    detail: look.description,
    // What fits was decided by the filter, not by the letters that the list would look for.
    alwaysShow: true,
  };
}
