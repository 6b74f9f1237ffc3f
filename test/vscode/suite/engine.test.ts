import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { engineLock, lensWith, letter, message, names, runningEngine, sendNew, until } from './room';

describe('the engine', () => {
  before(runningEngine);

  it('is a process of its own', async () => {
    const { pid } = await runningEngine();
    assert.notEqual(pid, process.pid);
  });

  it('stops and starts; what is sent meanwhile waits in Pickup', async () => {
    await vscode.commands.executeCommand('mailroot.stopEngine');
    await until('the lock to be gone', () => engineLock() === undefined);
    const { text, subject } = letter('later@example.com');
    const sending = sendNew(text);
    await message('Pickup', subject);
    assert.equal(names('Pickup').length, 1);
    await vscode.commands.executeCommand('mailroot.startEngine');
    await message('Drop', subject);
    void sending;
  });

  it('is another process after Restart Engine', async () => {
    const { pid } = await runningEngine();
    await vscode.commands.executeCommand('mailroot.restartEngine');
    const next = await until('the next engine', () => engineLock());
    assert.notEqual(next.pid, pid);
  });

  it('is started again when it dies, and mail goes on', async () => {
    const { pid } = await runningEngine();
    process.kill(pid, 'SIGKILL');
    await until('the next engine', () => (engineLock()?.pid ?? pid) !== pid, 30);
    const { text, subject } = letter('afterwards@example.com');
    await sendNew(text);
    await message('Drop', subject);
  });

  it('takes a changed setting at once: a domain without route fails and names the setting', async () => {
    const settings = vscode.workspace.getConfiguration('mailroot');
    await settings.update('localDomains', ['example.com'], vscode.ConfigurationTarget.Workspace);
    try {
      const end = Date.now() + 20_000;
      let said = '';
      while (!said.includes('mailroot.') && Date.now() < end) {
        const { uri } = await sendNew(letter('a@nowhere.example').text);
        said = (await lensWith(uri, /failed|Delivered/)).title;
      }
      assert.match(said, /mailroot\.(remoteDomains|localDomains|smartHost)/);
    } finally {
      await settings.update('localDomains', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
