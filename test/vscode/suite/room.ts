/** The workspace that VS Code has open in a test, and how to wait for what it brings: by looking, never by sleeping for luck. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { mailRootAt, type FolderName, type MailRoot } from '../../../src/engine/mailroot/layout';
import type { FolderEntry } from '../../../src/engine/mailroot/list';

export function workspaceFolder(index = 0): string {
  const folder = vscode.workspace.workspaceFolders?.[index]?.uri.fsPath;
  assert.ok(folder, 'VS Code has a folder open');
  return folder;
}

export function mailRoot(): MailRoot {
  return mailRootAt(join(workspaceFolder(), 'MailRoot'));
}

/** Looks again and again until `probe` finds something. */
export async function until<T>(what: string, probe: () => T | undefined | false, seconds = 20): Promise<T> {
  const end = Date.now() + seconds * 1_000;
  for (;;) {
    const found = probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`Waited ${seconds} s for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function names(folder: FolderName, root = mailRoot()): string[] {
  return existsSync(root[folder]) ? readdirSync(root[folder]).sort() : [];
}

export function read(folder: FolderName, name: string, root = mailRoot()): Buffer {
  return readFileSync(join(root[folder], name));
}

/** A row as the trees hand it to commands. */
export function row(folder: FolderName, id: string): { entry: FolderEntry } {
  const part = folder === 'BadMail' ? '.bad' : '.eml';
  return { entry: { folder, kind: 'message', id, path: join(mailRoot()[folder], id + part) } };
}

/** Waits until a message with that in it is in the folder; its file name. */
export function message(folder: FolderName, text: string, root = mailRoot()): Promise<string> {
  return until(`a message with "${text}" in ${folder}`, () =>
    names(folder, root).find(
      (name) => (name.endsWith('.eml') || name.endsWith('.bad')) && tryRead(folder, name, root).includes(text),
    ),
  );
}

function tryRead(folder: FolderName, name: string, root: MailRoot): Buffer {
  try {
    return read(folder, name, root);
  } catch {
    return Buffer.alloc(0);
  }
}

export interface Lock {
  readonly pid: number;
  readonly smtpPort?: number;
}

export function engineLock(root = mailRoot()): Lock | undefined {
  try {
    return JSON.parse(readFileSync(root.lock, 'utf8')) as Lock;
  } catch {
    return undefined;
  }
}

/** Makes the MailRoot when there is none, and waits until its engine runs. */
export async function runningEngine(): Promise<Lock> {
  if (!existsSync(mailRoot().Pickup)) await vscode.commands.executeCommand('mailroot.createFolder');
  return until('the engine', () => engineLock());
}

/** A message with a subject of its own, so that a test finds its own mail. */
let count = 0;
export function letter(to: string, subject = `letter ${++count} of ${process.pid}`): { text: string; subject: string } {
  return {
    subject,
    text: `From: you@example.com\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nHello.\r\n`,
  };
}

export async function sendNew(text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'eml', content: text });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('mailroot.sendCurrentFile');
  return document;
}

/** What stands above the first line. */
export async function lenses(uri: vscode.Uri): Promise<vscode.Command[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
  return found.flatMap(({ command }) => command ?? []);
}

export async function lensWith(uri: vscode.Uri, text: RegExp): Promise<vscode.Command> {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = (await lenses(uri)).find(({ title }) => text.test(title));
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`No lens says ${String(text)}: ${JSON.stringify(await lenses(uri))}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
