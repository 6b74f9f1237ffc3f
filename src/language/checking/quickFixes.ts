/** The light bulb at what the rules find: the rule's own fix, and its off switch. */
import * as vscode from 'vscode';
import { crlf } from '../../engine/message/lineEnds';
import { mail, rangeOf } from '../documents';
import type { MailDiagnostics, ShownDiagnosis } from './diagnostics';

const turnOff = '_mailroot.turnOffRule';
const normalize = '_mailroot.normalizeLineEnds';

export function registerQuickFixes(diagnostics: MailDiagnostics): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: (document, range) =>
      diagnostics
        .of(document.uri)
        .filter(({ shown }) => shown.range.intersection(range) !== undefined)
        .flatMap((each) => [...fixes(document, each), switchOff(each)]),
  };
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(mail, provider, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    vscode.commands.registerCommand(turnOff, turnRuleOff),
    vscode.commands.registerCommand(normalize, (uri: vscode.Uri) => normalizeLineEnds(uri, diagnostics)),
  );
}

function fixes(document: vscode.TextDocument, { diagnosis, shown }: ShownDiagnosis): vscode.CodeAction[] {
  const fix = diagnosis.fix?.();
  if (fix === undefined) return [];
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [shown];
  action.isPreferred = true;
  if (fix.kind === 'command') action.command = { title: fix.title, command: fix.command, arguments: [document.uri] };
  else {
    action.edit = new vscode.WorkspaceEdit();
    action.edit.set(
      document.uri,
      fix.edits.map((edit) => new vscode.TextEdit(rangeOf(document, edit), edit.text)),
    );
  }
  return [action];
}

function switchOff({ diagnosis: { code }, shown }: ShownDiagnosis): vscode.CodeAction {
  const title = vscode.l10n.t('Turn Off the Rule {0}', code);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [shown];
  action.command = { title, command: turnOff, arguments: [code] };
  return action;
}

/** In the workspace where there is one, else for the user. */
async function turnRuleOff(code: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration('mailroot');
  const rules = settings.get<Readonly<Record<string, unknown>>>('diagnostics.rules', {});
  const where =
    vscode.workspace.workspaceFolders === undefined
      ? vscode.ConfigurationTarget.Global
      : vscode.ConfigurationTarget.Workspace;
  await settings.update('diagnostics.rules', { ...rules, [code]: 'off' }, where);
}

/** On disk, since an editor cannot tell one line end from another; of a text that was changed, in the editor. */
async function normalizeLineEnds(uri: vscode.Uri, diagnostics: MailDiagnostics): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty || document.isUntitled) {
    const edit = new vscode.WorkspaceEdit();
    edit.set(uri, [vscode.TextEdit.setEndOfLine(vscode.EndOfLine.CRLF)]);
    await vscode.workspace.applyEdit(edit);
    return;
  }
  const bytes = Buffer.from(await vscode.workspace.fs.readFile(uri));
  const whole = bytes.at(-1) === 10 || bytes.at(-1) === 13 || bytes.length === 0;
  // A last line that does not end is another rule's.
  await vscode.workspace.fs.writeFile(uri, whole ? crlf(bytes) : crlf(bytes).subarray(0, -2));
  diagnostics.again(document);
}
