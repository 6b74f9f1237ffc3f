/** What the page says is tested where it is made (test/views/route), and seen in test/vscode/ui/route.test.ts. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { letter, names, runningEngine, until } from './room';

function pages(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('mailroot.route'));
}

describe('Where Would This Go?', () => {
  before(runningEngine);
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('opens one page beside, for an address and for a message, and sends nothing', async () => {
    const before = [names('Pickup'), names('Drop'), names('Queue'), names('Sent')];
    await vscode.commands.executeCommand('mailroot.whereWouldThisGo', 'ann@anywhere.example');
    const document = await vscode.workspace.openTextDocument({ language: 'eml', content: letter('451@sim.test').text });
    await vscode.commands.executeCommand('mailroot.whereWouldThisGo', document.uri);
    await until('the page', () => pages().length > 0);
    assert.equal(pages().length, 1, 'the second question is answered on the same page');
    assert.deepEqual([names('Pickup'), names('Drop'), names('Queue'), names('Sent')], before);
  });
});
