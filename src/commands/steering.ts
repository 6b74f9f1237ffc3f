/**
 * What a person may ask of messages beyond moving their files (docs/queue.md): the engine does it, and says for each what was done or why
 * not. What can be taken back offers Undo; what nobody would be told of is asked about first.
 */
import * as vscode from 'vscode';
import type { Command as SteerCommand, Moment } from '../engine/mailroot/command';
import { priorities, type Priority } from '../engine/mailroot/envelope';
import { readEnvelope } from '../engine/mailroot/familyState';
import type { FolderName } from '../engine/mailroot/layout';
import { UserError } from '../engine/ports';
import { agrees } from '../host/agrees';
import { needTrust, type Command, type CommandContext } from './command';
import { chosenRows } from './rows';
import { typedDurationMs } from './steeringWords';

const queue: readonly FolderName[] = ['Queue'];

/** Asks it of these messages; those that refuse are told in one sentence each. Resolves to the ids that did it. */
export async function steer(
  { session }: CommandContext,
  ids: readonly string[],
  command: SteerCommand,
): Promise<readonly string[]> {
  const answers = await session.request('steer', { select: { ids }, command });
  const refused = answers.flatMap((each) => (each.kind === 'refused' ? [`${each.id}: ${each.why}`] : []));
  const done = answers.flatMap((each) => (each.kind === 'done' ? [each] : []));
  const [first] = done;
  if (first !== undefined) {
    const said = done.length === 1 ? first.said : vscode.l10n.t('{0} messages: {1}', done.length, first.said);
    vscode.window.setStatusBarMessage(`$(mail) ${said}`, 5_000);
  }
  if (refused.length > 0) throw new UserError(refused.join('\n'));
  return done.map(({ id }) => id);
}

export async function chosenIds(
  context: CommandContext,
  given: readonly unknown[],
  folders: readonly FolderName[] = queue,
): Promise<readonly string[]> {
  needTrust();
  return (await chosenRows(context, given, folders)).map(({ entry }) => entry.id);
}

/** Nobody waits for the answer: the command has ended by then. */
function offerUndo(context: CommandContext, text: string, back: () => Promise<unknown>): void {
  const undo = vscode.l10n.t('Undo');
  void vscode.window.showInformationMessage(text, undo).then(async (chosen) => {
    if (chosen !== undefined) await back().catch((error: unknown) => context.log.warn(String(error)));
  });
}

export const holdMessage: Command = async (context, ...given) => {
  const ids = await chosenIds(context, given);
  if (ids.length === 0) return;
  const done = await steer(context, ids, { kind: 'hold' });
  if (done.length > 0)
    offerUndo(context, vscode.l10n.t('Held: neither attempted nor given up until released.'), () =>
      steer(context, done, { kind: 'release' }),
    );
};

export const releaseMessage: Command = async (context, ...given) => {
  const ids = await chosenIds(context, given);
  if (ids.length === 0) return;
  const done = await steer(context, ids, { kind: 'release' });
  if (done.length > 0)
    offerUndo(context, vscode.l10n.t('Released: attempted now.'), () => steer(context, done, { kind: 'hold' }));
};

export const expireNow: Command = async (context, ...given) => {
  const ids = await chosenIds(context, given);
  if (ids.length === 0) return;
  const give = vscode.l10n.t('Give Up');
  const text = vscode.l10n.t('Give up delivery now? The sender gets a failure notification.');
  if (await agrees(text, give)) await steer(context, ids, { kind: 'expire' });
};

export const removeFromQueue: Command = async (context, ...given) => {
  const ids = await chosenIds(context, given);
  if (ids.length === 0) return;
  const take = vscode.l10n.t('Take Out');
  const text = vscode.l10n.t('Take it out of the Queue? It is not delivered, and nobody is told. It is kept in Sent.');
  if (!(await agrees(text, take))) return;
  const done = await steer(context, ids, { kind: 'remove' });
  if (done.length > 0)
    offerUndo(context, vscode.l10n.t('Taken out of the Queue.'), () => steer(context, done, { kind: 'requeue' }));
};

export const changePriority: Command = async (context, ...given) => {
  const ids = await chosenIds(context, given);
  if (ids.length === 0) return;
  const chosen = await vscode.window.showQuickPick([...priorities], {
    placeHolder: vscode.l10n.t('Of several messages that are due at once, the higher priority goes first'),
  });
  const priority = priorities.find((each) => each === chosen);
  if (priority === undefined) return;
  const before = await prioritiesOf(context, ids);
  const done = await steer(context, ids, { kind: 'priority', priority });
  if (done.length === 0) return;
  offerUndo(context, vscode.l10n.t('The priority is {0} now.', priority), () =>
    Promise.all(done.map((id) => steer(context, [id], { kind: 'priority', priority: before.get(id) ?? 'normal' }))),
  );
};

async function prioritiesOf({ session }: CommandContext, ids: readonly string[]): Promise<Map<string, Priority>> {
  const found = new Map<string, Priority>();
  const { mailRoot } = session;
  if (mailRoot === undefined) return found;
  for (const id of ids) {
    const envelope = await readEnvelope(mailRoot, 'Queue', id);
    if (envelope?.priority !== undefined) found.set(id, envelope.priority);
  }
  return found;
}

export const advanceClock: Command = async (context, ...given) => {
  const ids = await chosenIds(context, given);
  const moment = ids.length === 0 ? undefined : await pickMoment();
  if (moment !== undefined && (await agreesToAdvance(ids.length)))
    await steer(context, ids, { kind: 'advance', moment });
};

export const advanceAllClocks: Command = async (context) => {
  needTrust();
  const moment = await pickMoment();
  if (moment === undefined || !(await agreesToAdvance(context.session.status?.queued ?? 0))) return;
  const answers = await context.session.request('steer', { select: {}, command: { kind: 'advance', moment } });
  const moved = answers.filter(({ kind }) => kind === 'done').length;
  vscode.window.setStatusBarMessage(vscode.l10n.t('The clock of {0} messages is moved ahead.', moved), 5_000);
};

/** A clock is never moved back. */
async function agreesToAdvance(messages: number): Promise<boolean> {
  const ahead = vscode.l10n.t('Move Ahead');
  const text =
    messages === 1
      ? vscode.l10n.t('Move the clock of this message ahead? It can not be moved back.')
      : vscode.l10n.t('Move the clocks of {0} messages ahead? They can not be moved back.', messages);
  const detail = vscode.l10n.t('What falls due on the way happens: attempts, delay notifications, giving up.');
  return await agrees(text, ahead, detail);
}

async function pickMoment(): Promise<Moment | undefined> {
  const items: (vscode.QuickPickItem & { moment?: Moment })[] = [
    { label: vscode.l10n.t('Next event'), detail: vscode.l10n.t('Its next attempt, mostly'), moment: { to: 'next' } },
    { label: vscode.l10n.t('Delay notification'), moment: { to: 'delay-notification' } },
    {
      label: vscode.l10n.t('Expiration'),
      detail: vscode.l10n.t('With everything on the way'),
      moment: { to: 'expiration' },
    },
    { label: vscode.l10n.t('By a duration...') },
  ];
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Move its clock ahead to') });
  if (chosen === undefined || chosen.moment !== undefined) return chosen?.moment;
  const text = await vscode.window.showInputBox({
    prompt: vscode.l10n.t('Such as 90s, 30m, 2h or 1d'),
    validateInput: (value) =>
      typedDurationMs(value) === undefined ? vscode.l10n.t('Such as 90s, 30m, 2h or 1d') : undefined,
  });
  const ms = text === undefined ? undefined : typedDurationMs(text);
  return ms === undefined ? undefined : { to: 'later', ms };
}
