import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { letter, message, names, row, runningEngine, sendNew, until } from './room';

const cases = (): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputCustom && input.viewType === 'mailroot.case');

/** Answers the question and the save dialog of the command as a person would. */
function answering(redacted: boolean, target: vscode.Uri): () => void {
  const { showQuickPick, showSaveDialog } = vscode.window;
  const given = vscode.window as unknown as Record<string, unknown>;
  given['showQuickPick'] = (choices: readonly { redacted: boolean }[]) =>
    Promise.resolve(choices.find((each) => each.redacted === redacted));
  given['showSaveDialog'] = () => Promise.resolve(target);
  return () => Object.assign(vscode.window, { showQuickPick, showSaveDialog });
}

describe('a case bundle', () => {
  let folder = '';
  let id = '';
  const subject = `a case ${Date.now()}`;

  before(runningEngine);
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mailroot-case-'));
    const { text } = letter('550@sim.test', subject);
    await sendNew(text);
    id = (await message('Sent', subject)).replace('.eml', '');
    await until('its state', () => names('Sent').includes(`${id}.envelope.json`));
  });
  after(async () => {
    await vscode.window.tabGroups.close(cases());
    rmSync(folder, { recursive: true, force: true });
  });

  for (const redacted of [false, true]) {
    it(`is saved ${redacted ? 'redacted' : 'as it is'} and opens by its name as a story`, async () => {
      const target = vscode.Uri.file(join(folder, `${String(redacted)}.mailroot.zip`));
      const done = answering(redacted, target);
      try {
        await vscode.commands.executeCommand('mailroot.saveCaseBundle', row('Sent', id));
      } finally {
        done();
      }
      assert.ok(readFileSync(target.fsPath).length > 500);
      await vscode.commands.executeCommand('vscode.open', target);
      await until('the case', () => cases().some(({ label }) => label.startsWith(String(redacted))));
      const file = vscode.Uri.from({
        scheme: 'mailroot-case',
        path: `/MailRoot/Sent/${id}.eml`,
        query: target.toString(),
      });
      const document = await vscode.workspace.openTextDocument(file);
      assert.equal(document.getText().includes(subject), !redacted);
      assert.equal(document.languageId, 'eml');
      await assert.rejects(Promise.resolve(vscode.workspace.fs.writeFile(file, new Uint8Array())));
    });
  }

  it('that is none opens as a page that says so, and its files are not there', async () => {
    const target = join(folder, 'hostile.mailroot.zip');
    writeFileSync(target, 'no zip');
    await vscode.commands.executeCommand('mailroot.openCaseBundle', vscode.Uri.file(target));
    await until('the page', () => cases().some(({ label }) => label.startsWith('hostile')));
    const file = vscode.Uri.from({
      scheme: 'mailroot-case',
      path: '/README.txt',
      query: vscode.Uri.file(target).toString(),
    });
    await assert.rejects(Promise.resolve(vscode.workspace.openTextDocument(file)));
    assert.ok(!existsSync(join(folder, 'README.txt')));
  });
});
