/** Parts of messages as a read-only file system, so that the editor's own viewers show them: pictures, text, messages inside. */
import * as vscode from 'vscode';
import { factsOf, type PartOfMessage } from './attachments';
import { Reader } from './reader';
import { outerOf, sourceOf } from './source';

export class PartFiles implements vscode.Disposable {
  readonly #reader: Reader;

  constructor(extension: vscode.Uri) {
    this.#reader = new Reader(vscode.Uri.joinPath(extension, 'dist', 'mail.js').fsPath);
  }

  /** Octets, without having them. */
  async size(uri: vscode.Uri): Promise<number> {
    const of = this.#partOf(uri);
    return (
      await factsOf(of).catch(() => {
        throw vscode.FileSystemError.FileNotFound(uri);
      })
    ).size;
  }

  async read(uri: vscode.Uri): Promise<Uint8Array> {
    const of = this.#partOf(uri);
    const source = await sourceOf(of.uri).catch(() => {
      throw vscode.FileSystemError.FileNotFound(uri);
    });
    const answer = await this.#reader.ask({ kind: 'part', source, part: of.part });
    if (answer.kind === 'part') return answer.octets;
    throw vscode.FileSystemError.Unavailable(answer.text);
  }

  dispose(): void {
    this.#reader.dispose();
  }

  #partOf(uri: vscode.Uri): PartOfMessage {
    const around = outerOf(uri);
    if (around === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { uri: around.message, part: around.part, reader: this.#reader };
  }
}
