/** Messages open in the editor, and how to ask the editor about them: the language is loaded with the first one. */
import * as vscode from 'vscode';

/** Lines with CRLF, as a message that is open; nothing of it is ever saved. */
export async function open(...lines: readonly string[]): Promise<vscode.TextDocument> {
  const content = lines.map((line) => `${line}\r\n`).join('');
  const document = await vscode.workspace.openTextDocument({ language: 'eml', content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** Asks until there is an answer that fits. */
export async function ask<T>(command: string, ...given: readonly unknown[]): Promise<readonly T[]> {
  return answer<readonly T[]>(command, given, (found) => found.length > 0);
}

export async function answer<T>(command: string, given: readonly unknown[], fits: (found: T) => boolean): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = await vscode.commands.executeCommand<T | undefined>(command, ...given);
    if (found !== undefined && fits(found)) return found;
    if (Date.now() > end) throw new Error(`${command} found nothing that fits: ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Where that text stands, and behind how much of it. */
export function placeOf(document: vscode.TextDocument, text: string, behind = 0): vscode.Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`"${text}" does not stand in ${document.getText()}`);
  return document.positionAt(offset + behind);
}

export function close(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}
