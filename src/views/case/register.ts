/**
 * The ways to a case bundle: `*.mailroot.zip` opens as its story, and the files in it as read-only documents of a scheme of ours. What reads
 * bundles is loaded with the first.
 */
import * as vscode from 'vscode';
import { readOnlyFiles, type Files } from '../pages/readOnlyFiles';
import { caseEditorType, caseScheme } from './address';
import type * as Case from './caseView';

export function registerCases(
  { subscriptions, extensionUri }: vscode.ExtensionContext,
  load: () => Promise<typeof Case>,
): void {
  const editor: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async ({ uri }, panel) => {
      const { CaseView } = await load();
      new CaseView(panel, extensionUri, uri);
    },
  };
  const files = async (): Promise<Files> => {
    const { fileInCase } = await load();
    return { size: async (uri) => (await fileInCase(uri)).length, read: fileInCase };
  };
  subscriptions.push(
    vscode.window.registerCustomEditorProvider(caseEditorType, editor, { supportsMultipleEditorsPerDocument: true }),
    readOnlyFiles(caseScheme, files),
  );
}
