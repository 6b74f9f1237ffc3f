/** What stands in the head of a tree: how many, laid out how; and one sentence when something is not as it should be. */
import * as vscode from 'vscode';
import type { MailSession } from '../host/session';
import type { Arrangement, Grouping, Sorting } from './arrange';
import type { Layout } from './folderContents';
import { clockTime } from './times';

export const groupingWords: Readonly<Record<Grouping, string>> = {
  none: vscode.l10n.t('nothing: one list'),
  nextHop: vscode.l10n.t('next hop'),
  domain: vscode.l10n.t('recipient domain'),
  reason: vscode.l10n.t('reason'),
  sender: vscode.l10n.t('sender'),
  day: vscode.l10n.t('day'),
};

export const sortingWords: Readonly<Record<Sorting, string>> = {
  newest: vscode.l10n.t('newest first'),
  oldest: vscode.l10n.t('oldest first'),
  subject: vscode.l10n.t('subject'),
  sender: vscode.l10n.t('sender'),
  largest: vscode.l10n.t('largest first'),
  nextAttempt: vscode.l10n.t('next attempt first'),
};

export function headline(layout: Layout, arrangement: Arrangement): { description: string; message: string } {
  const { grouping, filter } = arrangement;
  const { shown } = layout;
  const filtering = filter.trim() !== '';
  const count = filtering
    ? vscode.l10n.t('{0} of {1}', shown, layout.total)
    : layout.total === 0
      ? ''
      : `${layout.total}`;
  const by = grouping === 'none' || layout.total === 0 ? '' : vscode.l10n.t('by {0}', groupingWords[grouping]);
  const description = [count, filtering ? filter.trim() : '', by].filter((part) => part !== '').join(' · ');
  const nothing = filtering && shown === 0 && layout.total > 0;
  return { description, message: nothing ? vscode.l10n.t('No message here fits "{0}".', filter.trim()) : '' };
}

/** In an empty Pickup whose engine runs. */
export const pickupWelcome = vscode.l10n.t(
  'Nothing waits to be sent. Drop a message file here, or open an .eml file and send it.',
);

/** Above the Pickup tree. */
export function troubleOf(session: MailSession): string {
  if (session.state === 'untrusted') {
    return vscode.l10n.t('Restricted Mode: you can browse. Trust this workspace to send mail.');
  }
  if (session.state === 'failed') {
    const again = session.againAt === undefined ? '' : clockTime(session.againAt).slice(11);
    return vscode.l10n.t('The engine does not run: {0} It is started again at {1}.', session.reason ?? '', again);
  }
  return session.status?.troubles.join(' ') ?? '';
}
