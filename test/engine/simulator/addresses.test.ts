import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { simulatedAddresses, simulatedHost } from '../../../src/engine/simulator/addresses';
import { namedFaults, scriptOf } from '../../../src/engine/simulator/grammar';
import { presetNames } from '../../../src/engine/simulator/presets';

void test('docs/simulator.md has a line for each address, and none for another', () => {
  const text = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'simulator.md'), 'utf8');
  const told = [...text.matchAll(/^\| `([^@`]+)@sim\.test`/gm)].map(([, local]) => local);
  assert.deepEqual(simulatedAddresses.map(({ local }) => local).sort(), told.sort());
});

void test('every address is one that the simulator carries out', () => {
  for (const { local, does } of simulatedAddresses) {
    assert.ok(scriptOf(`${local}@sim.test`) !== undefined, local);
    assert.match(does, /^(?:is|has|takes|does|closes|accepts|offers|answers|puts|misses|wants|greets) /, local);
  }
  const locals = simulatedAddresses.map(({ local }) => local);
  for (const name of [...namedFaults, ...presetNames]) assert.ok(locals.includes(name), name);
});

void test('an address that is a reply code says the reply', () => {
  assert.equal(simulatedHost('550@sim.test'), 'answers RCPT with 550 5.1.1 User unknown');
  assert.equal(
    simulatedHost('451x3+ann@mx.sim.test'),
    'answers RCPT with 451 4.7.1 Greylisted, please try again later at the first 3 attempts, then accepts',
  );
  assert.equal(simulatedHost('499@sim.test'), 'answers RCPT with 499 4.0.0 Try again later');
});

void test('an address that asks for nothing is accepted, and one of another domain is none of ours', () => {
  assert.equal(simulatedHost('Greylisting+a@sim.test'), simulatedHost('greylisting@sim.test'));
  assert.equal(simulatedHost('anybody@sim.test'), 'accepts the message, and throws it away');
  assert.equal(simulatedHost('550@example.com'), undefined);
  assert.equal(simulatedHost('550'), undefined);
});
