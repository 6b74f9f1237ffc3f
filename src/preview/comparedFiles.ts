/**
 * Messages as they are compared, as read-only files for VS Code's diff editor, and the way into it: its title says in what the two differ. All
 * reading is the worker's. A message that is gone is a sentence.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { UserError, errorText } from '../engine/ports';
import type { What } from '../compare/wishes';
import { comparedParts, comparedScheme, readCompared } from './comparedAddress';
import { Reader } from './reader';
import { sourceOf } from './source';
import type { Source } from './worker/protocol';

interface Pair {
  readonly left: vscode.Uri;
  readonly right: vscode.Uri;
}

/** Texts that are kept: both sides of the last two comparisons. */
const mostKept = 4;

export class ComparedFiles implements vscode.Disposable {
  readonly #reader: Reader;
  readonly #kept = new Map<string, Promise<Uint8Array>>();

  constructor(extension: vscode.Uri) {
    this.#reader = new Reader(vscode.Uri.joinPath(extension, 'dist', 'mail.js').fsPath);
  }

  async size(uri: vscode.Uri): Promise<number> {
    return (await this.read(uri)).length;
  }

  /** Asked for twice by whoever opens a file: its size, and what is in it. */
  read(uri: vscode.Uri): Promise<Uint8Array> {
    const key = uri.toString();
    const text = this.#kept.get(key) ?? this.#text(uri);
    this.#kept.delete(key);
    this.#kept.set(key, text);
    text.catch(() => this.#kept.delete(key));
    for (const old of [...this.#kept.keys()].slice(0, -mostKept)) this.#kept.delete(old);
    return text;
  }

  async #text(uri: vscode.Uri): Promise<Uint8Array> {
    const address = readCompared(uri);
    if (address === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const source = await sourceOf(vscode.Uri.parse(address.message, true)).catch(() => {
      throw vscode.FileSystemError.FileNotFound(uri);
    });
    const answer = await this.#reader.ask({ kind: 'form', source, what: address.what });
    if (answer.kind === 'form') return Buffer.from(answer.text, 'utf8');
    throw vscode.FileSystemError.Unavailable(answer.text);
  }

  async compare({ left, right }: Pair, what: What): Promise<void> {
    const [source, other] = [await readSource(left), await readSource(right)];
    const answer = await this.#reader.ask({ kind: 'differences', source, other, what });
    if (answer.kind === 'trouble') throw new UserError(answer.text);
    const [a, b] = [comparedUri(left, source, what), comparedUri(right, other, what)];
    const found = answer.summary === '' ? vscode.l10n.t('no difference') : answer.summary;
    const title = `${nameOf(left)} ↔ ${nameOf(right)}: ${found}`;
    await vscode.commands.executeCommand('vscode.diff', a, b, title, { preview: true });
    if (answer.summary === '' && what === 'meaning') void this.#tellSame({ left, right });
  }

  /** The two that are open in front, with more or less of them. */
  async again(what: What): Promise<void> {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const sides = input instanceof vscode.TabInputTextDiff ? [input.original, input.modified] : [];
    const [left, right] = sides.flatMap((side) => (side.scheme === comparedScheme ? (readCompared(side) ?? []) : []));
    if (left === undefined || right === undefined)
      throw new UserError(vscode.l10n.t('No comparison of two messages is open in front.'));
    const parse = (message: string): vscode.Uri => vscode.Uri.parse(message, true);
    await this.compare({ left: parse(left.message), right: parse(right.message) }, what);
  }

  async #tellSame(pair: Pair): Promise<void> {
    const more = vscode.l10n.t('Compare Everything');
    const text = vscode.l10n.t(
      'Both say the same. Date, Message-ID, boundaries, encodings and traces were not compared.',
    );
    if ((await vscode.window.showInformationMessage(text, more)) === more) await this.compare(pair, 'everything');
  }

  dispose(): void {
    this.#reader.dispose();
  }
}

async function readSource(uri: vscode.Uri): Promise<Source> {
  return sourceOf(uri).catch((error: unknown) => {
    throw new UserError(vscode.l10n.t('{0} can not be read: {1}', nameOf(uri), errorText(error)));
  });
}

function comparedUri(uri: vscode.Uri, { stamp }: Source, what: What): vscode.Uri {
  const address = { what, message: uri.toString(), stamp };
  return vscode.Uri.from({ scheme: comparedScheme, ...comparedParts(nameOf(uri), address) });
}

function nameOf({ path }: vscode.Uri): string {
  return basename(path);
}
