/** Does what a story page asked for. Each thing is a command of ours, a file opened at a line, a text for the clipboard, or a cure. */
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { familyPath, mailRootAt } from '../../engine/mailroot/layout';
import { findTranscript } from '../../engine/story/files';
import { openPlace, run, type Acting } from './acting';
import { textOf } from './copying';
import { carryOut } from './cures';
import type { Copied, StoryRequest } from './requests';

export type Wish = Exclude<StoryRequest, { readonly ready: true } | { readonly compare: unknown }>;

export async function act(wish: Wish, acting: Acting): Promise<void> {
  if ('run' in wish) await run(wish.run, acting);
  else if ('open' in wish) await openPlace(wish.open, acting);
  else if ('copy' in wish) await copy(wish.copy, acting);
  else if ('cure' in wish) await cure(wish.cure, acting);
  else await follow(wish, acting);
}

async function cure([recipient, number]: readonly [number, number], acting: Acting): Promise<void> {
  const told = acting.story.recipients[recipient];
  const chosen = told?.explained.cures[number];
  if (told !== undefined && chosen !== undefined) await carryOut(chosen, { ...acting, address: told.address });
}

async function copy(copied: Copied, acting: Acting): Promise<void> {
  const { extension, story } = acting;
  const link = `${vscode.env.uriScheme}://${extension.extension.id}/message/${story.id}`;
  const text = textOf(copied, { ...acting, link });
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(copy) Copied.'), 3_000);
}

type Followed = Exclude<
  Wish,
  { readonly run: unknown } | { readonly open: unknown } | { readonly copy: unknown } | { readonly cure: unknown }
>;

async function follow(wish: Followed, { sources, extension }: Acting): Promise<void> {
  if ('setting' in wish) await vscode.commands.executeCommand('workbench.action.openSettings', wish.setting);
  else if ('document' in wish) {
    const uri = vscode.Uri.joinPath(extension.extensionUri, ...wish.document.split('/'));
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } else {
    const root = dirname(dirname(sources.files.message?.path ?? sources.files.ltr));
    if ('dropped' in wish) await openDropped(root, wish.dropped);
    else await storyOf(root, wish.message);
  }
}

async function openDropped(root: string, id: string): Promise<void> {
  const path = familyPath(mailRootAt(root), 'Drop', { id, part: '.eml' });
  await vscode.commands.executeCommand('mailroot.openMessage', {
    entry: { folder: 'Drop', kind: 'message', id, path },
  });
}

/** A message that a story names, such as a notification about it, has a story of its own. */
async function storyOf(root: string, id: string): Promise<void> {
  const { message } = await findTranscript(join(root, 'Queue', `${id}.eml`));
  if (message !== undefined) await vscode.commands.executeCommand('mailroot.showStory', { entry: message });
  else void vscode.window.showInformationMessage(vscode.l10n.t('{0} is no longer in this MailRoot.', id));
}
