/** docs/simulator.md and the JSON schema of rules are held to what the simulated hosts do. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { certificateFlaws, extensions, faultStages, replyText } from '../../../src/engine/simulator/faults';
import { namedFaults, scriptOf } from '../../../src/engine/simulator/grammar';
import { presetNames, presets } from '../../../src/engine/simulator/presets';
import { effectNames, faultEntries, readRules, ruleEntries, tlsPolicies } from '../../../src/engine/simulator/rules';
import { sandbox } from '../../support/sandbox';

const repository = join(import.meta.dirname, '..', '..', '..');
const text = readFileSync(join(repository, 'docs', 'simulator.md'), 'utf8');

/** Rows of the tables of a section, without their code marks in the first cell. */
function rows(section: string): string[][] {
  const [, body = ''] = text.split(new RegExp(`^#+ ${section}$`, 'm'));
  return (body.split(/^#/m)[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .map(([first = '', ...rest]) => [first.replace(/`/g, ''), ...rest]);
}

const replies = rows('Replies');
const connections = rows('Connections');
const situations = rows('Situations');

void test('every address of the document asks for something, and says the reply that it gets', () => {
  assert.ok(replies.length >= 9);
  for (const [address = '', says = ''] of [...replies, ...connections, ...situations]) {
    const found = scriptOf(address);
    assert.ok(found, address);
    const [, reply] = /`(\d{3} \d\.\d\.\d .*?)`/.exec(says) ?? [];
    const [fault] = found.script;
    if (reply !== undefined && fault?.kind === 'reply' && replies.some(([each]) => each === address))
      assert.equal(replyText(fault.reply), reply);
  }
});

void test('every fault and every situation that an address can ask for is in the document, in the words of the code', () => {
  const local = (table: readonly string[][]): (string | undefined)[] =>
    table.map(([address]) => address?.split('@')[0]);
  assert.deepEqual(local(connections).sort(), [...namedFaults].sort());
  assert.deepEqual(local(situations), presetNames);
  for (const name of presetNames)
    assert.ok(
      situations.some(([, says]) => says === presets[name].does),
      name,
    );
});

void test('what becomes of the message is as the document says', async (t) => {
  const box = await sandbox(t);
  for (const [address = '', , becomes = ''] of replies) {
    const { recipients } = await box.submit(`${address}.eml`, [`From: a@x.test`, `To: ${address}`, '', 'hi', '']);
    const [word] = becomes.split(/[ ,;]/);
    assert.equal(recipients[0]?.state.action, word, address);
  }
});

void test('every member of a rule and every effect is in the document', () => {
  assert.deepEqual(
    rows('For whom').map(([name]) => name),
    ['domain', 'recipient', 'sender', 'attempts'],
  );
  for (const name of Object.keys(ruleEntries)) assert.match(text, new RegExp(`\`${name}\``), name);
  assert.deepEqual(
    rows('What it does')
      .map(([name]) => name)
      .sort(),
    [...effectNames].sort(),
  );
  for (const name of [...faultStages, ...extensions, ...certificateFlaws, ...tlsPolicies, 'afterSeconds', 'perSeconds'])
    assert.match(text, new RegExp(`\`${name}\``), name);
});

const recipes = [...text.matchAll(/```json\n([^]*?)```/g)].map(([, json = '']) => JSON.parse(json) as object);

void test('every recipe is a rule that works', () => {
  assert.ok(recipes.length >= 12);
  for (const recipe of recipes) {
    const given = 'rules' in recipe ? recipe.rules : [recipe];
    assert.deepEqual(readRules(given).complaints, [], JSON.stringify(recipe));
  }
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly description?: string;
  readonly definitions?: Readonly<Record<'rule' | 'fault', Schema>>;
}
const schema = JSON.parse(readFileSync(join(repository, 'schemas', 'mailroot.sim.schema.json'), 'utf8')) as Schema;
const rule: Schema = schema.definitions?.rule ?? {};
const fault: Schema = schema.definitions?.fault ?? {};

void test('the schema that completes mailroot.sim.json knows the members of a rule, and no others', () => {
  assert.deepEqual(Object.keys(rule.properties ?? {}).sort(), Object.keys(ruleEntries).sort());
  assert.deepEqual(Object.keys(fault.properties ?? {}).sort(), Object.keys(faultEntries).sort());
  assert.deepEqual(rule.required, ['do']);
  assert.deepEqual((fault.oneOf ?? []).map(({ required }) => required?.[0]).sort(), [...effectNames].sort());
  for (const { properties = {} } of [rule, fault])
    for (const [name, { description }] of Object.entries(properties)) assert.ok(description, name);
});

void test('the schema completes the same words that rules take', () => {
  const words = fault.properties ?? {};
  const descriptions = words['preset']?.enumDescriptions ?? [];
  assert.deepEqual(words['at']?.enum, faultStages);
  assert.deepEqual(words['preset']?.enum, presetNames);
  assert.equal(descriptions.length, presetNames.length);
  assert.deepEqual(words['certificate']?.enum, certificateFlaws);
  assert.deepEqual(words['without']?.items?.enum, extensions);
  assert.deepEqual(rule.properties?.['tls']?.enum, tlsPolicies);
});

void test('VS Code is told of the schema, and it is shipped', () => {
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    contributes: { jsonValidation?: readonly { fileMatch: string; url: string }[] };
  };
  const [told] = manifest.contributes.jsonValidation ?? [];
  assert.deepEqual(told, { fileMatch: 'mailroot.sim.json', url: './schemas/mailroot.sim.schema.json' });
  assert.match(readFileSync(join(repository, '.vscodeignore'), 'utf8'), /^!schemas\/\*\*$/m);
});
