import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { engineLock, names, workspaceFolder } from './room';

describe('a workspace that is not trusted', () => {
  it('can be browsed, but no engine runs and nothing is sent', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await vscode.extensions.getExtension<unknown>('mailroot.mailroot')?.activate();
    await vscode.window.showTextDocument(vscode.Uri.file(join(workspaceFolder(), 'mail', 'welcome.eml')));
    await vscode.commands.executeCommand('mailroot.sendCurrentFile');
    await vscode.commands.executeCommand('mailroot.startEngine');
    assert.deepEqual(names('Pickup'), []);
    assert.equal(engineLock(), undefined);
  });
});
