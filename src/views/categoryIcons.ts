/** A codicon for each kind of trouble, so that a column of rows tells at a glance what is wrong. */
import type { Category } from '../engine/message/categoryTitles';

export const categoryIcons: Readonly<Record<Category, string>> = {
  'unknown-user': 'person',
  'mailbox-full': 'inbox',
  greylisting: 'history',
  'rate-limit': 'dashboard',
  sender: 'account',
  'sender-auth': 'verified',
  relay: 'milestone',
  policy: 'shield',
  blocked: 'circle-slash',
  size: 'package',
  content: 'file-text',
  auth: 'key',
  loop: 'sync',
  'host-trouble': 'server',
  protocol: 'debug-disconnect',
  other: 'question',
  tls: 'lock',
  dns: 'globe',
  network: 'plug',
  'no-route': 'compass',
  'not-allowed': 'workspace-untrusted',
  signing: 'key',
  expired: 'watch',
  disk: 'database',
  internal: 'bug',
};

/** Trouble that a simulated host made on purpose. */
export const simulatorIcon = 'beaker';

export function isSimulated(nextHop: string | undefined): boolean {
  return nextHop !== undefined && /(?:^|\.)sim\.test(?=[\s:[]|$)/.test(nextHop);
}
