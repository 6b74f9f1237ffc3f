import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { letter, message, names, read, runningEngine, until, workspaceFolder } from './room';

function file(name: string, text: string): vscode.Uri {
  const path = join(workspaceFolder(), name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return vscode.Uri.file(path);
}

/** What is still being written has another name in a moment. */
function dropped(subject: string): string[] {
  const whole = names('Drop').filter((name) => name.endsWith('.eml'));
  return whole.filter((name) => read('Drop', name).includes(subject));
}

describe('more than one message', () => {
  before(runningEngine);

  it('Send Folder sends every message of it and below it, and nothing else', async () => {
    const letters = [letter('a@folder.example'), letter('b@folder.example')];
    file('many/one.eml', letters[0]?.text ?? '');
    file('many/deeper/two.eml', letters[1]?.text ?? '');
    file('many/notes.txt', 'From: me@example.com\r\n\r\nno mail\r\n');
    await vscode.commands.executeCommand('mailroot.sendFolder', vscode.Uri.file(join(workspaceFolder(), 'many')));
    for (const { subject } of letters) await message('Drop', subject);
  });

  it('Send N Times makes each a message of its own', async () => {
    const { text, subject } = letter('times@example.com');
    await vscode.commands.executeCommand('mailroot.sendNTimes', file('times.eml', text), 5);
    await until('five messages', () => dropped(subject).length === 5);
  });

  it('Send To sends it to others than those of the message', async () => {
    const { text, subject } = letter('not-him@example.com');
    await vscode.commands.executeCommand('mailroot.sendTo', file('to.eml', text), 'her@example.org, them@example.org');
    const name = await message('Drop', subject);
    const top = read('Drop', name).toString('latin1').split('From:')[0] ?? '';
    assert.match(top, /X-Receiver: <her@example\.org>/);
    assert.doesNotMatch(top, /not-him/);
  });

  it('Send With Variables fills them in out of the environment, and sends nothing where one has no value', async () => {
    file('vars/mail.env.json', JSON.stringify({ $shared: { who: 'Ann' }, dev: { to: 'vars@example.com' }, live: {} }));
    const { subject } = letter('');
    const uri = file('vars/a.eml', `From: you@example.com\r\nTo: \${to}\r\nSubject: ${subject}\r\n\r\nHi \${who}.\r\n`);
    await vscode.commands.executeCommand('mailroot.sendWithVariables', uri, 'live');
    assert.deepEqual([...names('Pickup').filter((name) => name.startsWith('a-')), ...dropped(subject)], []);
    await vscode.commands.executeCommand('mailroot.sendWithVariables', uri, 'dev');
    const name = await message('Drop', subject);
    assert.match(read('Drop', name).toString('latin1'), /To: vars@example\.com\r\n[^]*Hi Ann\./);
  });
});
