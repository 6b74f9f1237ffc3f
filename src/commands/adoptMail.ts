/**
 * Adopts the mail of other programs: files or folders chosen in a dialog (or handed over by whoever runs the command), their messages listed,
 * and those the user leaves chosen put into Pickup. The recognising is loaded when it is wanted.
 */
import * as vscode from 'vscode';
import type { Adopted } from '../engine/adopt/adopt';
import type { PassedOver } from '../engine/adopt/foreign';
import { UserError } from '../engine/ports';
import type { HeldBack } from '../host/leaving';
import { aboutHead, announce, foresees, heldBack, letLeave } from '../host/safeSend';
import { needMailRoot, needTrust, type Command, type CommandContext } from './command';

export const adoptMail: Command = async (context, clicked, selected) => {
  needTrust();
  const mailRoot = await needMailRoot(context);
  if (mailRoot === undefined) return;
  const paths = await chosenPaths(clicked, selected);
  if (paths.length === 0) return;
  const { adopt } = await import('../engine/adopt/adopt');
  const found = await collected(adopt(paths, { mailRoot, mode: 'dry-run' }));
  const messages = found.filter((one) => one.kind === 'adopted');
  if (messages.length === 0) throw new UserError(nothingFound(found));
  const wanted = await chosenMessages(messages);
  if (wanted.size === 0) return;
  const these = { mailRoot, wanted: (file: string) => wanted.has(file) };
  const held: (HeldBack | undefined)[] = [];
  const look = async (bytes: Uint8Array): Promise<void> => {
    held.push(await heldBack(aboutHead(bytes), context.session));
  };
  if (foresees(context.session)) await collected(adopt(paths, { ...these, mode: 'dry-run', look }));
  const agreed = await letLeave(
    held.filter((one) => one !== undefined),
    wanted.size,
  );
  if (agreed.kind === 'cancelled') return;
  for (const file of wanted) await announce(agreed, file, context.session);
  let count = 0;
  for await (const one of adopt(paths, { ...these, mode: 'adopt' })) {
    tellLog(context, one);
    if (one.kind === 'adopted') count += 1;
  }
  void vscode.window.showInformationMessage(vscode.l10n.t('Put into Pickup: {0}. The MailRoot log says which.', count));
};

async function collected<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
}

async function chosenPaths(clicked: unknown, selected: unknown): Promise<string[]> {
  const given = (Array.isArray(selected) && selected.length > 0 ? selected : [clicked]) as unknown[];
  const uris = given.filter((each) => each instanceof vscode.Uri);
  if (uris.length > 0) return uris.map(({ fsPath }) => fsPath);
  // On Linux and Windows a dialog chooses files or folders, never both.
  const kinds = [
    { label: vscode.l10n.t('Files...'), detail: vscode.l10n.t('mbox, Django, Rails, .eml, .bad'), folders: false },
    {
      label: vscode.l10n.t('A Folder...'),
      detail: vscode.l10n.t('A Maildir, a BadMail folder, or a folder of files'),
      folders: true,
    },
  ];
  const kind = await vscode.window.showQuickPick(kinds, { placeHolder: vscode.l10n.t('Adopt mail from') });
  if (kind === undefined) return [];
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: !kind.folders,
    canSelectFolders: kind.folders,
    canSelectMany: true,
    openLabel: vscode.l10n.t('Adopt'),
  });
  return (chosen ?? []).map(({ fsPath }) => fsPath);
}

/** All are chosen until the user says otherwise; the names they get in Pickup. */
async function chosenMessages(messages: readonly Adopted[]): Promise<ReadonlySet<string>> {
  const items = messages.map(({ file, subject, from, to, source, number, notes }) => ({
    label: subject === '' ? vscode.l10n.t('(no subject)') : subject,
    description: `${from} \u2192 ${to}`,
    detail: [vscode.l10n.t('message {0} of {1}', number, source), ...notes].join(', '),
    picked: true,
    file,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    title: vscode.l10n.t('Which messages shall be put into Pickup? They are sent at once.'),
  });
  return new Set((chosen ?? []).map(({ file }) => file));
}

function nothingFound(found: readonly (Adopted | PassedOver)[]): string {
  const [first] = found;
  if (first?.kind !== 'passed') return vscode.l10n.t('There is no message in what was chosen.');
  return vscode.l10n.t('{0} was not adopted: {1}', first.source, first.why);
}

function tellLog({ log }: CommandContext, one: Adopted | PassedOver): void {
  if (one.kind === 'passed') log.warn(`${one.source} was passed over: ${one.why}`);
  else log.info(`Pickup/${one.file} is message ${one.number} of ${one.source} (${one.format})`);
}
