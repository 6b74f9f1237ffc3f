/**
 * Asks before a message leaves this machine for a domain that is not allowed: once, always, captured instead, or not at all. The engine
 * foresees where it would go; without one nothing can be asked, and its settings decide later. Writes nothing but the setting that is agreed to.
 */
import * as vscode from 'vscode';
import { aboutMessage } from '../engine/routeAnswer';
import { heldBackOf, type HeldBack } from '../host/leaving';
import type { MailSession } from '../host/session';
import { flag } from '../host/settings';

/** What the engine is told of the file before it comes; `cancelled`: it must not come. */
export type Agreed =
  | { readonly kind: 'as-it-is' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'may-leave' | 'capture'; readonly domains: readonly string[] };

export async function agreeOn(bytes: Uint8Array, session: MailSession): Promise<Agreed> {
  if (session.state !== 'running' || !flag('safeSend', true)) return { kind: 'as-it-is' };
  const answer = await session.request('route', aboutMessage(bytes)).catch(() => undefined);
  const held = answer === undefined ? undefined : heldBackOf(answer);
  return held === undefined ? { kind: 'as-it-is' } : ask(held);
}

/** Tells the engine, so that it knows when the file comes. */
export async function announce(agreed: Agreed, pickupFile: string, session: MailSession): Promise<void> {
  if (agreed.kind === 'may-leave') await session.request('announce', { pickupFile, mayLeave: agreed.domains });
  if (agreed.kind === 'capture') await session.request('announce', { pickupFile, capture: agreed.domains });
}

const mostNamed = 10;

async function ask({ recipients, domains, hosts }: HeldBack): Promise<Agreed> {
  const names = domains.join(', ');
  const once = vscode.l10n.t('Send Once');
  const always = vscode.l10n.t(
    'Always for {0} (This Workspace)',
    domains.length === 1 ? names : vscode.l10n.t('These'),
  );
  const capture = vscode.l10n.t('Capture Instead');
  const text = vscode.l10n.t('Let this message leave this machine?');
  const chosen = await vscode.window.showWarningMessage(
    text,
    { modal: true, detail: detailOf(recipients, hosts, names) },
    // Whoever presses Enter unread lets nothing leave.
    capture,
    once,
    always,
  );
  if (chosen === undefined) return { kind: 'cancelled' };
  if (chosen === capture) return { kind: 'capture', domains };
  if (chosen === always) await allow(domains);
  return { kind: 'may-leave', domains };
}

function detailOf(recipients: readonly string[], hosts: readonly string[], domains: string): string {
  const more = recipients.length - mostNamed;
  const whom = [...recipients.slice(0, mostNamed), ...(more > 0 ? [vscode.l10n.t('and {0} more', more)] : [])];
  return [
    vscode.l10n.t('It would be handed to {0}, for these recipients of its envelope:', hosts.join(', ')),
    whom.join('\n'),
    vscode.l10n.t('mailroot.allowedDomains does not allow {0} yet.', domains),
  ].join('\n\n');
}

/** This very message may leave at once by what is announced, whenever the engine takes the setting over. */
async function allow(domains: readonly string[]): Promise<void> {
  const settings = vscode.workspace.getConfiguration('mailroot');
  const allowed = settings.get<readonly string[]>('allowedDomains', []);
  const value = [...new Set([...allowed, ...domains])];
  await settings.update('allowedDomains', value, vscode.ConfigurationTarget.Workspace);
}
