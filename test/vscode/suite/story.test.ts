import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { letter, message, names, row, runningEngine, sendNew, lensWith, until } from './room';

const panels = (): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('mailroot.messageStory'));

async function failedOne(): Promise<{ id: string; subject: string; document: vscode.TextDocument }> {
  const { text, subject } = letter('550@sim.test', `a story ${Date.now()}`);
  const document = await sendNew(text);
  const id = (await message('Sent', subject)).replace('.eml', '');
  await until('its state', () => names('Sent').includes(`${id}.envelope.json`));
  return { id, subject, document };
}

describe('the story of a message', () => {
  before(runningEngine);

  it('opens beside from the lens, without taking the focus, always in the same panel', async () => {
    const { subject, document } = await failedOne();
    const show = await lensWith(document.uri, /Show Story/);
    await vscode.commands.executeCommand(show.command, ...((show.arguments ?? []) as unknown[]));
    await until('the story', () => panels().some(({ label }) => label.includes(subject)));
    assert.equal(vscode.window.activeTextEditor?.document, document);
    const other = await failedOne();
    await vscode.commands.executeCommand('mailroot.showStory', row('Sent', other.id));
    await until('the other story', () => panels().some(({ label }) => label.includes(other.subject)));
    assert.equal(panels().length, 1);
  });

  it('opens from the row of a recipient and from that of an attempt', async () => {
    const { id, subject } = await failedOne();
    const entry = { kind: 'entry', id: `Sent/${id}`, ...row('Sent', id) };
    const recipient = { kind: 'recipient', message: entry, recipient: { address: '550@sim.test' } };
    await vscode.commands.executeCommand('mailroot.showStory', recipient);
    await until('the story', () => panels().some(({ label }) => label.includes(subject)));
    await vscode.commands.executeCommand('mailroot.showStory', {
      ...recipient,
      kind: 'attempt',
      attempt: { number: 1 },
    });
    assert.equal(panels().length, 1);
  });

  it('opens for what is only in Drop, and for what waits in the Queue', async () => {
    const dropped = letter('ann@example.com', `dropped ${Date.now()}`);
    await sendNew(dropped.text);
    const id = (await message('Drop', dropped.subject)).replace('.eml', '');
    await vscode.commands.executeCommand('mailroot.showStory', row('Drop', id));
    await until('the story', () => panels().some(({ label }) => label.includes(dropped.subject)));
    const waiting = letter('451x9@sim.test', `waiting ${Date.now()}`);
    await sendNew(waiting.text);
    const queued = (await message('Queue', waiting.subject)).replace('.eml', '');
    await vscode.commands.executeCommand('mailroot.showStory', row('Queue', queued));
    await until('the story', () => panels().some(({ label }) => label.includes(waiting.subject)));
  });
});
