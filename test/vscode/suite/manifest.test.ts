import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: { readonly mailroot: readonly { readonly id: string }[] };
  };
}

describe('the extension', () => {
  it('is activated and has every command of its manifest', async () => {
    const extension = vscode.extensions.getExtension<unknown>('mailroot.mailroot');
    assert.ok(extension);
    await extension.activate();
    const { contributes } = extension.packageJSON as Manifest;
    const known = await vscode.commands.getCommands(true);
    for (const { command } of contributes.commands) assert.ok(known.includes(command), command);
    for (const { id } of contributes.views.mailroot) assert.ok(known.includes(`${id}.focus`), id);
  });

  it('knows .eml, .ltr and .rtr files', async () => {
    const languages = await vscode.languages.getLanguages();
    for (const language of ['eml', 'ltr', 'rtr']) assert.ok(languages.includes(language), language);
  });

  it('leaves the bytes of mail alone: no trimming, CRLF in new files', () => {
    const settings = vscode.workspace.getConfiguration('files', { languageId: 'eml' });
    assert.equal(settings.get('trimTrailingWhitespace'), false);
    assert.equal(settings.get('insertFinalNewline'), false);
    assert.equal(settings.get('eol'), '\r\n');
  });
});
