/**
 * Sends more than the file as it stands: all messages of a folder, one message many times, to other recipients, or with variables filled in. Each
 * with progress, and cancelled at any moment: what was handed in by then is on its way. Nothing is handed in before all that is needed is known.
 */
import { randomUUID } from 'node:crypto';
import { basename, sep } from 'node:path';
import * as vscode from 'vscode';
import type { MailRoot } from '../engine/mailroot/layout';
import { UserError } from '../engine/ports';
import { submitAgreed } from '../host/intoPickup';
import type { HeldBack } from '../host/leaving';
import { mailBelow } from '../host/mailBelow';
import { aboutHead, foresees, heldBack, letLeave } from '../host/safeSend';
import { needMailRoot, needTrust, type Command, type CommandContext } from './command';
import { chooseEnvironment } from './chooseEnvironment';
import { foreseeAll, handIn, whatCame, type Handed } from './handIn';
import { bytesOf } from './openBytes';
import { toOthers } from './otherRecipients';
import { addressList } from './steeringWords';
import { fillIn, problemText } from './variables';

/** More in one go is a mistake, or a test of load: that is for `mailroot send`. */
const mostTimes = 10_000;
const mostInFolder = 10_000;

export const sendFolder: Command = async (context, clicked) => {
  needTrust();
  const mailRoot = await needMailRoot(context);
  const folder = clicked instanceof vscode.Uri ? clicked : await pickFolder();
  if (mailRoot === undefined || folder === undefined) return;
  const found = await mailBelow([folder.fsPath], mostInFolder);
  const paths = found.filter((path) => /\.eml$/i.test(path) && !path.startsWith(mailRoot.root + sep)).sort();
  const uris = paths.map((path) => vscode.Uri.file(path));
  if (uris.length === 0) throw new UserError(vscode.l10n.t('There is no .eml file in {0}.', basename(folder.path)));
  const title = vscode.l10n.t('Sending {0} messages of {1}', uris.length, basename(folder.path));
  await handAllIn(context, mailRoot, { title, all: uris.map((uri) => handedFile(context, uri)) });
};

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    title: vscode.l10n.t('Send Folder'),
  });
  return chosen?.[0];
}

export const sendNTimes: Command = async (context, clicked, given) => {
  needTrust();
  const uri = needFile(clicked);
  const mailRoot = await needMailRoot(context);
  const times = typeof given === 'number' ? given : await askTimes();
  if (mailRoot === undefined || times === undefined) return;
  const bytes = await bytesOf(uri);
  const title = vscode.l10n.t('Sending {0} {1} times', basename(uri.path), times);
  const one = handedFile(context, uri, bytes);
  await handAllIn(context, mailRoot, { title, all: Array.from({ length: times }, () => one) });
};

async function askTimes(): Promise<number | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Send N Times'),
    prompt: vscode.l10n.t('How many times? Each is a message of its own, with the same content.'),
    value: '10',
    validateInput: (value) =>
      isTimes(Number(value)) ? undefined : vscode.l10n.t('A whole number from 1 to {0}.', mostTimes),
  });
  return typed === undefined ? undefined : Number(typed);
}

function isTimes(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= mostTimes;
}

export const sendTo: Command = async (context, clicked, given) => {
  needTrust();
  const uri = needFile(clicked);
  const mailRoot = await needMailRoot(context);
  const typed = typeof given === 'string' ? given : await askRecipients();
  if (mailRoot === undefined || typed === undefined) return;
  const bytes = toOthers(await bytesOf(uri), addressList(typed).addresses);
  const title = vscode.l10n.t('Sending {0}', basename(uri.path));
  await handAllIn(context, mailRoot, { title, all: [handedFile(context, uri, bytes)] });
};

function askRecipients(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Send To'),
    prompt: vscode.l10n.t(
      'Addresses in place of those of the message, with commas between. Its To and Cc stay as they are.',
    ),
    validateInput: (value) => addressList(value).problem,
  });
}

export const sendWithVariables: Command = async (context, clicked, given) => {
  needTrust();
  const uri = needFile(clicked);
  const mailRoot = await needMailRoot(context);
  if (mailRoot === undefined) return;
  const environment = await chooseEnvironment(uri, given);
  if (environment === undefined) return;
  const chance = { now: Date.now(), guid: randomUUID, random: Math.random };
  const filled = fillIn(await bytesOf(uri), environment.values, chance);
  const name = `${environment.name} (${environment.sources.join(', ')})`;
  if (filled.kind === 'trouble') throw new UserError(problemText(filled.problems, name));
  const title = vscode.l10n.t('Sending {0} with {1}', basename(uri.path), environment.name);
  await handAllIn(context, mailRoot, { title, all: [handedFile(context, uri, filled.bytes)] });
};

function needFile(clicked: unknown): vscode.Uri {
  const uri = clicked instanceof vscode.Uri ? clicked : vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined) throw new UserError(vscode.l10n.t('No file is open. Open an .eml file and send it.'));
  return uri;
}

/** `bytes`: what is sent for the file, when it is not the file as it stands. */
function handedFile({ session, tracker }: CommandContext, uri: vscode.Uri, bytes?: Uint8Array): Handed {
  return {
    name: basename(uri.path),
    bytes: () => (bytes === undefined ? bytesOf(uri) : Promise.resolve(bytes)),
    followed: (pickupFile) =>
      tracker.began(uri.toString(), pickupFile, { now: Date.now(), engineRuns: session.state === 'running' }),
  };
}

interface Sending {
  readonly title: string;
  readonly all: readonly Handed[];
}

/** Asked once, for all of them, before the first is handed in. */
async function handAllIn({ session, log }: CommandContext, mailRoot: MailRoot, { title, all }: Sending): Promise<void> {
  const location = vscode.ProgressLocation.Notification;
  const came = await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const isCancelled = (): boolean => token.isCancellationRequested;
    const foresee = (bytes: Uint8Array): Promise<HeldBack | undefined> => heldBack(aboutHead(bytes), session);
    const held = foresees(session) ? await foreseeAll(all, { foresee, isCancelled }) : [];
    const agreed = held === undefined ? ({ kind: 'as-it-is' } as const) : await letLeave(held, all.length);
    if (agreed.kind === 'cancelled') return undefined;
    return handIn(all, {
      submit: (base, bytes) => submitAgreed(agreed, { mailRoot, base, bytes }, session),
      report: (done, of) => progress.report({ increment: 100 / of, message: vscode.l10n.t('{0} of {1}', done, of) }),
      isCancelled,
    });
  });
  const text = came && whatCame(came);
  if (text === undefined) return;
  log.info(text);
  void vscode.window.showWarningMessage(text);
}
