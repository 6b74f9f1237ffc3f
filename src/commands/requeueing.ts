/**
 * Requeues messages, after asking where mail would leave this machine for a domain that is not allowed: by what their states say of who has not
 * got them, by other recipients, by another route. Cancelled, nothing has changed. What the engine refuses is an error that says why.
 */
import * as vscode from 'vscode';
import { filePart } from '../engine/mailroot/filePart';
import { readEnvelope } from '../engine/mailroot/familyState';
import { messagePath, type MailRoot } from '../engine/mailroot/layout';
import { headOctets, type RouteQuestion } from '../engine/routeAnswer';
import { aboutHead, agreeOn, leaveOf } from '../host/safeSend';
import type { Command, CommandContext } from './command';
import { requeueQuestion, type Requeued } from './requeueQuestion';
import { chosenIds, steer } from './steering';
import { addressList } from './steeringWords';

export const requeueMessage: Command = async (context, ...given) => {
  const ids = await chosenIds(context, given, ['Queue', 'BadMail', 'Sent']);
  if (ids.length === 0) return;
  // As a cure has it: to the same recipients, as the settings route it.
  if (given[2] === 'as it is') {
    await requeue(context, ids, {});
    return;
  }
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Requeue (1 of 2): to whom?'),
    prompt: vscode.l10n.t('Addresses in place of those that have not got it. Empty: the same recipients.'),
    validateInput: (value) => addressList(value).problem,
  });
  if (text === undefined) return;
  const via = await vscode.window.showInputBox({
    title: vscode.l10n.t('Requeue (2 of 2): by which next hop?'),
    prompt: vscode.l10n.t('host:port, or Drop to capture it. Empty: as the settings route it.'),
  });
  if (via === undefined) return;
  const { addresses } = addressList(text);
  await requeue(context, ids, {
    ...(addresses.length > 0 && { recipients: addresses }),
    ...(via.trim() !== '' && { via: via.trim() }),
  });
};

/** Resolves to the ids that are requeued; undefined when it was cancelled. */
export async function requeue(
  context: CommandContext,
  ids: readonly string[],
  how: Requeued & { readonly file?: string },
): Promise<readonly string[] | undefined> {
  const { session } = context;
  const agreed = await agreeOn(ids, (id) => questionAbout(session.mailRoot, id, how), session);
  if (agreed.kind === 'cancelled') return undefined;
  const { recipients, ...rest } = how;
  return steer(context, ids, {
    kind: 'requeue',
    ...rest,
    ...(recipients !== undefined && { recipients: [...recipients] }),
    ...leaveOf(agreed),
  });
}

/** Undefined for what has no state and is not queued: the engine has nothing to requeue there. */
async function questionAbout(
  mailRoot: MailRoot | undefined,
  id: string,
  how: Requeued,
): Promise<RouteQuestion | undefined> {
  if (mailRoot === undefined) return undefined;
  for (const folder of ['Queue', 'BadMail', 'Sent'] as const) {
    const envelope = await readEnvelope(mailRoot, folder, id);
    if (envelope !== undefined) return requeueQuestion(envelope, how);
  }
  // Queued a moment ago, it has no state yet: its envelope is in its bytes.
  const head = await filePart(messagePath(mailRoot, 'Queue', id), 0, headOctets).catch(() => undefined);
  return head && { ...aboutHead(head.bytes, head.size), ...(how.via !== undefined && { via: how.via }) };
}
