import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** Lines with CRLF, as a message that is open; nothing of it is ever saved. */
async function open(...lines: readonly string[]): Promise<vscode.TextDocument> {
  const content = lines.map((line) => `${line}\r\n`).join('');
  const document = await vscode.workspace.openTextDocument({ language: 'eml', content });
  await vscode.window.showTextDocument(document);
  return document;
}

/** Asks until there is an answer: the language is loaded with the first message. */
async function ask<T>(command: string, ...given: readonly unknown[]): Promise<readonly T[]> {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = (await vscode.commands.executeCommand<readonly T[] | undefined>(command, ...given)) ?? [];
    if (found.length > 0) return found;
    if (Date.now() > end) throw new Error(`${command} found nothing.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const letter = [
  ...['From: Ann <ann@example.com>', 'To: Bob <bob@example.org>', 'Subject: Two parts', 'MIME-Version: 1.0'],
  ...['Content-Type: multipart/related; boundary="b"', '', '--b', 'Content-Type: text/html; charset=utf-8', ''],
  ...[
    '<img src="cid:logo@example.com" alt="Logo">',
    '--b',
    'Content-Type: image/png',
    'Content-ID: <logo@example.com>',
  ],
  ...['Content-Transfer-Encoding: base64', '', 'iVBORw0KGgoAAAANSUhEUgAA', 'AAEAAAABCAYAAAAfFcSJ', '--b--'],
];

describe('a message in the editor', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('has an outline of its fields and parts', async () => {
    const { uri } = await open(...letter);
    const found = await ask<vscode.DocumentSymbol>('vscode.executeDocumentSymbolProvider', uri);
    assert.deepEqual(
      found.map(({ name }) => name),
      ['From', 'To', 'Subject', 'MIME-Version', 'Content-Type', 'text/html', 'image/png'],
    );
    assert.equal(found.at(-1)?.detail, '2 · 33 B');
  });

  it('folds its head, its parts and its base64', async () => {
    const { uri } = await open(...letter);
    const found = await ask<vscode.FoldingRange>('vscode.executeFoldingRangeProvider', uri);
    const lines = found.map(({ start, end }) => `${start + 1}-${end + 1}`);
    for (const range of ['1-5', '7-10', '11-17', '16-17'])
      assert.ok(lines.includes(range), `${range} in ${lines.join()}`);
  });

  it('has links: addresses, and from cid: to the part', async () => {
    const { uri } = await open(...letter);
    const found = await ask<vscode.DocumentLink>('vscode.executeLinkProvider', uri);
    const targets = found.map(({ target }) => target?.toString(true) ?? '');
    assert.ok(targets.includes('mailto:bob@example.org'), targets.join());
    assert.ok(
      targets.some((target) => target.endsWith('#L12,1')),
      targets.join(),
    );
  });

  it('grows a selection from a local part to the address, the mailbox, the field', async () => {
    const document = await open(...letter);
    const position = new vscode.Position(1, 10);
    const [range] = await ask<vscode.SelectionRange>('vscode.executeSelectionRangeProvider', document.uri, [position]);
    const texts: string[] = [];
    for (let at = range; at !== undefined; at = at.parent) texts.push(document.getText(at.range));
    for (const text of ['bob', 'bob@example.org', 'Bob <bob@example.org>']) assert.ok(texts.includes(text), text);
  });
});
