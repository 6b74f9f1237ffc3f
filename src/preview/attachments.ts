/**
 * Parts of a message as files: opened in the editor without a copy on the disk (partFiles), or saved where a person says. Never handed to
 * another program: what came by mail is looked at, not run.
 */
import * as vscode from 'vscode';
import { isMessageType } from '../engine/message/mediaType';
import { partQuery, partScheme } from './partAddress';
import type { Reader } from './reader';
import { sourceOf } from './source';
import type { PartFacts } from './worker/protocol';

export interface PartOfMessage {
  readonly uri: vscode.Uri;
  readonly part: string;
  readonly reader: Reader;
}

function partUri({ uri, part }: Pick<PartOfMessage, 'uri' | 'part'>, name: string): vscode.Uri {
  const query = partQuery({ message: uri.toString(), part });
  return vscode.Uri.from({ scheme: partScheme, path: `/${name}`, query });
}

/** Throws a sentence when there is no such part any more. */
export async function factsOf({ uri, part, reader }: PartOfMessage): Promise<PartFacts> {
  const answer = await reader.ask({ kind: 'facts', source: await sourceOf(uri), part });
  if (answer.kind === 'trouble') throw new Error(answer.text);
  return answer.facts;
}

/** Where a message inside is, so that it can be previewed itself. */
export async function innerUri(of: PartOfMessage): Promise<vscode.Uri> {
  return asMessage(of, (await factsOf(of)).name);
}

function asMessage(of: PartOfMessage, name: string): vscode.Uri {
  return partUri(of, /\.(?:eml|bad)$/i.test(name) ? name : `${name}.eml`);
}

export async function openPart(of: PartOfMessage): Promise<void> {
  const { name, type } = await factsOf(of);
  if (isMessageType(type)) return open(asMessage(of, name));
  if (type !== 'application/pdf' || hasViewer('.pdf')) return open(partUri(of, name));
  const save = vscode.l10n.t('Save...');
  const find = vscode.l10n.t('Find a Viewer');
  const text = vscode.l10n.t('VS Code has no viewer for PDF. Save {0}, or install an extension that shows PDF.', name);
  const chosen = await vscode.window.showInformationMessage(text, save, find);
  if (chosen === save) await savePart(of);
  if (chosen === find) await vscode.commands.executeCommand('workbench.extensions.search', 'pdf viewer');
}

async function open(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', uri);
}

/** Whether an extension has an editor for files of that ending. */
function hasViewer(ending: string): boolean {
  return vscode.extensions.all.some(({ packageJSON }) => {
    const { contributes } = packageJSON as { readonly contributes?: { readonly customEditors?: unknown } };
    return JSON.stringify(contributes?.customEditors ?? '')
      .toLowerCase()
      .includes(`${ending}"`);
  });
}

export async function savePart(of: PartOfMessage): Promise<void> {
  const { uri, part, reader } = of;
  const { name } = await factsOf(of);
  const home = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.joinPath(uri, '..');
  const to = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(home, name) });
  if (to === undefined) return;
  const source = await sourceOf(uri);
  if (to.scheme === 'file') {
    const answer = await reader.ask({ kind: 'save', source, part, to: to.fsPath });
    if (answer.kind === 'trouble') throw new Error(answer.text);
    return;
  }
  const answer = await reader.ask({ kind: 'part', source, part });
  if (answer.kind === 'trouble') throw new Error(answer.text);
  await vscode.workspace.fs.writeFile(to, answer.octets);
}
