import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ask, open } from './letters';
import { mailRoot, until, workspaceFolder } from './room';

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

/** What MailRoot says of a document, as soon as it says something that fits. */
function diagnosed(uri: vscode.Uri, fits: (codes: readonly string[]) => boolean): Promise<vscode.Diagnostic[]> {
  return until('the right findings', () => {
    const found = vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'MailRoot');
    return fits(found.map(codeOf)) && found;
  });
}

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

async function fixes(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  return ask<vscode.CodeAction>('vscode.executeCodeActionProvider', uri, range, vscode.CodeActionKind.QuickFix.value);
}

describe('what is wrong with a message', () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('mailroot');
  afterEach(async () => {
    await settings().update('diagnostics.rules', undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('stands in the editor with a code that leads to its line of the reference', async () => {
    const { uri } = await open('From: ann@example.com', 'To: bob@', 'Subject: x', '', 'Hello.');
    const found = await diagnosed(uri, (codes) => codes.includes('bad-address'));
    const [bad] = found.filter((each) => codeOf(each) === 'bad-address');
    assert.equal(bad?.severity, vscode.DiagnosticSeverity.Error);
    assert.deepEqual([bad.range.start.line, bad.range.start.character], [1, 4]);
    const target = typeof bad.code === 'object' ? bad.code.target : undefined;
    const line = Number(/^L(\d+)$/.exec(target?.fragment ?? '')?.[1]);
    const reference = await vscode.workspace.openTextDocument(target?.with({ fragment: '' }) ?? uri);
    assert.match(reference.lineAt(line - 1).text, /`bad-address`/);
  });

  it('is mended by its light bulb, and then no longer said', async () => {
    const document = await open(
      'From: ann@example.com',
      'Subject: x',
      'Date: today',
      'Message-ID: <a@b>',
      '',
      'Hello.',
    );
    // Until now something else may have been open under the same name.
    const [finding] = await diagnosed(document.uri, (codes) => codes.join() === 'no-recipients,bad-date');
    assert.ok(finding);
    const actions = await fixes(document.uri, finding.range);
    const add = actions.find(({ title }) => title === 'Add To');
    assert.ok(add?.edit && add.isPreferred === true, actions.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(add.edit);
    assert.match(document.getText(), /From: .*\r\nTo: someone@example\.com\r\n/);
    await diagnosed(document.uri, (codes) => !codes.includes('no-recipients') && codes.includes('bad-date'));
  });

  it('follows what is typed', async () => {
    const document = await open(
      'From: ann@example.com',
      'To: bob@example.org',
      'Date: today',
      'Message-ID: <a@b>',
      '',
      'Hello.',
    );
    await diagnosed(document.uri, (codes) => codes.join() === 'bad-date');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, document.lineAt(2).range, 'Date: Tue, 24 Nov 2026 09:00:00 +0000');
    await vscode.workspace.applyEdit(edit);
    await diagnosed(document.uri, (codes) => codes.length === 0);
  });

  it('is switched off rule by rule, in the settings and by the light bulb', async () => {
    const document = await open('From: ann@example.com', 'To: bob@example.org', 'Bcc: carol@example.net', '', 'Hello.');
    await diagnosed(document.uri, (codes) => codes.length === 3);
    await settings().update('diagnostics.rules', { 'missing-date': 'off' }, vscode.ConfigurationTarget.Workspace);
    const found = await diagnosed(document.uri, (codes) => codes.length === 2);
    const bcc = found.find((each) => codeOf(each) === 'bcc-stripped');
    assert.ok(bcc);
    const off = (await fixes(document.uri, bcc.range)).find(({ title }) => title === 'Turn Off the Rule bcc-stripped');
    assert.ok(off?.command);
    await vscode.commands.executeCommand(off.command.command, ...((off.command.arguments ?? []) as unknown[]));
    await diagnosed(document.uri, (codes) => codes.join() === 'missing-message-id');
    assert.deepEqual(settings().get('diagnostics.rules'), { 'missing-date': 'off', 'bcc-stripped': 'off' });
  });

  it('goes when the document is closed', async () => {
    const { uri } = await open('From: ann@example.com', '', 'Hello.');
    await diagnosed(uri, (codes) => codes.length > 0);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await diagnosed(uri, (codes) => codes.length === 0);
  });

  it('tells of line ends that the editor does not show, as long as the file is not changed', async () => {
    const uri = vscode.Uri.file(join(workspaceFolder(), 'mixed.eml'));
    const text =
      'From: ann@example.com\r\nTo: bob@example.org\r\nDate: Tue, 24 Nov 2026 09:00:00 +0000\r\nMessage-ID: <a@b>\r\n\r\none\ntwo\r\n';
    writeFileSync(uri.fsPath, text);
    await vscode.window.showTextDocument(uri);
    const [mixed] = await diagnosed(uri, (codes) => codes.includes('mixed-line-ends'));
    assert.equal(mixed?.range.start.line, 5);
    const write = (await fixes(uri, mixed.range)).find(({ title }) => title === 'Write the File with CRLF');
    assert.ok(write?.command);
    await vscode.commands.executeCommand(write.command.command, ...((write.command.arguments ?? []) as unknown[]));
    assert.equal(readFileSync(uri.fsPath, 'utf8'), text.replace('one\n', 'one\r\n'));
    await diagnosed(uri, (codes) => codes.length === 0);
  });

  it('tells that a text ends its lines with LF, and changes them in the editor when it was never saved', async () => {
    const content =
      'From: ann@example.com\nTo: bob@example.org\nDate: Tue, 24 Nov 2026 09:00:00 +0000\nMessage-ID: <a@b>\n\nx\n';
    const uri = vscode.Uri.file(join(workspaceFolder(), 'lf.eml'));
    writeFileSync(uri.fsPath, content);
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((edit) => edit.insert(new vscode.Position(5, 0), 'y'));
    const [lf] = await diagnosed(uri, (codes) => codes.join() === 'lf-line-ends');
    assert.ok(lf);
    const change = (await fixes(uri, lf.range)).find(({ title }) => title === 'Change to CRLF');
    assert.ok(change?.command);
    await vscode.commands.executeCommand(change.command.command, ...((change.command.arguments ?? []) as unknown[]));
    assert.equal(editor.document.eol, vscode.EndOfLine.CRLF);
    assert.equal(readFileSync(uri.fsPath, 'utf8'), content, 'nothing is saved');
    await diagnosed(uri, (codes) => codes.length === 0);
  });

  it('points to the other place, where there is one', async () => {
    const { uri } = await open('From: ann@example.com', 'To: bob@example.org', 'Subject: one', 'Subject: two', '', 'x');
    const found = await diagnosed(uri, (codes) => codes.includes('duplicate-header'));
    const related = found.find((each) => codeOf(each) === 'duplicate-header')?.relatedInformation?.[0];
    assert.equal(related?.message, 'The first Subject');
    assert.equal(related.location.range.start.line, 2);
  });

  it('is as grave as the settings say', async () => {
    const { uri } = await open('From: ann@example.com', 'To: bob@', '', 'x');
    const severity = (): vscode.DiagnosticSeverity | undefined =>
      vscode.languages.getDiagnostics(uri).find((each) => codeOf(each) === 'bad-address')?.severity;
    await until('the error', () => severity() === vscode.DiagnosticSeverity.Error);
    await settings().update('diagnostics.rules', { 'bad-address': 'hint' }, vscode.ConfigurationTarget.Workspace);
    await until('the hint', () => severity() === vscode.DiagnosticSeverity.Hint);
  });

  it('is not said at all when that is switched off', async () => {
    const { uri } = await open('From: ann@example.com', '', 'x');
    await diagnosed(uri, (codes) => codes.length > 0);
    await settings().update('diagnostics.enabled', false, vscode.ConfigurationTarget.Workspace);
    try {
      await diagnosed(uri, (codes) => codes.length === 0);
    } finally {
      await settings().update('diagnostics.enabled', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await diagnosed(uri, (codes) => codes.length > 0);
  });

  it('is told of the head alone when the file is over 5 MB, and that is said', async () => {
    const uri = vscode.Uri.file(join(workspaceFolder(), 'large.eml'));
    const head =
      'From: ann@example.com\r\nTo: bob@\r\nSubject: large\r\nDate: Tue, 24 Nov 2026 09:00:00 +0000\r\nMessage-ID: <a@b>\r\n';
    const type = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n';
    writeFileSync(uri.fsPath, `${head}${type}--b\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(75_000)}--b--\r\n`);
    await vscode.window.showTextDocument(uri);
    const found = await diagnosed(uri, (codes) => codes.includes('not-checked') && codes.includes('bad-address'));
    assert.match(found.find((each) => codeOf(each) === 'not-checked')?.message ?? '', /over 5 MB: only its head/);
    const outline = await ask<vscode.DocumentSymbol>('vscode.executeDocumentSymbolProvider', uri);
    assert.deepEqual(outline.at(-1)?.name, 'Content-Type', 'no parts are shown');
  });

  it('holds nobody up: a message of four megabytes answers while it is checked', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `${i} ${'x'.repeat(60)}`);
    const document = await open('From: ann@example.com', 'To: bob@example.org', '', ...lines);
    const began = Date.now();
    await ask<vscode.DocumentSymbol>('vscode.executeDocumentSymbolProvider', document.uri);
    await diagnosed(document.uri, (codes) => codes.includes('missing-date'));
    assert.ok(Date.now() - began < 5_000, `it took ${Date.now() - began} ms`);
  });

  it('says nothing of what lies in Drop', async () => {
    const root = mailRoot();
    mkdirSync(root.Pickup, { recursive: true });
    mkdirSync(root.Drop, { recursive: true });
    const uri = vscode.Uri.file(join(root.Drop, 'somebody.eml'));
    writeFileSync(uri.fsPath, 'Subject: no sender, no recipient\n\nx\n');
    await vscode.window.showTextDocument(uri);
    await ask<vscode.DocumentSymbol>('vscode.executeDocumentSymbolProvider', uri);
    await diagnosed(uri, (codes) => codes.length === 0);
  });
});
