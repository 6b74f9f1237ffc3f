/**
 * Notices that the engine lacks a secret: by the outcome of a message that could not log in, or by a trouble in its status. Says so once for
 * each, with the command that stores it. One that is stored here is handed over again instead: the engine may have been started anew.
 */
import * as vscode from 'vscode';
import type { EngineStatus, Outcome } from '../engine/protocol';
import { namesIn } from './secretNames';
import type { MailSession } from './session';

export function tellMissingSecrets(session: MailSession, { subscriptions }: vscode.ExtensionContext): void {
  const told = new Set<string>();
  const missing = async (names: readonly string[]): Promise<void> => {
    for (const name of names.filter((each) => !told.has(each))) {
      told.add(name);
      if (await session.hasSecret(name)) session.handOver();
      else void tell(name);
    }
  };
  subscriptions.push(
    session.onOutcome((outcome) => void missing(lackedBy(outcome))),
    session.onDidChangeState(() => void missing(lackedIn(session.status))),
  );
}

async function tell(name: string): Promise<void> {
  const store = vscode.l10n.t('Store Secret...');
  const text = vscode.l10n.t(
    'MailRoot cannot log in: the settings mention the secret "{0}", and it is not stored.',
    name,
  );
  if ((await vscode.window.showWarningMessage(text, store)) === store)
    await vscode.commands.executeCommand('mailroot.storeSecret', name);
}

/** What a remote host says is no reason: only our own sentences. */
function lackedBy({ recipients }: Pick<Outcome, 'recipients'>): string[] {
  return recipients.flatMap(({ state }) => {
    if (state.action !== 'delayed' && state.action !== 'failed') return [];
    return state.reply === undefined ? namesIn(state.text) : [];
  });
}

function lackedIn(status: EngineStatus | undefined): string[] {
  return (status?.troubles ?? []).flatMap((trouble) => namesIn(trouble));
}
