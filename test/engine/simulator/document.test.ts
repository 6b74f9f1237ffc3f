/** docs/simulator.md is held to what the simulated hosts do. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { behaviourOf } from '../../../src/engine/simulator/script';
import { sandbox } from '../../support/sandbox';

const text = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'simulator.md'), 'utf8');
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const addressOf = (cell = ''): string => cell.replace(/`/g, '');

void test('every address of the document behaves as it says', () => {
  assert.ok(rows.length >= 16);
  for (const [cell, says = ''] of rows) {
    const behaviour = behaviourOf(addressOf(cell));
    assert.notEqual(behaviour.kind, 'accept', cell);
    const [, reply] = /`(\d{3} .*?)`/.exec(says) ?? [];
    if (reply !== undefined && behaviour.kind === 'reply')
      assert.equal(`${behaviour.code} ${behaviour.enhanced} ${behaviour.text}`, reply);
  }
});

void test('what becomes of the message is as the document says', async (t) => {
  const box = await sandbox(t);
  const replies = rows.filter(([, , becomes]) => becomes !== undefined);
  assert.ok(replies.length >= 9);
  for (const [cell, , becomes = ''] of replies) {
    const address = addressOf(cell);
    const { recipients } = await box.submit(`${address}.eml`, [`From: a@x.test`, `To: ${address}`, '', 'hi', '']);
    const [word] = becomes.split(/[ ,;]/);
    assert.equal(recipients[0]?.state.action, word, address);
  }
});

void test('every fault the hosts know is in the document', () => {
  const told = new Set(rows.map(([cell]) => addressOf(cell).split('@')[0]));
  for (const fault of ['timeout', 'drop', 'slow', 'nohost', 'refused', 'notls']) assert.ok(told.has(fault), fault);
});
