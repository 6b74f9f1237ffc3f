import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { lensWith, letter, mailRoot, message, names, read, row, runningEngine, sendNew, until } from './room';

const tabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);

describe('a message that fails', () => {
  before(runningEngine);

  it('comes back as a notification, and the lens shows the reply and the way to the transcript', async () => {
    const { text, subject } = letter('550@sim.test');
    const { uri } = await sendNew(text);
    const { title } = await lensWith(uri, /550 5\.1\.1 User unknown/);
    assert.match(title, /550@sim\.test failed/);
    const dsn = await message('Drop', 'multipart/report');
    assert.ok(read('Drop', dsn).includes('Diagnostic-Code: smtp; 550 5.1.1 User unknown'));
    const sent = await message('Sent', subject);
    assert.ok(names('Sent').includes(sent.replace('.eml', '.ltr')));
    await lensWith(uri, /Show Transcript/);
  });

  it('shows its transcript beside, without taking the focus, always in the same panel', async () => {
    const { text } = letter('550@sim.test');
    const document = await sendNew(text);
    const show = await lensWith(document.uri, /Show Transcript/);
    await vscode.commands.executeCommand(show.command, ...((show.arguments ?? []) as unknown[]));
    await vscode.commands.executeCommand(show.command, ...((show.arguments ?? []) as unknown[]));
    const panels = (): vscode.Tab[] =>
      tabs().filter(
        ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('mailroot.story'),
      );
    await until('the transcript', () => panels().length > 0);
    assert.equal(panels().length, 1);
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });

  it('has transcripts that open as a page, and as text when asked', async () => {
    await sendNew(letter('550@sim.test', 'to be read').text);
    const name = await message('Sent', 'to be read');
    const uri = vscode.Uri.file(join(mailRoot().Sent, name.replace('.eml', '.rtr')));
    await vscode.commands.executeCommand('vscode.open', uri);
    const page = (): boolean =>
      tabs().some(({ input }) => input instanceof vscode.TabInputCustom && input.viewType === 'mailroot.transcript');
    await until('the page', page);
    await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
    const editor = await until('the text', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.fsPath === uri.fsPath),
    );
    assert.equal(editor.document.languageId, 'rtr');
    assert.match(editor.document.getText(), /< 550 5\.1\.1 User unknown/);
  });
});

describe('a message that is put off', () => {
  before(runningEngine);

  it('waits in the Queue until Retry Now brings it through', async () => {
    const { text, subject } = letter('451x2@sim.test', `put off ${Date.now()}`);
    await sendNew(text);
    const id = (await message('Queue', subject)).replace('.eml', '');
    await until('its first attempt', () => names('Queue').includes(`${id}.ltr`));
    const attempts = (): number => read('Queue', `${id}.ltr`).toString().split(' next: ').length - 1;
    await until('the first outcome', () => attempts() === 1);
    await vscode.commands.executeCommand('mailroot.retryNow', row('Queue', id));
    await until('the second outcome', () => attempts() === 2);
    await vscode.commands.executeCommand('mailroot.retryNow', row('Queue', id));
    await until('the end', () => names('Sent').includes(`${id}.eml`));
    assert.match(read('Sent', `${id}.ltr`).toString(), /attempt: number 3/);
  });

  it('goes back to Pickup and starts anew when asked', async () => {
    const { text, subject } = letter('451x9@sim.test', `back ${Date.now()}`);
    await sendNew(text);
    const id = (await message('Queue', subject)).replace('.eml', '');
    await until('its first attempt', () => names('Queue').includes(`${id}.rtr`));
    await vscode.commands.executeCommand('mailroot.putBackInPickup', row('Queue', id), undefined, 'agreed');
    await until('it under another id', () =>
      names('Queue').some(
        (name) => name.endsWith('.eml') && !name.startsWith(id) && read('Queue', name).includes(subject),
      ),
    );
    await until('nothing of the old one to be left', () => !names('Queue').some((name) => name.startsWith(id)));
  });
});

describe('a file without sender', () => {
  before(runningEngine);

  it('ends in BadMail with its reason, and Put Back tries it again', async () => {
    writeFileSync(join(mailRoot().Pickup, 'nobody.txt'), 'To: a@example.com\r\nSubject: from nobody\r\n\r\nhi\r\n');
    const bad = await message('BadMail', 'from nobody');
    const id = bad.replace('.bad', '');
    assert.match(read('BadMail', `${id}.bdr`).toString(), /From/);
    await vscode.commands.executeCommand('mailroot.putBackInPickup', row('BadMail', id), undefined, 'agreed');
    await until('it under another id', () =>
      names('BadMail').some((name) => name.endsWith('.bad') && !name.startsWith(id)),
    );
  });
});
