/**
 * Carries out a cure that an explanation proposed. What makes mail leave this machine, or trusts a host, is asked about in a dialog that
 * names it; a changed setting is the workspace's. What was refused before is not sent again by itself: that is offered.
 */
import * as vscode from 'vscode';
import type { Cure } from '../../engine/explain/explanation';
import { domainOf } from '../../engine/message/address';
import { agrees } from '../../host/agrees';
import { allowing, routing, trusting, type SettingChange } from '../../host/settingChange';
import { openPlace, run, type Acting } from './acting';

export interface Curing extends Acting {
  /** The recipient whose cure it is. */
  readonly address: string;
}

export async function carryOut(cure: Cure, curing: Curing): Promise<void> {
  await (handlers[cure.kind] as (cure: Cure, curing: Curing) => Thenable<unknown>)(cure, curing);
}

type Handler<K extends Cure['kind']> = (cure: Extract<Cure, { kind: K }>, curing: Curing) => Thenable<unknown>;

const handlers: { readonly [K in Cure['kind']]: Handler<K> } = {
  'open-setting': ({ setting }) => vscode.commands.executeCommand('workbench.action.openSettings', setting),
  'open-header': ({ header }, curing) => openHeader(header, curing),
  'allow-domain': ({ domain }, curing) => allow(domain, curing),
  'set-route': ({ domain, example }, curing) => giveRoute(domain, example, curing),
  'trust-certificate': trust,
  'retry-now': (_, curing) => run('retryNow', curing),
  'send-again': (_, curing) => run('sendAgain', curing),
  'open-transcript': (_, curing) => run('showTranscript', curing),
  'store-secret': ({ secret }) => vscode.commands.executeCommand('mailroot.storeSecret', secret),
  'open-log': () => vscode.commands.executeCommand('mailroot.openLog'),
};

async function openHeader(header: string, curing: Curing): Promise<void> {
  const wanted = header.toLowerCase();
  const field = curing.sources.fields.find(({ name }) => name.toLowerCase() === wanted);
  await openPlace({ file: 'message', line: field?.line ?? 0 }, curing);
}

async function allow(domain: string, curing: Curing): Promise<void> {
  const yes = vscode.l10n.t('Allow');
  const text = vscode.l10n.t('Let mail for {0} leave this machine?', domain);
  const detail = vscode.l10n.t('{0} is added to mailroot.allowedDomains of this workspace.', domain);
  if (!(await agrees(text, yes, detail))) return;
  await change(allowing(domain, curing.settings), curing);
}

async function giveRoute(domain: string, example: string, curing: Curing): Promise<void> {
  const hop = await vscode.window.showInputBox({
    title: vscode.l10n.t('The next hop of {0}', domain),
    prompt: vscode.l10n.t('host or host:port. To name a domain here is also your leave to send to it.'),
    value: example,
    validateInput: (value) =>
      /^[^\s"]+$/.test(value.trim()) ? undefined : vscode.l10n.t('Such as localhost:1025 or mx.example.com'),
  });
  if (hop !== undefined) await change(routing(domain, hop.trim(), curing.settings), curing);
}

async function trust(cure: Extract<Cure, { kind: 'trust-certificate' }>, curing: Curing): Promise<void> {
  const { fingerprint, nextHop } = cure;
  const changed = trusting({ domain: domainOf(curing.address), fingerprint, nextHop }, curing.settings);
  if (changed === undefined) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'mailroot.remoteDomains');
    return;
  }
  const yes = vscode.l10n.t('Trust');
  const text = vscode.l10n.t('Trust this certificate of {0} from now on?', nextHop);
  const detail = vscode.l10n.t('SHA-256 {0}\n\nNo other certificate of this host is accepted then.', fingerprint);
  if (await agrees(text, yes, detail)) await change(changed, curing);
}

async function change({ name, value }: SettingChange, curing: Curing): Promise<void> {
  const settings = vscode.workspace.getConfiguration('mailroot');
  const before = settings.inspect(name)?.workspaceValue;
  await settings.update(name, value, vscode.ConfigurationTarget.Workspace);
  void offerMore({ name, before }, curing);
}

/** Nobody waits for the answer. A failed message is requeued with its history, one that waits is tried now; or the setting is as it was. */
async function offerMore({ name, before }: { name: string; before: unknown }, curing: Curing): Promise<void> {
  const { folder } = curing.story;
  const again = folder === 'Queue' ? vscode.l10n.t('Retry Now') : vscode.l10n.t('Requeue');
  const undo = vscode.l10n.t('Undo');
  const text = vscode.l10n.t('mailroot.{0} is changed for this workspace.', name);
  const offered = folder === 'Queue' || folder === 'Sent' || folder === 'BadMail' ? [again, undo] : [undo];
  const chosen = await vscode.window.showInformationMessage(text, ...offered);
  if (chosen === again) await run(folder === 'Queue' ? 'retryNow' : 'requeueMessage', curing, 'as it is');
  if (chosen === undo)
    await vscode.workspace.getConfiguration('mailroot').update(name, before, vscode.ConfigurationTarget.Workspace);
}
