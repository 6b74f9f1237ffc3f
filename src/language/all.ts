/** Everything the editor does for mail that is open: the entry of the bundle that is loaded with the first message. Decides nothing. */
import * as vscode from 'vscode';
import type { MailSession } from '../host/session';
import { MailDiagnostics } from './checking/diagnostics';
import { registerQuickFixes } from './checking/quickFixes';
import { ruleReference } from './checking/reference';
import { registerCompletion } from './completing/completion';
import { registerFolding } from './reading/folding';
import { registerLinks } from './reading/links';
import { registerOutline } from './reading/outline';
import { registerSelection } from './reading/selection';

export interface LanguageParts {
  readonly session: MailSession;
  readonly extension: vscode.ExtensionContext;
}

export function registerLanguage({ session, extension }: LanguageParts): vscode.Disposable {
  const diagnostics = new MailDiagnostics(session, ruleReference(extension));
  return vscode.Disposable.from(
    registerCompletion(),
    registerFolding(),
    registerLinks(),
    registerOutline(),
    registerSelection(),
    diagnostics,
    registerQuickFixes(diagnostics),
  );
}
