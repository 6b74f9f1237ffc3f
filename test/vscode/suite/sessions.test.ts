import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { mailRoot, runningEngine, until } from './room';

/** Says these lines one after the other, each when the one before was answered. */
function refusedSession(port: number, sender: string): Promise<void> {
  const lines = ['EHLO app.example', `MAIL FROM:<${sender}>`, 'RCPT TO:<no good address>', 'QUIT'];
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (data) => {
      if (/^\d{3} .*\r\n$/m.test(String(data))) socket.write(`${lines.shift() ?? 'QUIT'}\r\n`);
    });
  });
}

function shown(): string | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === 'mailroot.transcript'
    ? input.uri.fsPath
    : undefined;
}

describe('Show SMTP Sessions', () => {
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('opens the dialogue of the session that was refused last', async () => {
    const { smtpPort = 0 } = await runningEngine();
    const sender = `refused-${process.pid}@app.example`;
    await refusedSession(smtpPort, sender);
    const { Sessions } = mailRoot();
    const file = await until('a session that was refused', () => {
      const names = existsSync(Sessions) ? readdirSync(Sessions) : [];
      return names.find((name) => readFileSync(join(Sessions, name), 'utf8').includes(sender));
    });
    void vscode.commands.executeCommand('mailroot.showSmtpSessions');
    const opened = await until('its page', () => {
      void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return shown();
    });
    assert.equal(opened, join(Sessions, file));
  });

  it('knows the language of an inbound transcript', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'itr',
      content: '     0 > 250 2.1.0 Accepted\n',
    });
    assert.equal(document.languageId, 'itr');
  });
});

describe('Copy TLS Certificate Path', () => {
  it('puts the path of the certificate that clients have to trust on the clipboard', async () => {
    await runningEngine();
    await vscode.commands.executeCommand('mailroot.copyCertificatePath');
    assert.equal(await vscode.env.clipboard.readText(), join(mailRoot().root, 'tls', 'certificate.pem'));
  });
});
