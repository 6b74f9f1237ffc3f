/** A question before what can't be undone: a modal with one answer besides Cancel. Whether that one was given. */
import * as vscode from 'vscode';

export async function agrees(text: string, yes: string, detail?: string): Promise<boolean> {
  const options = { modal: true, ...(detail !== undefined && { detail }) };
  return (await vscode.window.showWarningMessage(text, options, yes)) === yes;
}
