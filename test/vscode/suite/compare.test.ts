import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { mailRoot, until, workspaceFolder } from './room';

const close = (): Thenable<unknown> => vscode.commands.executeCommand('workbench.action.closeAllEditors');

interface Letter {
  readonly subject?: string;
  readonly date?: string;
}

function text({ subject = 'Hello', date = 'x' }: Letter): string {
  return `Date: ${date}\r\nFrom: a@example.com\r\nSubject: ${subject}\r\n\r\nDear Ann\r\n`;
}

function file(name: string, letter: Letter): vscode.Uri {
  const path = join(workspaceFolder(), name);
  writeFileSync(path, text(letter));
  return vscode.Uri.file(path);
}

/** The comparison in front whose title says that. */
function comparison(title: RegExp): Promise<vscode.TabInputTextDiff> {
  return until(`the comparison ${String(title)}`, () => {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    return tab?.input instanceof vscode.TabInputTextDiff && title.test(tab.label) && tab.input;
  });
}

async function sides({ original, modified }: vscode.TabInputTextDiff): Promise<string[]> {
  const documents = await Promise.all([original, modified].map((uri) => vscode.workspace.openTextDocument(uri)));
  return documents.map((document) => document.getText());
}

describe('two messages', () => {
  afterEach(close);

  it('are compared by what they say: one was selected, the other follows; the title says in what they differ', async () => {
    const [one, other] = [file('one.eml', { date: 'x' }), file('other.eml', { subject: 'Hallo', date: 'y' })];
    await vscode.commands.executeCommand('mailroot.selectForCompare', one);
    await vscode.commands.executeCommand('mailroot.compareWithSelected', other);
    const shown = await comparison(/^one\.eml ↔ other\.eml: Subject$/);
    const [left, right] = await sides(shown);
    assert.match(
      left ?? '',
      /^Subject: Hello\nFrom: a@example\.com\n\n\[Parts\]\ntext\/plain\n\n\[text\/plain\]\nDear Ann\n/,
    );
    assert.equal(right, left?.replace('Hello', 'Hallo'));
    await assert.rejects(async () => vscode.workspace.fs.writeFile(shown.original, Buffer.from('x')));
  });

  it('are compared with all that was left out, and back', async () => {
    const [one, other] = [file('one.eml', { date: 'x' }), file('other.eml', { date: 'y' })];
    await vscode.commands.executeCommand('mailroot.compareSelected', one, [one, other]);
    await comparison(/: no difference$/);
    await vscode.commands.executeCommand('mailroot.compareEverything');
    const [left] = await sides(await comparison(/: Date$/));
    assert.match(left ?? '', /^Date: x$/m);
    await vscode.commands.executeCommand('mailroot.compareMeaning');
    await comparison(/: no difference$/);
  }).timeout(90_000);

  it('are compared as they stand in the editor', async () => {
    const [one, other] = [file('one.eml', {}), file('other.eml', {})];
    const editor = await vscode.window.showTextDocument(other);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'X-New: 1\r\n'));
    await vscode.commands.executeCommand('mailroot.selectForCompare', one);
    await vscode.commands.executeCommand('mailroot.compareWithSelected');
    await comparison(/: X-New$/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.window.showTextDocument(other);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});

describe('a snapshot of a message', () => {
  afterEach(close);

  it('is the mail as it was sent, and what comes later is compared with it', async () => {
    const id = '20261123T115001Z-07b3a9c';
    const path = join(mailRoot().Drop, `${id}.eml`);
    mkdirSync(mailRoot().Drop, { recursive: true });
    writeFileSync(path, `X-Sender: <a@example.com>\r\nX-Receiver: <b@example.com>\r\n${text({})}`);
    const row = { entry: { folder: 'Drop', kind: 'message', id, path } };
    const snapshot = vscode.Uri.file(join(workspaceFolder(), 'snapshot.eml'));
    await vscode.commands.executeCommand('mailroot.saveAsSnapshot', row, snapshot);
    assert.equal(readFileSync(snapshot.fsPath, 'utf8'), text({}));
    writeFileSync(path, `X-Sender: <a@example.com>\r\n${text({ subject: 'Hallo', date: 'later' })}`);
    await vscode.commands.executeCommand('mailroot.compareWithSnapshot', row, snapshot);
    await comparison(/^snapshot\.eml ↔ 20261123T115001Z-07b3a9c\.eml: Subject$/);
    rmSync(path);
    rmSync(snapshot.fsPath);
  });
});
