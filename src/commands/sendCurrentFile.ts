/**
 * Sends the open file, saved or not, as a save would encode it; or the files chosen in the Explorer. Hands it to Pickup: from there
 * the engine goes on. Says what is missing, and asks where mail would leave this machine, before it writes anything; never saves and never moves the focus.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { readHeaders } from '../engine/message/headers';
import { UserError } from '../engine/ports';
import { submitAgreed } from '../host/intoPickup';
import { aboutHead, agreeOn } from '../host/safeSend';
import { needMailRoot, needTrust, type Command, type CommandContext } from './command';
import { bytesOf } from './openBytes';

export const sendCurrentFile: Command = async (context, clicked, selected) => {
  needTrust();
  const uris = chosenUris(clicked, selected);
  if (uris.length === 0) {
    throw new UserError(
      vscode.l10n.t('No file is open. Open an .eml file and send it, or write one with "MailRoot: New Message".'),
    );
  }
  const mailRoot = await needMailRoot(context);
  if (mailRoot === undefined) return;
  const { session, tracker } = context;
  const messages: Message[] = [];
  for (const uri of uris) messages.push(await readMessage(uri));
  const agreed = await agreeOn(messages, ({ bytes }) => aboutHead(bytes), session);
  if (agreed.kind === 'cancelled') return;
  for (const { uri, bytes } of messages) {
    const pickupFile = await submitAgreed(agreed, { mailRoot, base: basename(uri.path), bytes }, session);
    tracker.began(uri.toString(), pickupFile, { now: Date.now(), engineRuns: session.state === 'running' });
  }
  if (session.state !== 'running') await offerStart(context);
};

function chosenUris(clicked: unknown, selected: unknown): readonly vscode.Uri[] {
  if (Array.isArray(selected) && selected.length > 0) return selected.filter((each) => each instanceof vscode.Uri);
  if (clicked instanceof vscode.Uri) return [clicked];
  const open = vscode.window.activeTextEditor?.document.uri;
  return open === undefined ? [] : [open];
}

interface Message {
  readonly uri: vscode.Uri;
  readonly bytes: Uint8Array;
}

async function readMessage(uri: vscode.Uri): Promise<Message> {
  const bytes = await bytesOf(uri);
  if (readHeaders(bytes).fields.length > 0) return { uri, bytes };
  throw new UserError(
    vscode.l10n.t(
      '{0} is not a message: it does not begin with a header line such as "From: you@example.com". Nothing was sent.',
      basename(uri.path),
    ),
  );
}

async function offerStart({ session }: CommandContext): Promise<void> {
  if (session.state === 'starting') return;
  const start = vscode.l10n.t('Start Engine');
  const text = vscode.l10n.t('The message waits in Pickup: the MailRoot engine is not running.');
  if ((await vscode.window.showWarningMessage(text, start)) === start) await session.start();
}
