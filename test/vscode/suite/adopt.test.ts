import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { message, read, runningEngine, until, workspaceFolder } from './room';

const letter = (subject: string): string =>
  `From: app@example.com\nTo: adopted@example.com\nSubject: ${subject}\nMessage-ID: <${subject}@x>\n\nhello\n`;

describe('Adopt Mail', () => {
  before(runningEngine);

  it('the messages of a foreign spool are listed, and what is left chosen arrives; the source stays', async function () {
    this.timeout(60_000);
    const folder = join(workspaceFolder(), 'foreign');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'django.log');
    const text = ['adopted-one', 'adopted-two'].map((each) => `${letter(each)}\n${'-'.repeat(79)}\n`).join('');
    writeFileSync(path, text);
    let done = false;
    const running = vscode.commands.executeCommand('mailroot.adoptMail', vscode.Uri.file(path)).then(() => {
      done = true;
    });
    const accept = setInterval(
      () => void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem'),
      300,
    );
    try {
      await until('the list to be accepted', () => done);
    } finally {
      clearInterval(accept);
    }
    await running;
    for (const subject of ['adopted-one', 'adopted-two'])
      assert.match(
        read('Drop', await message('Drop', `Subject: ${subject}`)).toString(),
        /X-Receiver: <adopted@example\.com>/,
      );
    assert.equal(readFileSync(path, 'utf8'), text);
  });
});
