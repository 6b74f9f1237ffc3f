/**
 * Asks before messages leave this machine for a domain that is not allowed: once, always, captured instead, or not at all. One dialog for all
 * that one action sends. The engine foresees where they would go; without one nothing can be asked, and its settings decide later. Writes
 * nothing but the setting that is agreed to.
 */
import * as vscode from 'vscode';
import { readHeaders } from '../engine/message/headers';
import { aboutMessage, type RouteQuestion } from '../engine/routeAnswer';
import { heldBackOf, type HeldBack } from './leaving';
import { leaveQuestion } from './leaveQuestion';
import type { MailSession } from './session';
import { flag } from './settings';

/** What the engine is told of what comes; `cancelled`: nothing must come. */
export type Agreed =
  | { readonly kind: 'as-it-is' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'may-leave' | 'capture'; readonly domains: readonly string[] };

/** Asks about a message by its head alone, which is enough for its envelope: `bytes` may be a part of its `octets`. */
export function aboutHead(bytes: Uint8Array, octets = bytes.length): RouteQuestion {
  return aboutMessage(bytes.subarray(0, readHeaders(bytes).bodyAt + 4_096), octets);
}

/** Whether anybody is asked at all: there is an engine that foresees, and it is wanted. */
export function foresees(session: MailSession): boolean {
  return session.state === 'running' && flag('safeSend', true);
}

/** Who of one message would be held back; undefined when nobody is, when nobody shall be asked, and for what can't be foreseen. */
export async function heldBack(question: RouteQuestion, session: MailSession): Promise<HeldBack | undefined> {
  if (!foresees(session)) return undefined;
  // Where mail may not leave no name is looked up anyway.
  const answer = await session.request('route', { ...question, names: 'leave' }).catch(() => undefined);
  return answer === undefined ? undefined : heldBackOf(answer);
}

/** Of all that one action is about to send: those that would be held back, of how many messages. */
export async function letLeave(held: readonly HeldBack[], of: number): Promise<Agreed> {
  if (held.length === 0) return { kind: 'as-it-is' };
  const { text, detail, domains } = leaveQuestion(held, of);
  const once = vscode.l10n.t('Send Once');
  const always = vscode.l10n.t(
    'Always for {0} (This Workspace)',
    domains.length === 1 ? domains.join('') : vscode.l10n.t('These'),
  );
  const capture = vscode.l10n.t('Capture Instead');
  // Whoever presses Enter unread lets nothing leave.
  const chosen = await vscode.window.showWarningMessage(text, { modal: true, detail }, capture, once, always);
  if (chosen === undefined) return { kind: 'cancelled' };
  if (chosen === capture) return { kind: 'capture', domains };
  if (chosen === always) await allow(domains);
  return { kind: 'may-leave', domains };
}

/** Asked about each, one after the other; those of which there is nothing to ask are not counted. */
export async function agreeOn<T>(
  all: readonly T[],
  about: (one: T) => RouteQuestion | undefined | Promise<RouteQuestion | undefined>,
  session: MailSession,
): Promise<Agreed> {
  const held: HeldBack[] = [];
  let of = 0;
  for (const each of foresees(session) ? all : []) {
    const question = await about(each);
    if (question === undefined) continue;
    of += 1;
    const one = await heldBack(question, session);
    if (one !== undefined) held.push(one);
  }
  return letLeave(held, of);
}

/** What was agreed, as the engine is told it. */
export function leaveOf(agreed: Agreed): { readonly mayLeave?: string[]; readonly capture?: string[] } {
  switch (agreed.kind) {
    case 'may-leave':
      return { mayLeave: [...agreed.domains] };
    case 'capture':
      return { capture: [...agreed.domains] };
    case 'as-it-is':
    case 'cancelled':
      return {};
  }
}

/** Tells the engine, so that it knows when the file comes. */
export async function announce(agreed: Agreed, pickupFile: string, session: MailSession): Promise<void> {
  if (agreed.kind === 'may-leave' || agreed.kind === 'capture')
    await session.request('announce', { pickupFile, ...leaveOf(agreed) });
}

/** These very messages may leave at once by what is announced, whenever the engine takes the setting over. */
async function allow(domains: readonly string[]): Promise<void> {
  const settings = vscode.workspace.getConfiguration('mailroot');
  const allowed = settings.get<readonly string[]>('allowedDomains', []);
  const value = [...new Set([...allowed, ...domains])];
  await settings.update('allowedDomains', value, vscode.ConfigurationTarget.Workspace);
}
