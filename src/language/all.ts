/** Everything the editor does for mail that is open: the entry of the bundle that is loaded with the first message. Decides nothing. */
import * as vscode from 'vscode';
import type { SendTracker } from '../host/sendTracker';
import type { MailSession } from '../host/session';
import { MailDiagnostics } from './checking/diagnostics';
import { registerQuickFixes } from './checking/quickFixes';
import { ruleReference } from './checking/reference';
import { registerCompletion } from './completing/completion';
import { registerHover } from './hovering/provider';
import { registerBoundaries } from './reading/boundaries';
import { registerFolding } from './reading/folding';
import { registerInlays } from './reading/inlay';
import { registerLinks } from './reading/links';
import { registerOutline } from './reading/outline';
import { registerSelection } from './reading/selection';
import { SentDiagnostics } from './sending/sentDiagnostics';
import { SourceDiagnostics } from './sending/sourceDiagnostics';
import { registerDrop } from './writing/drop';
import { registerFormatting } from './writing/formatting';

export { runEdit } from './writing/editing';

export interface LanguageParts {
  readonly session: MailSession;
  readonly tracker: SendTracker;
  readonly extension: vscode.ExtensionContext;
}

export function registerLanguage({ session, tracker, extension }: LanguageParts): vscode.Disposable {
  const diagnostics = new MailDiagnostics(session, ruleReference(extension));
  const reference = vscode.Uri.joinPath(extension.extensionUri, 'docs', 'classification.md');
  const sent = new SentDiagnostics({ session, tracker, reference });
  return vscode.Disposable.from(
    registerCompletion(),
    registerHover(session),
    registerBoundaries(),
    registerFolding(),
    registerInlays(),
    registerLinks(),
    registerOutline(),
    registerSelection(),
    registerDrop(),
    registerFormatting(),
    diagnostics,
    registerQuickFixes(diagnostics),
    sent,
    new SourceDiagnostics({ session, tracker, reference, supersede: (uri) => sent.forget(uri) }),
  );
}
