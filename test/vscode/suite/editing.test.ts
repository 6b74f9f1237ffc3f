import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readMessage } from '../../../src/language/model/message';
import type { Part } from '../../../src/language/model/part';
import { answer, close, open, placeOf } from './letters';
import { workspaceFolder } from './room';

function treeOf(part: Part): string {
  const inside = part.children.map(treeOf).join(', ');
  return part.type.word + (inside === '' ? '' : `(${inside})`);
}

function tree(document: vscode.TextDocument): string {
  return treeOf(readMessage(document.getText()).root);
}

function select(document: vscode.TextDocument, text: string): void {
  const editor = vscode.window.activeTextEditor;
  assert.equal(editor?.document, document);
  editor.selection = new vscode.Selection(placeOf(document, text), placeOf(document, text, text.length));
}

const letter = ['From: ann@example.com', 'To: bob@example.org', 'Subject: x', '', 'Grüße.'];

describe('a message that is edited', () => {
  afterEach(close);

  it('takes attachments, and one Undo takes them back', async () => {
    const path = join(workspaceFolder(), 'notes.pdf');
    writeFileSync(path, 'no real PDF');
    const document = await open(...letter);
    const before = document.getText();
    await vscode.commands.executeCommand('mailroot.insertAttachment', [vscode.Uri.file(path)]);
    assert.equal(tree(document), 'multipart/mixed(text/plain, application/pdf)');
    assert.match(document.getText(), /filename="notes\.pdf"/);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  it('gets a text beside its HTML', async () => {
    const document = await open(
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Hello <b>Bob</b></p>',
    );
    await vscode.commands.executeCommand('mailroot.addTextAlternative');
    assert.equal(tree(document), 'multipart/alternative(text/plain, text/html)');
    assert.match(document.getText(), /\r\n\r\nHello Bob\r\n--/);
  });

  it('has a selection encoded, and decoded again', async () => {
    const document = await open(...letter);
    select(document, 'Grüße.');
    await vscode.commands.executeCommand('mailroot.encodeSelection', 'quoted-printable');
    assert.equal(document.lineAt(4).text, 'Gr=C3=BC=C3=9Fe.');
    select(document, 'Gr=C3=BC=C3=9Fe.');
    await vscode.commands.executeCommand('mailroot.decodeSelection');
    assert.equal(document.lineAt(4).text, 'Grüße.');
    select(document, 'Grüße.');
    await vscode.commands.executeCommand('mailroot.encodeSelection', 'base64');
    assert.equal(document.lineAt(4).text, 'R3LDvMOfZS4=');
  });

  it('stays as it is when nothing can be decoded', async () => {
    const document = await open(...letter);
    const before = document.getText();
    select(document, 'Subject');
    await vscode.commands.executeCommand('mailroot.decodeSelection');
    assert.equal(document.getText(), before);
  });

  it('has its headers folded and unfolded, and is formatted', async () => {
    const many = `To: ${Array.from({ length: 6 }, (_, i) => `person${i}@example.com`).join(', ')}`;
    const document = await open('From: ann@example.com', many, '', 'x');
    await vscode.commands.executeCommand('mailroot.foldHeaders');
    assert.ok(document.lineAt(2).text.startsWith(' '), document.getText());
    await vscode.commands.executeCommand('mailroot.unfoldHeaders');
    assert.equal(document.lineAt(1).text, many);
    const given = [document.uri, { tabSize: 2, insertSpaces: true }];
    const fits = (found: readonly vscode.TextEdit[]): boolean => found.length === 1;
    await answer<readonly vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', given, fits);
  });

  it('leads to the code that sent it, where it says so, and nowhere outside of the workspace', async () => {
    writeFileSync(join(workspaceFolder(), 'welcome.ts'), 'one\ntwo\nthree\n');
    const document = await open('X-Mail-Source: welcome.ts:3', 'From: ann@example.com', '', 'x');
    await vscode.commands.executeCommand('mailroot.findSource');
    const editor = vscode.window.activeTextEditor;
    assert.match(editor?.document.fileName ?? '', /welcome\.ts$/);
    assert.equal(editor?.selection.active.line, 2);
    const links = await answer<readonly vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      [document.uri],
      (found) => found.length > 0,
    );
    assert.ok(links.some(({ target }) => target?.toString(true).endsWith('welcome.ts#L3') === true));
    await close();
    const outside = await open('X-Mail-Source: ../../etc/hostname:1', 'From: ann@example.com', '', 'x');
    const some = await answer<readonly vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      [outside.uri],
      (found) => found.length > 0,
    );
    assert.deepEqual(
      some.map(({ target }) => target?.scheme),
      ['mailto'],
    );
  });
});
