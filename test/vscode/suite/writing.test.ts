import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { answer, close, open } from './letters';
import { workspaceFolder } from './room';

type Items = vscode.CompletionList;

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

/** What is offered where the cursor is, as soon as that is among it. */
async function offered(
  document: vscode.TextDocument,
  place: vscode.Position,
  label: string,
): Promise<vscode.CompletionItem> {
  const fits = ({ items }: Items): boolean => items.some((item) => labelOf(item) === label);
  const { items } = await answer<Items>('vscode.executeCompletionItemProvider', [document.uri, place], fits);
  return items.find((item) => labelOf(item) === label) ?? new vscode.CompletionItem('');
}

describe('writing a message', () => {
  afterEach(close);

  it('is offered the names of fields, with what they mean', async () => {
    const document = await open('From: ann@example.com', 'Sub');
    const item = await offered(document, new vscode.Position(1, 3), 'Subject');
    assert.equal(item.insertText, 'Subject: ');
    const { documentation } = item;
    assert.match(typeof documentation === 'object' ? documentation.value : '', /What the message is about/);
  });

  it('is offered the addresses that the mail of the workspace knows, and those of the simulator', async () => {
    const folder = join(workspaceFolder(), 'known');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'one.eml'), 'From: Frieda <frieda@known.example>\r\n\r\nx\r\n');
    const document = await open('From: ann@example.com', 'To: ');
    const place = new vscode.Position(1, 4);
    const { label } = await offered(document, place, '550@sim.test');
    assert.equal(typeof label === 'object' && label.description, 'the host answers RCPT with 550 5.1.1 User unknown');
    await offered(document, place, 'Frieda <frieda@known.example>');
  });

  it('is offered the boundaries in scope, and what a part may be', async () => {
    const document = await open(
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: ',
      '',
      '--',
    );
    await offered(document, new vscode.Position(4, 14), 'text/html');
    await offered(document, new vscode.Position(6, 2), '--b--');
  });

  it('has snippets for whole messages', async () => {
    const document = await open('');
    await offered(document, new vscode.Position(0, 0), 'mail-invite');
    await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: 'eml', name: 'HTML and text' });
    assert.match(document.getText(), /^From: you@example\.com\r\nTo: someone@example\.com\r\n/);
    assert.match(document.getText(), /boundary="(=_alternative)"\r\n\r\n--\1\r\n/);
  });
});
