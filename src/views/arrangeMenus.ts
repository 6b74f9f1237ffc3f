/** Asks how a tree is to be laid out. A filter takes effect while it is typed; Escape brings back what was. */
import * as vscode from 'vscode';
import type { FolderName } from '../engine/mailroot/layout';
import { groupings, sortings, type Arrangement, type Grouping, type Sorting } from './arrange';
import { groupingWords, sortingWords } from './treeWords';

type Change = (to: Partial<Arrangement>) => void;

const typingMs = 150;

export async function askFilter(folder: FolderName, filter: string, change: Change): Promise<void> {
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('Filter {0}', folder);
  box.value = filter;
  box.placeholder = vscode.l10n.t('Words of subject, address, reason or id');
  box.prompt = vscode.l10n.t(
    'Also from: to: subject: category: is:held is:delayed is:failed has:attachment; a leading - excludes.',
  );
  let typing: NodeJS.Timeout | undefined;
  let kept = filter;
  box.onDidChangeValue((value) => {
    clearTimeout(typing);
    typing = setTimeout(() => change({ filter: value }), typingMs);
  });
  const closed = new Promise<void>((resolve) => box.onDidHide(resolve));
  box.onDidAccept(() => {
    kept = box.value;
    box.hide();
  });
  box.show();
  await closed;
  clearTimeout(typing);
  change({ filter: kept });
  box.dispose();
}

export async function askGrouping(folder: FolderName, now: Grouping, change: Change): Promise<void> {
  const items = groupings.map((grouping) => choice(groupingWords[grouping], grouping, now));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Group {0} by', folder) });
  if (chosen !== undefined) change({ grouping: chosen.value });
}

export async function askSorting(folder: FolderName, now: Sorting, change: Change): Promise<void> {
  const some = folder === 'Queue' ? sortings : sortings.filter((sorting) => sorting !== 'nextAttempt');
  const items = some.map((sorting) => choice(sortingWords[sorting], sorting, now));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sort {0} by', folder) });
  if (chosen !== undefined) change({ sorting: chosen.value });
}

function choice<T>(label: string, value: T, now: T): vscode.QuickPickItem & { value: T } {
  return { label, value, ...(value === now && { description: vscode.l10n.t('now') }) };
}
