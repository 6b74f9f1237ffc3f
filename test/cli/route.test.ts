/** `mailroot route`, asked of an engine that runs. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RouteAnswer } from '../../src/engine/routeAnswer';
import { tempMailRoot } from '../support/tempFolder';
import { mailroot } from './runCli';
import { serving, within } from './serving';

void test('route says where an address would go and why, and ends with 0', within, async (t) => {
  const { run } = await serving(t);
  const { code, out } = await run('route', 'ann@anywhere.example');
  assert.equal(code, 0);
  assert.match(out, /ann@anywhere\.example: Captured in Drop\n {2}Why {2}local by mailroot\.localDomains "\*"/);
});

void test('route of a file reads its envelope; a simulated fault is told beforehand', within, async (t) => {
  const { run, letter } = await serving(t);
  const { code, out } = await run('route', letter('a.eml', '450@sim.test'));
  assert.equal(code, 0);
  assert.match(out, /^From app@example\.com \(sender from the From header/);
  assert.match(out, /450@sim\.test: Handed to a simulated host, sim\.test port \d+/);
  assert.match(out, /Simulated +"450" in the address: the host answers RCPT with 450 4\.2\.0/);
});

void test('who would not get it ends with 69, what is no message with 65', within, async (t) => {
  const { run, cwd } = await serving(t);
  assert.equal((await run('route', 'nohost@sim.test')).code, 69);
  writeFileSync(join(cwd, 'none.eml'), 'Subject: x\r\n\r\n');
  const none = await run('route', 'none.eml');
  assert.deepEqual([none.code, none.out.startsWith('Refused: The message has no From header')], [65, true]);
});

void test('route as JSON is the answer of the engine', within, async (t) => {
  const { run } = await serving(t);
  const { out } = await run('route', 'a@b.example', 'c@d.example', '--sender', 'x@y.example', '--json');
  const answer = JSON.parse(out) as RouteAnswer;
  assert.deepEqual(
    answer.recipients.map(({ address, way }) => [address, way.kind]),
    [
      ['a@b.example', 'drop'],
      ['c@d.example', 'drop'],
    ],
  );
  assert.equal(answer.sender, 'x@y.example');
});

void test('a wrong question is answered with the way to the right one', within, async (t) => {
  const { run } = await serving(t);
  const bad = await run('route', 'two words@x.example');
  assert.deepEqual([bad.code, bad.out], [64, '']);
  assert.match(bad.err, /"two words@x\.example" is not an address/);
  assert.equal((await run('route')).code, 64);
  const lost = await run('route', 'nofile.eml');
  assert.equal(lost.code, 66);
  assert.match(lost.err, /nofile\.eml is no address, and can't be read as a file/);
});

void test('without an engine route says how to start one', within, async (t) => {
  const mailRoot = tempMailRoot(t);
  const { code, err } = await mailroot(['route', 'a@b.example', '--root', mailRoot.root], { cwd: mailRoot.root });
  assert.equal(code, 69);
  assert.match(err, /No engine runs on .*nobody knows where mail would go.*mailroot serve/);
});
