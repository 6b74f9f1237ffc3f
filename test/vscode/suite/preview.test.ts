import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { shopMail } from '../../preview/letters';
import { until, workspaceFolder } from './room';

const close = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeAllEditors');

function written(name: string, text: string): vscode.Uri {
  const path = join(workspaceFolder(), name);
  writeFileSync(path, text);
  return vscode.Uri.file(path);
}

function tabWith(label: RegExp): vscode.Tab | undefined {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find((tab) => label.test(tab.label));
}

function partOf(message: vscode.Uri, part: string, name: string): vscode.Uri {
  return vscode.Uri.from({
    scheme: 'mailroot-part',
    path: `/${name}`,
    query: JSON.stringify([message.toString(), part]),
  });
}

describe('the preview of a message', () => {
  afterEach(close);

  it('opens to the side, is called after the subject, and leaves the focus where it is', async () => {
    const uri = written('shop.eml', shopMail().join('\r\n'));
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('mailroot.openPreview');
    const tab = await until('the preview with its subject', () => tabWith(/^Preview: Ihre Bücher sind da$/));
    assert.equal(tab.group.viewColumn, vscode.ViewColumn.Two);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
  });

  it('follows what is written before it is saved', async () => {
    const uri = written('draft.eml', 'From: a@example.com\r\nTo: b@example.com\r\nSubject: first\r\n\r\nx');
    const editor = await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('mailroot.openPreview', uri);
    await until('the preview', () => tabWith(/^Preview: first$/));
    await editor.edit((edit) => edit.replace(new vscode.Range(2, 9, 2, 14), 'second'));
    await until('the new subject', () => tabWith(/^Preview: second$/));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('is an editor one may choose, and never the one that opens by itself', async () => {
    const uri = written('choice.eml', 'From: a@example.com\r\nSubject: x\r\n\r\nx');
    await vscode.commands.executeCommand('vscode.open', uri);
    await until('the text editor', () => vscode.window.activeTextEditor?.document.uri.toString() === uri.toString());
    await vscode.commands.executeCommand('vscode.openWith', uri, 'mailroot.preview');
    const chosen = await until('the custom editor', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputCustom ? input : undefined;
    });
    assert.equal(chosen.viewType, 'mailroot.preview');
  });

  it('gives an attachment as a file that nobody can write', async () => {
    const uri = written('parts.eml', shopMail().join('\r\n'));
    const part = partOf(uri, '2', 'Rechnung.pdf');
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(part)).toString(), '%PDF-1.4\n');
    assert.equal((await vscode.workspace.fs.stat(part)).size, 9);
    const within = partOf(partOf(uri, '4', 'inner.eml'), '', 'inner.txt');
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(within)).toString(), 'inside');
    await assert.rejects(async () => vscode.workspace.fs.writeFile(part, Buffer.from('x')));
    await assert.rejects(async () => vscode.workspace.fs.readFile(partOf(uri, '9', 'none')));
    await assert.rejects(async () => vscode.workspace.fs.readFile(vscode.Uri.parse('mailroot-part:/x?nonsense')));
  });

  it('opens a message of 200 MB without holding up the editor', async () => {
    const path = join(workspaceFolder(), 'large.eml');
    const file = openSync(path, 'w');
    writeSync(file, 'From: a@example.com\r\nTo: b@example.com\r\nSubject: large\r\n\r\n');
    ftruncateSync(file, 200_000_000);
    closeSync(file);
    let longest = 0;
    let last = performance.now();
    const clock = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 10);
    try {
      await vscode.commands.executeCommand('mailroot.openPreview', vscode.Uri.file(path));
      await until('the preview of it', () => tabWith(/^Preview: large$/), 30);
    } finally {
      clearInterval(clock);
    }
    assert.ok(longest < 2_000, `the extension host stood still for ${longest} ms`);
  });
});
