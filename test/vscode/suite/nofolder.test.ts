import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { letter, sendNew } from './room';

describe('a window without a folder', () => {
  it('says so and goes on, whatever one asks for', async () => {
    assert.equal(vscode.workspace.workspaceFolders, undefined);
    await vscode.extensions.getExtension<unknown>('mailroot.mailroot')?.activate();
    for (const command of ['createFolder', 'startEngine', 'retryAll', 'copySmtpSettings', 'stopEngine'])
      await vscode.commands.executeCommand(`mailroot.${command}`);
    const document = await sendNew(letter('nobody@example.com').text);
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });
});
