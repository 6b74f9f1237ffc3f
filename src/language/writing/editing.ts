/**
 * Commands that edit the message in the active editor. Each asks what it has to and makes one
 * edit that one Undo takes back; what can't be done is said in a sentence.
 */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { UserError, errorText } from '../../engine/ports';
import { encoderOf } from '../checking/diagnostics';
import { findSource } from '../finding/findSource';
import { messageOf, readDocument } from '../documents';
import { charsetOf } from '../model/content';
import { innermost } from '../model/place';
import type { Edit } from '../model/span';
import { attachEdits, editOf } from './attachFiles';
import type { EditName } from './editNames';
import { refolded } from './format';
import { decodedSelection, encodedSelection, encodings, type SelectionEncoding } from './selectionText';
import { htmlWithoutText, withText } from './textAlternative';

const commands: Readonly<Record<EditName, (editor: vscode.TextEditor, given: unknown) => Promise<void>>> = {
  insertAttachment,
  addTextAlternative,
  encodeSelection,
  decodeSelection,
  foldHeaders: (editor) => refold(editor, 'folded'),
  unfoldHeaders: (editor) => refold(editor, 'unfolded'),
  findSource: ({ document }) => findSource(messageOf(document)),
};

/** `given`: what would be asked, for keybindings: files to attach, or an encoding. */
export async function runEdit(name: EditName, given?: unknown): Promise<void> {
  try {
    await commands[name](needEditor(), given);
  } catch (error) {
    // Who called it is not kept waiting for somebody to read.
    void vscode.window.showErrorMessage(errorText(error));
  }
}

function needEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === 'eml') return editor;
  throw new UserError(vscode.l10n.t('No message is open: open an .eml file first.'));
}

async function apply({ document }: Pick<vscode.TextEditor, 'document'>, edits: readonly Edit[]): Promise<void> {
  if (edits.length > 0) await vscode.workspace.applyEdit(editOf(document, edits));
}

async function insertAttachment(editor: vscode.TextEditor, given: unknown): Promise<void> {
  needWhole(editor.document);
  const uris = Array.isArray(given) ? given.filter((each) => each instanceof vscode.Uri) : await askFiles();
  if (uris.length === 0) return;
  await apply(editor, await attachEdits(editor.document, uris));
}

async function askFiles(): Promise<readonly vscode.Uri[]> {
  const title = vscode.l10n.t('Insert Attachment');
  return (await vscode.window.showOpenDialog({ canSelectMany: true, title })) ?? [];
}

function needWhole(document: vscode.TextDocument): void {
  if (readDocument(document).headOnly)
    throw new UserError(
      vscode.l10n.t('The message is over 5 MB: it is read up to the end of its head, and its parts are not edited.'),
    );
}

async function addTextAlternative(editor: vscode.TextEditor): Promise<void> {
  needWhole(editor.document);
  const message = messageOf(editor.document);
  const html = htmlWithoutText(message);
  if (html === undefined)
    throw new UserError(vscode.l10n.t('There is no HTML in this message that has no text beside it.'));
  await apply(editor, withText(message, html, { encode: encoderOf(editor.document.encoding), unique: randomUUID() }));
}

async function refold(editor: vscode.TextEditor, to: 'folded' | 'unfolded'): Promise<void> {
  const { document, selection } = editor;
  const message = messageOf(document);
  const within = selection.isEmpty
    ? { start: 0, end: message.text.length }
    : { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
  await apply(editor, refolded(message, within, to));
}

const labels: Readonly<Record<SelectionEncoding, string>> = {
  'quoted-printable': 'Quoted-Printable',
  base64: 'Base64',
  'encoded-word': 'Encoded-Word',
};

async function encodeSelection(editor: vscode.TextEditor, given: unknown): Promise<void> {
  const { document, selections } = editor;
  needSelection(editor);
  const encoding = encodings.find((each) => each === given) ?? (await askEncoding());
  if (encoding === undefined) return;
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  await replaceSelections(editor, selections, (text) => encodedSelection(text, encoding, eol));
}

async function askEncoding(): Promise<SelectionEncoding | undefined> {
  const items = encodings.map((encoding) => ({ label: labels[encoding], encoding }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Encode the selection as') });
  return chosen?.encoding;
}

async function decodeSelection(editor: vscode.TextEditor): Promise<void> {
  const { document, selections } = editor;
  needSelection(editor);
  const message = messageOf(document);
  await replaceSelections(editor, selections, (text, offset) => {
    const part = innermost(message.root, offset);
    const read = decodedSelection(text, { encoding: part.encoding, charset: charsetOf(part) });
    if (read.kind === 'decoded') return read.text;
    throw new UserError(
      read.kind === 'not-encoded'
        ? vscode.l10n.t('The selection is neither quoted-printable nor base64, and has no encoded word in it.')
        : vscode.l10n.t('The selection is {0}, but what is in it is no text of this charset.', labels[read.from]),
    );
  });
}

function needSelection({ selections }: vscode.TextEditor): void {
  if (selections.every(({ isEmpty }) => isEmpty))
    throw new UserError(vscode.l10n.t('Nothing is selected: select the text first.'));
}

async function replaceSelections(
  { document }: vscode.TextEditor,
  selections: readonly vscode.Selection[],
  make: (text: string, offset: number) => string,
): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const selection of selections)
    if (!selection.isEmpty)
      edit.replace(document.uri, selection, make(document.getText(selection), document.offsetAt(selection.start)));
  await vscode.workspace.applyEdit(edit);
}
