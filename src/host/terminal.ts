/** Tells new terminals where the engine is: MAILROOT, SMTP_HOST, SMTP_PORT, SMTP_URL, SMTP_CERTIFICATE. Taken back when it stops or is switched off. */
import * as vscode from 'vscode';
import type { MailSession } from './session';
import { flag } from './settings';

export function keepTerminalsInformed(session: MailSession, context: vscode.ExtensionContext): void {
  const variables = context.environmentVariableCollection;
  variables.persistent = false;
  variables.description = vscode.l10n.t('Where the MailRoot engine takes mail');
  let told = '';
  const tell = (): void => {
    const wanted = flag('terminal.environment', true) ? environment(session) : {};
    const now = JSON.stringify(wanted);
    if (now === told) return;
    told = now;
    variables.clear();
    for (const [name, value] of Object.entries(wanted)) variables.replace(name, value);
  };
  context.subscriptions.push(session.onDidChangeState(tell), vscode.workspace.onDidChangeConfiguration(tell));
  tell();
}

function environment(session: MailSession): Record<string, string> {
  const { mailRoot, status } = session;
  if (mailRoot === undefined) return {};
  const smtp = status?.smtp;
  if (smtp === undefined) return { MAILROOT: mailRoot.root };
  const { host, port, certificate } = smtp;
  const where = { SMTP_HOST: host, SMTP_PORT: String(port), SMTP_URL: `smtp://${host}:${port}` };
  return { MAILROOT: mailRoot.root, ...where, ...(certificate !== undefined && { SMTP_CERTIFICATE: certificate }) };
}
