/**
 * Reads the heads of the workspace's mail for the addresses in them, so many files and octets at most, and not again for a while. What
 * can't be read is left out: then there is simply less to complete.
 */
import * as vscode from 'vscode';
import { filePart } from '../../engine/mailroot/filePart';
import { mailBelow } from '../../host/mailBelow';
import { knownAddresses } from './knownAddresses';
import type { KnownAddress } from './suggestion';

const mostFiles = 400;
const headOctets = 16_384;
const goodForMs = 5_000;
const atOnce = 16;

export class WorkspaceAddresses {
  #found: Promise<readonly KnownAddress[]> | undefined;
  #at = 0;

  /** As they were when last looked for: a new look goes on beside it, and the next completion has it. */
  get(now: number): Promise<readonly KnownAddress[]> {
    if (this.#found !== undefined && now - this.#at < goodForMs) return this.#found;
    this.#at = now;
    const before = this.#found;
    const after = scan();
    this.#found = before ?? after;
    if (before !== undefined)
      void after.then((addresses) => {
        this.#found = Promise.resolve(addresses);
      });
    return this.#found;
  }
}

async function scan(): Promise<readonly KnownAddress[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const paths = await mailBelow(
    folders.map(({ uri }) => uri.fsPath),
    mostFiles,
  );
  const heads: string[] = [];
  for (let i = 0; i < paths.length; i += atOnce)
    heads.push(...(await Promise.all(paths.slice(i, i + atOnce).map(headOf))));
  const opened = vscode.workspace.textDocuments
    .filter(({ languageId, uri }) => languageId === 'eml' && !paths.includes(uri.fsPath))
    .map((document) => document.getText(new vscode.Range(0, 0, 200, 0)));
  return knownAddresses([...heads, ...opened]);
}

async function headOf(path: string): Promise<string> {
  return filePart(path, 0, headOctets).then(
    ({ bytes }) => bytes.toString('utf8'),
    () => '',
  );
}
