/**
 * The four trees. Names are listed at once; heads of messages are read when a row is drawn, and kept while its file is unchanged.
 * Listens to the session: what changed on disk is listed again. Rows a page at a time, so that ten thousand do not freeze anything.
 */
import * as vscode from 'vscode';
import { listFolder, readBadReason, readEnvelope, readSummary, type FolderEntry } from '../engine/mailroot/list';
import { familyPath, type FamilyPart, type FolderName, type MailRoot } from '../engine/mailroot/layout';
import { errorText } from '../engine/ports';
import type { Progress } from '../engine/protocol';
import type { MessageRow } from '../host/messageRow';
import type { MailSession } from '../host/session';
import { rowLook, type RowFacts } from './folderTreeModel';
import { FactsCache } from './factsCache';
import { clockTime } from './times';

const pageSize = 500;
const treeFolders = ['Pickup', 'Queue', 'BadMail', 'Drop'] as const;
type TreeFolder = (typeof treeFolders)[number];

interface MoreRow {
  readonly more: TreeFolder;
  readonly left: number;
}
type Row = MessageRow | MoreRow;

/** Registers the four views and `mailroot.showMore`. */
export function registerFolderTrees(session: MailSession, context: vscode.ExtensionContext): void {
  const trees = treeFolders.map((folder) => new FolderTree(session, folder));
  context.subscriptions.push(
    ...trees,
    vscode.commands.registerCommand('mailroot.showMore', (row?: MoreRow) =>
      trees.find(({ folder }) => folder === row?.more)?.showMore(),
    ),
  );
}

class FolderTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly folder: TreeFolder;
  readonly #session: MailSession;
  readonly #changed = new vscode.EventEmitter<Row | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<Row>;
  readonly #cache = new FactsCache({ read: (entry) => this.#read(entry), files: (entry) => this.#filesOf(entry) });
  readonly #live = new Map<string, Progress>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #clock: NodeJS.Timeout;
  #rows = new Map<string, MessageRow>();
  /** As listed since the last change on disk; a redraw of the clock lists nothing. */
  #entries: Promise<readonly FolderEntry[]> | undefined;
  #drawnFor = '';
  #shown = pageSize;

  constructor(session: MailSession, folder: TreeFolder) {
    this.#session = session;
    this.folder = folder;
    this.#view = vscode.window.createTreeView(`mailroot.${folder.toLowerCase()}`, {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: false,
    });
    this.#subscriptions = [
      session.onDidChangeFolders((folders) => {
        if (folders.includes(folder)) this.#refresh();
      }),
      session.onDidChangeState(() => this.#stateChanged()),
      session.onProgress((progress) => this.#progressed(progress)),
      session.onOutcome(({ id }) => this.#ended(id)),
    ];
    // Countdowns and ages are redrawn while somebody looks.
    this.#clock = setInterval(() => this.#tick(), folder === 'Queue' ? 1_000 : 30_000);
  }

  #tick(): void {
    if (this.#view.visible && this.#rows.size > 0) this.#changed.fire(undefined);
  }

  #refresh(): void {
    this.#entries = undefined;
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
    const row = this.#rows.get(progress.id);
    if (row !== undefined) this.#changed.fire(row);
  }

  #ended(id: string): void {
    if (!this.#live.delete(id)) return;
    const row = this.#rows.get(id);
    if (row !== undefined) this.#changed.fire(row);
  }

  showMore(): void {
    this.#shown += pageSize;
    this.#changed.fire(undefined);
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const { mailRoot } = this.#session;
    if (mailRoot === undefined) this.#tell(0);
    if (row !== undefined || mailRoot === undefined) return [];
    this.#entries ??= this.#list(mailRoot);
    const entries = await this.#entries;
    const known = this.#rows;
    const page = entries.slice(0, this.#shown).map((entry) => known.get(entry.id) ?? { entry });
    this.#rows = new Map(page.map((each) => [each.entry.id, each]));
    this.#cache.keepOnly(page.map(({ entry }) => entry));
    const left = entries.length - page.length;
    return left > 0 ? [...page, { more: this.folder, left }] : page;
  }

  async #list(mailRoot: MailRoot): Promise<FolderEntry[]> {
    try {
      const entries = await listFolder(mailRoot, this.folder);
      this.#tell(entries.length);
      return entries;
    } catch (error) {
      this.#view.message = vscode.l10n.t('{0} cannot be read: {1}', mailRoot[this.folder], errorText(error));
      return [];
    }
  }

  #tell(count: number): void {
    this.#view.description = count === 0 ? '' : String(count);
    this.#view.message = this.folder === 'Pickup' ? troubleOf(this.#session) : '';
    if (this.folder !== 'BadMail') return;
    this.#view.badge =
      count === 0
        ? undefined
        : {
            value: count,
            tooltip:
              count === 1 ? vscode.l10n.t('1 message in BadMail') : vscode.l10n.t('{0} messages in BadMail', count),
          };
  }

  async getTreeItem(row: Row): Promise<vscode.TreeItem> {
    if ('more' in row) return moreItem(row);
    const facts = await this.#cache.of(row.entry);
    const live = this.#live.get(row.entry.id);
    return itemOf({ ...facts, live }, row);
  }

  #filesOf({ folder, id, path, kind }: FolderEntry): readonly string[] {
    const { mailRoot } = this.#session;
    const state = stateFile(folder);
    if (mailRoot === undefined || kind === 'foreign' || state === undefined) return [path];
    return [path, familyPath(mailRoot, folder, { id, part: state })];
  }

  async #read(entry: FolderEntry): Promise<RowFacts> {
    const { mailRoot } = this.#session;
    if (mailRoot === undefined || entry.kind === 'foreign') return { entry };
    const { folder, id } = entry;
    const [summary, envelope, reason] = await Promise.all([
      readSummary(entry).catch(() => undefined),
      stateFile(folder) === undefined ? undefined : readEnvelope(mailRoot, folder, id),
      folder === 'BadMail' ? readBadReason(mailRoot, id) : undefined,
    ]);
    return { entry, summary, envelope, reason };
  }

  dispose(): void {
    clearInterval(this.#clock);
    for (const each of [this.#view, this.#changed, ...this.#subscriptions]) each.dispose();
  }
}

function stateFile(folder: FolderName): FamilyPart | undefined {
  return folder === 'Queue' ? '.envelope.json' : folder === 'BadMail' ? '.bdp' : undefined;
}

function itemOf(facts: RowFacts, row: MessageRow): vscode.TreeItem {
  const look = rowLook(facts, Date.now());
  const item = new vscode.TreeItem(look.label);
  item.id = `${row.entry.folder}/${row.entry.id}`;
  item.description = look.description;
  item.tooltip = new vscode.MarkdownString(look.tooltip);
  item.iconPath = new vscode.ThemeIcon(
    look.icon,
    look.color === undefined ? undefined : new vscode.ThemeColor(look.color),
  );
  item.contextValue = look.contextValue;
  item.accessibilityInformation = { label: look.spoken };
  const command = row.entry.folder === 'BadMail' || row.entry.folder === 'Queue' ? 'showTranscript' : 'openMessage';
  if (row.entry.kind === 'message') {
    const title = command === 'openMessage' ? vscode.l10n.t('Open Message') : vscode.l10n.t('Show Transcript');
    item.command = { command: `mailroot.${command}`, title, arguments: [row] };
  }
  return item;
}

function moreItem(row: MoreRow): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('{0} more ...', row.left));
  item.id = `${row.more}/more`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.contextValue = 'mailroot.more';
  item.command = { command: 'mailroot.showMore', title: vscode.l10n.t('Show More Messages'), arguments: [row] };
  return item;
}

/** One sentence above the Pickup tree when something is not as it should be. */
function troubleOf(session: MailSession): string {
  if (session.state === 'untrusted') {
    return vscode.l10n.t('Restricted Mode: you can browse. Trust this workspace to send mail.');
  }
  if (session.state === 'failed') {
    const again = session.againAt === undefined ? '' : clockTime(session.againAt).slice(11);
    return vscode.l10n.t('The engine does not run: {0} It is started again at {1}.', session.reason ?? '', again);
  }
  return session.status?.troubles.join(' ') ?? '';
}
