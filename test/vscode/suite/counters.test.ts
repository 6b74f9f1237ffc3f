import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { letter, runningEngine, sendNew, until } from './room';

describe('Show Counters', () => {
  before(runningEngine);

  it('opens a page to read that keeps up with what is delivered', async () => {
    await vscode.commands.executeCommand('mailroot.showCounters');
    const document = await until('the page of counters', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'mailroot-counters'),
    );
    const delivered = (): number => Number(/^Messages Delivered Total +(\d+)$/m.exec(document.getText())?.[1] ?? NaN);
    const before = delivered();
    assert.ok(before >= 0, document.getText());
    assert.match(document.getText(), /^Badmailed Messages \(NDR of DSN\) +\d+$/m);
    await sendNew(letter('counted@example.com').text);
    await vscode.commands.executeCommand('mailroot.showCounters');
    await until('one more delivered', () => delivered() > before);
  });
});
