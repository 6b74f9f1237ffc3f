import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { answer, close, open } from './letters';
import { letter, mailRoot, message, runningEngine, until, workspaceFolder } from './room';

function failures(
  uri: vscode.Uri,
  fits: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> {
  return until('what became of it', () => {
    const found = vscode.languages.getDiagnostics(uri).filter(({ message: text }) => /attempt \d+\)/.test(text));
    return fits(found) && found;
  });
}

function file(name: string, text: string): vscode.Uri {
  const path = join(workspaceFolder(), name);
  writeFileSync(path, text);
  return vscode.Uri.file(path);
}

describe('a message that failed', () => {
  before(runningEngine);
  afterEach(close);

  it('says so on the line of the recipient in the file it was sent from, and leads to the line of the transcript', async () => {
    const uri = file('failing.eml', letter('550@sim.test').text);
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('mailroot.sendCurrentFile');
    const [failure] = await failures(uri, (found) => found.length === 1);
    assert.match(failure?.message ?? '', /^550 5\.1\.1 User unknown \(sim\.test, attempt 1\)\n/);
    assert.deepEqual([failure?.range.start.line, failure?.range.start.character], [1, 4]);
    const [related] = failure?.relatedInformation ?? [];
    const lines = readFileSync(related?.location.uri.fsPath ?? '', 'utf8').split('\r\n');
    assert.match(lines[related?.location.range.start.line ?? -1] ?? '', /< 550 5\.1\.1 User unknown/);
  });

  it('says so no longer when the text changes', async () => {
    const uri = file('changing.eml', letter('550@sim.test').text);
    const editor = await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('mailroot.sendCurrentFile');
    await failures(uri, (found) => found.length === 1);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'X-Note: mended\r\n'));
    await failures(uri, (found) => found.length === 0);
  });

  it('is told of when it was put off, until the next try succeeds', async () => {
    const { text, subject } = letter('451x1@sim.test');
    const uri = file('later.eml', text);
    await vscode.window.showTextDocument(uri);
    await vscode.commands.executeCommand('mailroot.sendCurrentFile');
    const [put] = await failures(uri, (found) => found.length === 1);
    assert.equal(put?.severity, vscode.DiagnosticSeverity.Warning);
    const name = await message('Queue', subject);
    const path = join(mailRoot().Queue, name);
    const row = { entry: { folder: 'Queue', kind: 'message', id: name.replace('.eml', ''), path } };
    await vscode.commands.executeCommand('mailroot.retryNow', row);
    await failures(uri, (found) => found.length === 0);
  });

  it('is told of in the file that was sent from the Explorer, without being opened', async () => {
    const uri = file('unopened.eml', letter('550@sim.test').text);
    await vscode.commands.executeCommand('mailroot.sendCurrentFile', uri, [uri]);
    await failures(uri, (found) => found.length === 1);
    writeFileSync(uri.fsPath, letter('somebody@example.com').text);
    await failures(uri, (found) => found.length === 0);
  });

  it('is told of in the file of the workspace that has its content, when a script put it into Pickup', async () => {
    const { text } = letter('550@sim.test');
    const uri = file('scripted.eml', text);
    writeFileSync(join(mailRoot().Pickup, 'by-a-script.eml'), text);
    const [failure] = await failures(uri, (found) => found.length === 1);
    assert.match(failure?.message ?? '', /^550 5\.1\.1 User unknown \(sim\.test, attempt 1\)\n/);
    assert.deepEqual([failure?.range.start.line, failure?.range.start.character], [1, 4]);
    assert.match(failure?.relatedInformation?.[0]?.location.uri.fsPath ?? '', /\.rtr$/);
    writeFileSync(uri.fsPath, letter('somebody@example.com').text);
    await failures(uri, (found) => found.length === 0);
  });

  it('is told of on the line of code that its X-Mail-Source names, until that code changes', async () => {
    const uri = file('welcome.js', 'function welcome() {\n  send();\n}\n');
    const { text } = letter('550@sim.test');
    writeFileSync(join(mailRoot().Pickup, 'from-code.eml'), `X-Mail-Source: welcome.js:2\r\n${text}`);
    const [failure] = await failures(uri, (found) => found.length === 1);
    assert.match(failure?.message ?? '', /^To 550@sim\.test: 550 5\.1\.1 User unknown/);
    const { start, end } = failure?.range ?? {};
    assert.deepEqual([start?.line, start?.character, end?.character], [1, 2, 9]);
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), '  // mended\n'));
    await failures(uri, (found) => found.length === 0);
    await editor.document.save();
  });

  it('is told of until the next try succeeds, whoever tries', async () => {
    const { text, subject } = letter('451x1@sim.test');
    const uri = file('tried.eml', text);
    writeFileSync(join(mailRoot().Pickup, 'tried-by-a-script.eml'), text);
    const [put] = await failures(uri, (found) => found.length === 1);
    assert.equal(put?.severity, vscode.DiagnosticSeverity.Warning);
    const name = await message('Queue', subject);
    const row = {
      entry: { folder: 'Queue', kind: 'message', id: name.replace('.eml', ''), path: join(mailRoot().Queue, name) },
    };
    await vscode.commands.executeCommand('mailroot.retryNow', row);
    await failures(uri, (found) => found.length === 0);
  });

  it('says so where it lies, in Sent or BadMail', async () => {
    const { text, subject } = letter('554@sim.test');
    const uri = file('lies.eml', text);
    await vscode.commands.executeCommand('mailroot.sendCurrentFile', uri, [uri]);
    const sent = vscode.Uri.file(join(mailRoot().Sent, await message('Sent', subject)));
    await vscode.window.showTextDocument(sent);
    const [failure] = await failures(sent, (found) => found.length === 1);
    assert.match(failure?.message ?? '', /^554 5\.7\.1 /);
  });
});

describe('an address in a message', () => {
  before(runningEngine);
  afterEach(close);

  it('has a hover that says where its mail would go', async () => {
    const document = await open('From: ann@example.com', 'To: bob@example.org', '', 'x');
    const text = (found: readonly vscode.Hover[]): string =>
      found.flatMap(({ contents }) => contents.map((each) => (each as vscode.MarkdownString).value)).join('\n');
    const given = [document.uri, new vscode.Position(1, 6)];
    const found = await answer<readonly vscode.Hover[]>('vscode.executeHoverProvider', given, (all) =>
      text(all).includes('Route: Captured'),
    );
    assert.match(text(found), /mailroot\\?\.localDomains/);
  });
});
