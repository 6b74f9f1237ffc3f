import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { mailRootAt } from '../../../src/engine/mailroot/layout';
import { engineLock, letter, message, runningEngine, sendNew, until } from './room';

describe('a MailRoot outside the workspace', () => {
  it('is the one that mailroot.folder names', async () => {
    await runningEngine();
    const home = mkdtempSync(join(tmpdir(), 'mailroot-elsewhere-'));
    const root = mailRootAt(join(home, 'Mail'));
    const settings = vscode.workspace.getConfiguration('mailroot');
    try {
      await settings.update('folder', root.root, vscode.ConfigurationTarget.Workspace);
      await vscode.commands.executeCommand('mailroot.createFolder');
      await until('its engine', () => engineLock(root));
      const { text, subject } = letter('elsewhere@example.com');
      await sendNew(text);
      await message('Drop', subject, root);
    } finally {
      await settings.update('folder', undefined, vscode.ConfigurationTarget.Workspace);
      await until('its engine to end', () => engineLock(root) === undefined, 30);
      rmSync(home, { recursive: true, force: true });
    }
  });
});
