import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { letter, names, runningEngine, until } from './room';

describe('Where Would This Go?', () => {
  before(runningEngine);
  after(async () => {
    await vscode.workspace
      .getConfiguration('mailroot')
      .update('remoteDomains', undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** The page once its text fits. */
  function page(fits: RegExp): Promise<string> {
    return until(`a page that says ${String(fits)}`, () => {
      const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'mailroot-route');
      const text = document?.getText().replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
      return text !== undefined && fits.test(text) ? text : undefined;
    });
  }

  it('opens a page beside that says where an address goes and why', async () => {
    await vscode.commands.executeCommand('mailroot.whereWouldThisGo', 'ann@anywhere.example');
    const text = await page(/## ann@anywhere\.example/);
    assert.match(text, /\*\*Captured in Drop\*\*/);
    assert.match(text, /local by mailroot\.localDomains "\*"/);
  });

  it('asks about a message as it stands in the editor, and sends nothing', async () => {
    const before = [names('Drop'), names('Queue'), names('Sent')];
    const document = await vscode.workspace.openTextDocument({ language: 'eml', content: letter('451@sim.test').text });
    await vscode.commands.executeCommand('mailroot.whereWouldThisGo', document.uri);
    const text = await page(/451@sim\.test/);
    assert.match(text, /From you@example\.com \(sender from the From header/);
    assert.match(text, /"451" in the address: the host answers RCPT with 451/);
    assert.deepEqual([names('Drop'), names('Queue'), names('Sent')], before);
  });

  it('follows the settings while it is open', async () => {
    await vscode.commands.executeCommand('mailroot.whereWouldThisGo', 'ann@moving.example');
    await page(/## ann@moving\.example\s+\*\*Captured in Drop/);
    await vscode.workspace
      .getConfiguration('mailroot')
      .update('remoteDomains', { 'moving.example': 'localhost:1' }, vscode.ConfigurationTarget.Workspace);
    const text = await page(/Handed to localhost port 1/);
    assert.match(text, /mailroot\.remoteDomains "moving\.example"/);
  });

  it('says on the page what is no message', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'eml', content: 'Subject: nobody\n\nhi\n' });
    await vscode.commands.executeCommand('mailroot.whereWouldThisGo', document.uri);
    await page(/Refused: The message has no From header/);
  });
});
