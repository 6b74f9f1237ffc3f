/** Notices in the list behind the bell (a workbench that is driven shows no toasts), and their buttons. */
import type { Locator } from 'playwright-core';
import type { Desk } from './desk';

export async function notice(me: Desk, text: string): Promise<Locator> {
  await me.command('Notifications: Show Notifications');
  const told = me.page.locator('.notifications-center .notification-list-item', { hasText: text }).first();
  await told.waitFor();
  return told;
}

/** Presses a button of the notice that says that. */
export async function inNotice(me: Desk, text: string, button: string): Promise<void> {
  const told = await notice(me, text);
  await told.hover();
  await told.locator('.monaco-button', { hasText: button }).click();
}
