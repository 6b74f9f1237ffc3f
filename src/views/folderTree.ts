/**
 * One tree: a folder's messages, laid out as its user wants, each with its recipients, attempts and transcripts below. Listens to the
 * session: what changed on disk is listed again, soon but never so often that listing is all that is done. Right without an engine.
 */
import * as vscode from 'vscode';
import type { FolderName } from '../engine/mailroot/layout';
import { listFolder, type FolderEntry } from '../engine/mailroot/list';
import { errorText } from '../engine/ports';
import type { Outcome, Progress } from '../engine/protocol';
import type { MailSession } from '../host/session';
import type { Arrangement } from './arrange';
import { FactsCache } from './factsCache';
import { FolderContents, type Layout } from './folderContents';
import { rowLook } from './folderTreeModel';
import { factsReader } from './factsReader';
import { childRows, transcriptPath } from './rowChildren';
import { attemptItem, entryItem, groupItem, moreItem, newItem, recipientItem, transcriptItem } from './treeItems';
import { entryRow, groupRow, moreRow, type EntryRow, type Row } from './treeRows';
import { headline, pickupWelcome, troubleOf } from './treeWords';
import { viewId } from './treeVerbs';

const pageSize = 200;

export interface TreeParts {
  readonly session: MailSession;
  readonly folder: FolderName;
  readonly dragAndDrop: vscode.TreeDragAndDropController<Row>;
  readonly arrangement: Arrangement;
}

export class FolderTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly folder: FolderName;
  readonly view: vscode.TreeView<Row>;
  readonly #session: MailSession;
  readonly #changed = new vscode.EventEmitter<Row[] | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #cache: FactsCache;
  readonly #contents: FolderContents;
  readonly #live = new Map<string, Progress>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #clock: NodeJS.Timeout;
  readonly #checked = new Set<string>();
  /** Rows that stand there, by id, with what they said when they were drawn. */
  readonly #drawn = new Map<string, { readonly row: EntryRow; readonly said: string }>();
  readonly #pages = new Map<string, number>();
  #arrangement: Arrangement;
  #checking = false;
  #drawnFor = '';
  #again: NodeJS.Timeout | undefined;
  #laying: Promise<unknown> = Promise.resolve();
  #tookMs = 0;

  constructor({ session, folder, dragAndDrop, arrangement }: TreeParts) {
    this.#session = session;
    this.folder = folder;
    this.#arrangement = arrangement;
    this.#cache = new FactsCache(factsReader(() => session.mailRoot));
    this.#contents = new FolderContents({
      folder,
      list: () => this.#list(),
      cache: this.#cache,
      onReading: (done, total) => {
        this.view.message = vscode.l10n.t('{0} of {1} messages read ...', done, total);
      },
    });
    this.view = vscode.window.createTreeView(viewId(folder), {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
      manageCheckboxStateManually: true,
      dragAndDropController: dragAndDrop,
    });
    this.#subscriptions = [
      session.onDidChangeFolders((folders) => {
        if (folders.includes(folder)) this.#refresh();
      }),
      session.onDidChangeState(() => this.#stateChanged()),
      session.onProgress((progress) => this.#progressed(progress)),
      session.onOutcome((outcome) => this.#ended(outcome)),
      this.view.onDidChangeCheckboxState(({ items }) => this.#check(items)),
    ];
    // Countdowns and ages are looked at while somebody may see them; only rows that say something new are drawn again.
    this.#clock = setInterval(() => this.#tick(), 1_000);
  }

  get arrangement(): Arrangement {
    return this.#arrangement;
  }

  arrange(change: Partial<Arrangement>): void {
    this.#arrangement = { ...this.#arrangement, ...change };
    this.#pages.clear();
    this.#changed.fire(undefined);
  }

  /** Selected messages; with checkboxes, the checked ones. */
  chosen(): readonly EntryRow[] {
    const rows = this.#checking ? this.#checkedRows() : this.view.selection;
    return rows.filter((row) => row.kind === 'entry');
  }

  #checkedRows(): EntryRow[] {
    return [...this.#drawn.values()].map(({ row }) => row).filter(({ entry }) => this.#checked.has(entry.path));
  }

  toggleCheckboxes(): void {
    this.#checking = !this.#checking;
    this.#checked.clear();
    this.#changed.fire(undefined);
  }

  #check(items: readonly [Row, vscode.TreeItemCheckboxState][]): void {
    for (const [row, state] of items) {
      if (row.kind !== 'entry') continue;
      if (state === vscode.TreeItemCheckboxState.Checked) this.#checked.add(row.entry.path);
      else this.#checked.delete(row.entry.path);
    }
  }

  showMore(list: string): void {
    this.#pages.set(list, this.#pageOf(list) + pageSize);
    this.#changed.fire(undefined);
  }

  #pageOf(list: string): number {
    return this.#pages.get(list) ?? pageSize;
  }

  #tick(): void {
    if (!this.view.visible) return;
    const now = Date.now();
    const rows = [...this.#drawn.values()].filter(({ row, said }) => {
      const facts = this.#cache.peek(row.entry);
      return facts !== undefined && rowLook({ ...facts, live: this.#live.get(row.entry.id) }, now).description !== said;
    });
    if (rows.length > 0) this.#changed.fire(rows.map(({ row }) => row));
  }

  /** Soon, but listing shall not be all that is done: a folder that takes long is listed less often, and never twice at a time. */
  #refresh(): void {
    const soon = this.#tookMs < 225 ? this.#tookMs * 4 : Math.min(10_000, Math.max(900, this.#tookMs * 3));
    this.#again ??= setTimeout(() => {
      void this.#laying.then(() => {
        this.#again = undefined;
        void this.#listAgain();
      });
    }, soon);
  }

  /** Read before the tree is told: from then until it has its new rows, VS Code knows none of the old, and a click on one would name none. */
  async #listAgain(): Promise<void> {
    this.#contents.changed();
    const { visible } = this.view;
    // A tree that nobody sees is asked for nothing; its badge is seen all the same.
    const layout = visible || this.folder === 'BadMail' ? await this.#layout() : undefined;
    const rows = visible && layout?.kind === 'rows' ? layout.rows.slice(0, this.#pageOf(this.folder)) : [];
    await Promise.allSettled(rows.map((entry) => this.#cache.of(entry)));
    this.#changed.fire(undefined);
  }

  /** The engine's counters change with each message: only what this tree shows is worth a redraw. */
  #stateChanged(): void {
    const { mailRoot, state } = this.#session;
    const shown = [mailRoot?.root, state, troubleOf(this.#session)].join('\n');
    if (shown === this.#drawnFor) return;
    this.#drawnFor = shown;
    this.#refresh();
  }

  #progressed(progress: Progress): void {
    if (this.folder !== 'Queue') return;
    this.#live.set(progress.id, progress);
    this.#redraw(progress.id);
  }

  #ended({ id, folder }: Outcome): void {
    if (!this.#live.delete(id)) return;
    if (folder === 'Queue') this.#redraw(id);
    else this.#refresh();
  }

  #redraw(id: string): void {
    const rows = [...this.#drawn.values()].map(({ row }) => row).filter(({ entry }) => entry.id === id);
    if (rows.length > 0) this.#changed.fire(rows);
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row === undefined) return this.#top();
    if (row.kind === 'group') return this.#page(row.id, row.rows);
    return childRows(row, this.#session.mailRoot, this.#cache);
  }

  async #top(): Promise<Row[]> {
    const layout = await this.#layout();
    this.#drawn.clear();
    if (layout.kind === 'groups') return this.#groups(layout);
    return this.#isReadyPickup(layout) ? [{ kind: 'new', id: 'Pickup/new' }] : this.#page(this.folder, layout.rows);
  }

  #isReadyPickup({ total }: Layout): boolean {
    return this.folder === 'Pickup' && total === 0 && this.#session.state === 'running';
  }

  #layout(): Promise<Layout> {
    const laying = this.#layOut();
    this.#laying = laying;
    return laying;
  }

  async #layOut(): Promise<Layout> {
    const { mailRoot } = this.#session;
    const nothing = { kind: 'rows', total: 0, shown: 0, rows: [] } as const;
    try {
      const began = performance.now();
      const layout = mailRoot === undefined ? nothing : await this.#contents.laidOut(this.#arrangement);
      this.#tookMs = performance.now() - began;
      this.#tell(layout);
      return layout;
    } catch (error) {
      this.view.message = vscode.l10n.t('{0} cannot be read: {1}', mailRoot?.[this.folder] ?? '', errorText(error));
      return nothing;
    }
  }

  async #list(): Promise<FolderEntry[]> {
    const { mailRoot } = this.#session;
    return mailRoot === undefined ? [] : listFolder(mailRoot, this.folder);
  }

  #page(list: string, rows: readonly FolderEntry[]): Row[] {
    const page = rows.slice(0, this.#pageOf(list)).map((entry) => entryRow(entry, list));
    for (const row of page) this.#drawn.set(row.id, { row, said: '' });
    const left = rows.length - page.length;
    return left > 0 ? [...page, moreRow(this.folder, list, left)] : page;
  }

  /** Groups stand open while all that is in them makes one page: a tree asks at once for what is below an open one. */
  #groups({ groups, shown }: Extract<Layout, { kind: 'groups' }>): Row[] {
    const page = groups.slice(0, this.#pageOf(this.folder));
    const open = shown <= pageSize;
    const rows = page.map(({ label, rows }) => groupRow({ folder: this.folder, label, rows, open }));
    const left = groups.length - page.length;
    return left > 0 ? [...rows, moreRow(this.folder, this.folder, left)] : rows;
  }

  #tell(layout: Layout): void {
    const { description, message } = headline(layout, this.#arrangement);
    this.view.description = description;
    const welcome = this.#isReadyPickup(layout) ? pickupWelcome : '';
    this.view.message = (this.folder === 'Pickup' ? troubleOf(this.#session) || welcome : '') || message;
    if (this.folder !== 'BadMail') return;
    const { total: value } = layout;
    const tooltip =
      value === 1 ? vscode.l10n.t('1 message in BadMail') : vscode.l10n.t('{0} messages in BadMail', value);
    this.view.badge = value === 0 ? undefined : { value, tooltip };
  }

  async getTreeItem(row: Row): Promise<vscode.TreeItem> {
    switch (row.kind) {
      case 'entry':
        return this.#entryItem(row);
      case 'group':
        return groupItem(row);
      case 'more':
        return moreItem(row);
      case 'new':
        return newItem(row);
      case 'recipient':
        return recipientItem(row);
      case 'attempt':
        return attemptItem(row);
      case 'transcript':
        return transcriptItem(row, transcriptPath(this.#session.mailRoot, row));
    }
  }

  async #entryItem(row: EntryRow): Promise<vscode.TreeItem> {
    const facts = await this.#cache.of(row.entry);
    const item = entryItem({ ...facts, live: this.#live.get(row.entry.id) }, row);
    this.#drawn.set(row.id, { row, said: typeof item.description === 'string' ? item.description : '' });
    if (this.#checking) {
      const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
      item.checkboxState = this.#checked.has(row.entry.path) ? Checked : Unchecked;
    }
    return item;
  }

  dispose(): void {
    clearInterval(this.#clock);
    clearTimeout(this.#again);
    for (const each of [this.view, this.#changed, ...this.#subscriptions]) each.dispose();
  }
}
