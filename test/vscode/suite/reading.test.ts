import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { answer, close, open, placeOf } from './letters';
import { until, workspaceFolder } from './room';

/** What the hover there says, as soon as it says something that fits. */
async function hovered(document: vscode.TextDocument, place: vscode.Position, fits: RegExp): Promise<string> {
  const text = (found: readonly vscode.Hover[]): string =>
    found.flatMap(({ contents }) => contents.map((each) => (each as vscode.MarkdownString).value)).join('\n');
  const given = [document.uri, place];
  const found = await answer<readonly vscode.Hover[]>('vscode.executeHoverProvider', given, (all) =>
    fits.test(text(all)),
  );
  return text(found);
}

describe('a hover', () => {
  afterEach(close);

  it('says what a header field means, and what an encoded word reads', async () => {
    const document = await open('From: ann@example.com', 'Subject: =?utf-8?Q?B=C3=BCcher?=', '', 'x');
    const name = await hovered(document, new vscode.Position(1, 2), /What the message is about/);
    assert.match(name, /rfc-editor\.org/);
    await hovered(document, new vscode.Position(1, 20), /Reads: Bücher/);
  });

  it('says of an address what it is made of, and what the simulator does with it', async () => {
    const document = await open('From: ann@example.com', 'To: 550@sim.test', 'Cc: bob@bücher.example', '', 'x');
    await hovered(document, placeOf(document, '550@'), /A simulated host on this machine: it answers RCPT with 550/);
    await hovered(document, placeOf(document, 'bücher'), /xn\\?-\\?-bcher\\?-kva/);
  });

  it('says in a transcript what the codes mean', async () => {
    const path = join(workspaceFolder(), 'some.rtr');
    writeFileSync(path, 'MailRoot remote transcript of x\r\n\r\n   120 < 550 5.1.1 User unknown\r\n');
    const document = await vscode.workspace.openTextDocument(path);
    await vscode.window.showTextDocument(document);
    await until('the language of it', () => document.languageId === 'rtr');
    assert.match(await hovered(document, placeOf(document, '550', 1), /550: /), /5\.1\.1: The mailbox does not exist/);
  });
});

describe('beside a message', () => {
  afterEach(close);

  it('stands what encoded words say, how large base64 is, and when its date was', async () => {
    const document = await open(
      'Subject: =?utf-8?Q?B=C3=BCcher?=',
      'Date: Tue, 24 Nov 2020 09:00:00 +0000',
      'Content-Transfer-Encoding: base64',
      '',
      'YWJj',
    );
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const fits = (found: readonly vscode.InlayHint[]): boolean => found.length === 3;
    const given = [document.uri, whole];
    const hints = await answer<readonly vscode.InlayHint[]>('vscode.executeInlayHintProvider', given, fits);
    const labels = hints.map(({ label }) =>
      typeof label === 'string' ? label : label.map(({ value }) => value).join(''),
    );
    assert.deepEqual([labels[0], labels[2]], ['Bücher', '3 B']);
    assert.match(labels[1] ?? '', /years? ago$/);
  });
});

describe('a boundary', () => {
  afterEach(close);
  const lines = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="b"', '', '--b', '', 'x', '--b--'];

  it('is renamed everywhere at once', async () => {
    const document = await open(...lines);
    const given = [document.uri, new vscode.Position(3, 2), 'next'];
    const fits = (edit: vscode.WorkspaceEdit): boolean => edit.get(document.uri).length === 3;
    const edit = await answer<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', given, fits);
    await vscode.workspace.applyEdit(edit);
    assert.equal(
      document.getText(),
      lines.map((line) => `${line}\r\n`.replace(/"b"|--b/, (b) => b.replace('b', 'next'))).join(''),
    );
  });

  it('is not given a name that no boundary may have', async () => {
    const document = await open(...lines);
    const rename = vscode.commands.executeCommand(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      new vscode.Position(3, 2),
      'ü',
    );
    await assert.rejects(Promise.resolve(rename), /letters, digits/);
  });

  it('is shown in all its places', async () => {
    const document = await open(...lines);
    const given = [document.uri, new vscode.Position(6, 2)];
    const fits = (found: readonly vscode.DocumentHighlight[]): boolean => found.length === 3;
    const found = await answer<readonly vscode.DocumentHighlight[]>('vscode.executeDocumentHighlights', given, fits);
    assert.deepEqual(
      found.map(({ range }) => range.start.line),
      [1, 3, 6],
    );
  });
});
