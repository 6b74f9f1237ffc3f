/** What can be dragged out of a tree and dropped onto it; what then happens is dragging.ts's, loaded with the first that is dragged. */
import type * as vscode from 'vscode';
import type { FolderName } from '../engine/mailroot/layout';
import type { MailSession } from '../host/session';
import type { Dragging } from './dragging';
import { rowsType, type Row } from './treeRows';

export class MailDragAndDrop implements vscode.TreeDragAndDropController<Row> {
  readonly dragMimeTypes = [rowsType, 'text/uri-list'];
  readonly dropMimeTypes: string[];
  readonly #load: () => Promise<Dragging>;
  #dragging: Promise<Dragging> | undefined;

  constructor(folder: FolderName, session: MailSession, context: vscode.ExtensionContext) {
    this.dropMimeTypes = folder === 'Pickup' ? [rowsType, 'text/uri-list', 'files'] : [];
    this.#load = () => import('./dragging').then(({ Dragging }) => new Dragging(session, context));
  }

  async handleDrag(rows: readonly Row[], data: vscode.DataTransfer): Promise<void> {
    await (await this.#loaded()).drag(rows, data);
  }

  async handleDrop(_target: Row | undefined, data: vscode.DataTransfer): Promise<void> {
    await (await this.#loaded()).drop(data);
  }

  #loaded(): Promise<Dragging> {
    return (this.#dragging ??= this.#load());
  }
}
