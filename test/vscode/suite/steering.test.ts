import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { letter, mailRoot, message, names, row, runningEngine, sendNew, until } from './room';

/** A message that waits in the Queue; its id. */
async function waiting(to = '451@sim.test'): Promise<string> {
  const { text, subject } = letter(to);
  await sendNew(text);
  const name = await message('Queue', subject);
  const id = name.replace('.eml', '');
  await until('its first attempt', () => names('Queue').includes(`${id}.envelope.json`));
  return id;
}

const ltr = (folder: 'Queue' | 'Sent', id: string): string => {
  try {
    return readFileSync(join(mailRoot()[folder], `${id}.ltr`), 'utf8');
  } catch {
    return '';
  }
};

const run = (name: string, id: string, folder: 'Queue' | 'Sent' = 'Queue'): Thenable<unknown> =>
  vscode.commands.executeCommand(`mailroot.${name}`, row(folder, id));

describe('steering', () => {
  before(runningEngine);

  it('Hold stops a message, Release lets it go with an attempt at once', async () => {
    const id = await waiting('451x1@sim.test');
    await run('holdMessage', id);
    await until('the hold to be told', () => ltr('Queue', id).includes('command: held'));
    await run('releaseMessage', id);
    // The files of a family move one after the other.
    await until('it to arrive with its transcript', () => /command: released[^]*relayed/.test(ltr('Sent', id)));
  });

  it('Edit and Send Again opens a draft; saving it sends the message with its history', async () => {
    const id = await waiting('451x1@sim.test');
    await run('editAndSendAgain', id);
    const editor = await until('the draft', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.fsPath.endsWith(`${id}.eml`) === true ? active : undefined;
    });
    assert.ok(ltr('Queue', id).includes('command: held: being edited'));
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    await editor.edit((change) => change.insert(end, 'PS: mended by hand.\r\n'));
    await editor.document.save();
    await until('it to arrive', () => names('Sent').includes(`${id}.eml`));
    assert.match(readFileSync(join(mailRoot().Sent, `${id}.eml`), 'utf8'), /PS: mended by hand/);
    const replaced = /content replaced by a person[^]*requeued for <451x1@sim\.test>/;
    await until('its transcript', () => replaced.test(ltr('Sent', id)));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('a draft closed without saving lets the message go on as it was', async () => {
    const id = await waiting('451x1@sim.test');
    await run('editAndSendAgain', id);
    await until('the draft', () => vscode.window.activeTextEditor?.document.uri.fsPath.endsWith(`${id}.eml`));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until('it to arrive', () => names('Sent').includes(`${id}.eml`), 60);
  });
});
