import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { mailRootAt } from '../../../src/engine/mailroot/layout';
import { engineLock, letter, message, sendNew, until, workspaceFolder } from './room';

describe('a workspace of several folders', () => {
  it('uses the MailRoot that exists, in whichever folder it is', async () => {
    await vscode.extensions.getExtension<unknown>('mailroot.mailroot')?.activate();
    const root = mailRootAt(join(workspaceFolder(1), 'MailRoot'));
    await until('its engine', () => engineLock(root));
    assert.ok(!existsSync(join(workspaceFolder(0), 'MailRoot')));
    const { text, subject } = letter('second@example.com');
    await sendNew(text);
    await message('Drop', subject, root);
  });
});
