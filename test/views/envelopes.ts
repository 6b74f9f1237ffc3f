/** States of messages as the views meet them. */
import type { Envelope, Problem, RecipientState } from '../../src/engine/mailroot/envelope';
import type { FolderEntry } from '../../src/engine/mailroot/list';
import type { Summary } from '../../src/engine/mailroot/summary';
import type { FolderName } from '../../src/engine/mailroot/layout';

export const now = Date.UTC(2026, 10, 24, 12, 0, 0);
export const id = '20261124T115001Z-0c88001';

export function entry(folder: FolderName, name = id): FolderEntry {
  const part = folder === 'BadMail' ? '.bad' : '.eml';
  return { folder, kind: 'message', id: name, path: `/shop/MailRoot/${folder}/${name}${part}` };
}

export function summary(more: Partial<Summary> = {}): Summary {
  return {
    subject: 'Your order',
    from: 'Shop <shop@example.com>',
    to: ['ann@example.org'],
    size: 1_200,
    attached: false,
    at: now - 60_000,
    ...more,
  };
}

export function problem(action: 'delayed' | 'failed', more: Partial<Problem> = {}): Problem {
  const reply = { code: 451, enhanced: '4.7.1', text: 'Greylisted, please try again later' };
  const base = {
    at: now - 30_000,
    stage: 'rcpt',
    category: 'greylisting',
    status: '4.7.1',
    text: 'The remote host said: 451 4.7.1 Greylisted, please try again later',
    reply,
    nextHop: 'sim.test [127.0.0.1]:2526',
    ...more,
  } as const;
  return action === 'delayed' ? { ...base, action: 'delayed' } : { ...base, action: 'failed' };
}

export function envelope(states: readonly RecipientState[], more: Partial<Envelope> = {}): Envelope {
  return {
    version: 1,
    id,
    arrivedAt: now - 60_000,
    source: { kind: 'pickup', file: 'order.eml' },
    why: 'sender from the From header; recipients from the To header',
    reversePath: 'shop@example.com',
    recipients: states.map((state, i) => ({ address: `r${i}@example.org`, state })),
    attempts: 1,
    ...more,
  };
}
