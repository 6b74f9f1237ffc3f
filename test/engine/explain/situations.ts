/** A sender, a message and settings, as the tests of explanations meet them. */
import { defaultConfig, type EngineConfig } from '../../../src/engine/config';
import type { ExplainContext, ExplainSettings } from '../../../src/engine/explain/explanation';
import type { Envelope, Problem, Recipient, RecipientState } from '../../../src/engine/mailroot/envelope';
import type { Category } from '../../../src/engine/message/categoryTitles';

export const minute = 60_000;
export const hour = 60 * minute;
export const now = Date.UTC(2026, 10, 23, 12, 0, 0);

/** What the engine has for settings is what explanations take. */
export function settings(changes: Partial<EngineConfig> = {}): ExplainSettings {
  return { ...defaultConfig, ...changes };
}

export function context(changes: Partial<EngineConfig> = {}, more: Partial<ExplainContext> = {}): ExplainContext {
  return { settings: settings(changes), now, ...more };
}

export function problem(
  action: Problem['action'],
  category: Category,
  more: Partial<Omit<Problem, 'action'>> = {},
): Problem {
  const status = action === 'failed' ? '5.0.0' : '4.0.0';
  return { at: now, stage: 'rcpt', category, status, text: 'The remote host said: no', ...more, action };
}

export function letter(state: RecipientState, more: Partial<Envelope> = {}): Envelope & { recipients: [Recipient] } {
  return {
    version: 1,
    id: '20261123T115001Z-0c88001',
    arrivedAt: now - hour,
    source: { kind: 'pickup', file: 'order.eml' },
    why: 'sender from the From header; recipients from the To header',
    reversePath: 'shop@example.com',
    attempts: 1,
    ...more,
    recipients: [{ address: 'ann@there.test', state }],
  };
}
