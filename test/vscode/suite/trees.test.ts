import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { letter, mailRoot, message, names, row, runningEngine, sendNew, until } from './room';

/** What every tree has, by the name that its commands end with. */
const folders = ['Pickup', 'Queue', 'BadMail', 'Drop', 'Sent'] as const;

describe('the trees', () => {
  before(runningEngine);

  it('have commands of their own to be filtered, grouped and sorted', async () => {
    const all = await vscode.commands.getCommands(true);
    for (const folder of folders)
      for (const verb of ['filter', 'clearFilter', 'groupBy', 'sortBy', 'toggleCheckboxes'])
        assert.ok(all.includes(`mailroot.${verb}${folder}`), `${verb}${folder}`);
  });

  it('take a filter away and show checkboxes without being on the screen', async () => {
    for (const folder of folders) {
      await vscode.commands.executeCommand(`mailroot.clearFilter${folder}`);
      await vscode.commands.executeCommand(`mailroot.toggleCheckboxes${folder}`);
      await vscode.commands.executeCommand(`mailroot.toggleCheckboxes${folder}`);
    }
  });

  it('delete nothing when nothing is selected in them', async () => {
    const { text, subject } = letter('stays@example.com');
    await sendNew(text);
    const name = await message('Drop', subject);
    await vscode.commands.executeCommand('mailroot.deleteMessage', { view: 'Drop' });
    assert.ok(existsSync(join(mailRoot().Drop, name)));
  });

  it('send again what is in Sent', async () => {
    const { text, subject } = letter('550@sim.test');
    await sendNew(text);
    const first = await message('Sent', subject);
    await vscode.commands.executeCommand('mailroot.sendAgain', row('Sent', first.replace(/\.eml$/, '')));
    await until('it to be refused again', () => names('Sent').filter((name) => name.endsWith('.ltr')).length > 1);
  });

  it('act on the message when one is at a recipient below it', async () => {
    const { text, subject } = letter('451@sim.test');
    await sendNew(text);
    const name = await message('Queue', subject);
    const below = { kind: 'recipient', message: { kind: 'entry', ...row('Queue', name.replace(/\.eml$/, '')) } };
    await vscode.commands.executeCommand('mailroot.showTranscript', below);
    const shown = (): boolean =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes(subject)));
    await until('its transcript', shown);
  });

  it('leave a file alone that is none of ours, wherever it lies', async () => {
    const path = join(mailRoot().Drop, 'notes.txt');
    writeFileSync(path, 'my notes\n');
    await runningEngine();
    assert.ok(existsSync(path));
  });
});
