/** Parts of messages as a read-only file system, so that the editor's own viewers show them: pictures, text, messages inside. */
import * as vscode from 'vscode';
import { readPartQuery } from './partAddress';
import { Reader } from './reader';
import { sourceOf } from './source';

export class PartFiles implements vscode.Disposable {
  readonly #reader: Reader;

  constructor(extension: vscode.Uri) {
    this.#reader = new Reader(vscode.Uri.joinPath(extension, 'dist', 'mail.js').fsPath);
  }

  async read(uri: vscode.Uri): Promise<Uint8Array> {
    const address = readPartQuery(uri.query);
    if (address === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    const source = await sourceOf(vscode.Uri.parse(address.message, true)).catch(() => {
      throw vscode.FileSystemError.FileNotFound(uri);
    });
    const answer = await this.#reader.ask({ kind: 'part', source, part: address.part });
    if (answer.kind === 'part') return answer.part.octets;
    throw vscode.FileSystemError.Unavailable(answer.kind === 'trouble' ? answer.text : uri);
  }

  dispose(): void {
    this.#reader.dispose();
  }
}
