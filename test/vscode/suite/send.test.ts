import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  lensWith,
  letter,
  mailRoot,
  message,
  names,
  read,
  row,
  runningEngine,
  sendNew,
  until,
  workspaceFolder,
} from './room';

describe('Create MailRoot Folder', () => {
  it('makes the folders, a .gitignore and two messages to try, and opens the one that arrives', async () => {
    await runningEngine();
    for (const folder of ['Pickup', 'Queue', 'BadMail', 'Drop'] as const) assert.ok(existsSync(mailRoot()[folder]));
    assert.equal(readFileSync(mailRoot().gitignore, 'utf8').trim(), '*');
    assert.ok(existsSync(join(workspaceFolder(), 'mail-samples', 'fails.eml')));
    assert.match(vscode.window.activeTextEditor?.document.fileName ?? '', /welcome\.eml$/);
  });
});

describe('Send Current File', () => {
  it('brings the open file into Drop, byte for byte below the lines on top', async () => {
    const path = join(workspaceFolder(), 'mail', 'welcome.eml');
    await vscode.window.showTextDocument(vscode.Uri.file(path));
    await vscode.commands.executeCommand('mailroot.sendCurrentFile');
    const name = await message('Drop', 'Welcome to MailRoot');
    const sent = readFileSync(path);
    assert.ok(read('Drop', name).subarray(-sent.length).equals(sent));
    const { title } = await lensWith(vscode.Uri.file(path), /Delivered to Drop/);
    assert.match(title, /\d+ ms|\d s/, 'the lens says how long it took');
    await lensWith(vscode.Uri.file(path), /Open in Drop/);
  });

  it('sends what the editor shows, and leaves the file unsaved as it was', async () => {
    const { text, subject } = letter('unsaved@example.com');
    const path = join(workspaceFolder(), 'unsaved.eml');
    writeFileSync(path, text);
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'X-Note: typed just now\r\n'));
    await vscode.commands.executeCommand('mailroot.sendCurrentFile');
    const name = await message('Drop', subject);
    assert.ok(read('Drop', name).includes('X-Note: typed just now\r\n'));
    assert.ok(editor.document.isDirty);
    assert.equal(readFileSync(path, 'utf8'), text);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('sends a message that was never saved', async () => {
    const { text, subject } = letter('untitled@example.com');
    const document = await sendNew(text);
    await message('Drop', subject);
    assert.ok(document.isUntitled);
  });

  it('encodes as a save would: Latin-1 stays Latin-1', async () => {
    const path = join(workspaceFolder(), 'latin.eml');
    const { text, subject } = letter('latin@example.com');
    writeFileSync(path, Buffer.from(`${text}Gr\u00fc\u00dfe\r\n`, 'latin1'));
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path), { encoding: 'iso88591' });
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'X-Note: edited\r\n'));
    await vscode.commands.executeCommand('mailroot.sendCurrentFile');
    const name = await message('Drop', subject);
    assert.ok(read('Drop', name).includes(Buffer.from('Gr\u00fc\u00dfe', 'latin1')));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('sends several files chosen in the Explorer', async () => {
    const letters = [letter('one@example.com'), letter('two@example.com')];
    const uris = letters.map(({ text }, i) => {
      const path = join(workspaceFolder(), `chosen${i}.eml`);
      writeFileSync(path, text);
      return vscode.Uri.file(path);
    });
    await vscode.commands.executeCommand('mailroot.sendCurrentFile', uris[0], uris);
    for (const { subject } of letters) await message('Drop', subject);
  });

  it('writes nothing when the file is no message', async () => {
    const before = [...names('Pickup'), ...names('Queue'), ...names('BadMail')];
    await sendNew('just some notes\n');
    assert.deepEqual([...names('Pickup'), ...names('Queue'), ...names('BadMail')], before);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('does not take the focus from the editor', async () => {
    const { text, subject } = letter('focus@example.com');
    const document = await sendNew(text);
    await message('Drop', subject);
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });
});

describe('Send Again', () => {
  it('sends a copy of a message in Drop', async () => {
    const { text, subject } = letter('again@example.com');
    await sendNew(text);
    const first = await message('Drop', subject);
    await vscode.commands.executeCommand('mailroot.sendAgain', row('Drop', first.replace('.eml', '')));
    const copies = (): string[] => names('Drop').filter((name) => read('Drop', name).includes(subject));
    await until('the second copy', () => copies().length === 2);
  });
});
