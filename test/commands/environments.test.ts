import assert from 'node:assert/strict';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import { environments, foldersDownTo, parseEnvironmentFile } from '../../src/commands/environments';

const file = (name: string, content: unknown) => ({ name, content });

void test('environments of several files are one by name, the later file going before, and $shared holds in each', () => {
  const all = environments([
    file('http-client.env.json', {
      $shared: { from: 'ann@example.com' },
      dev: { host: 'localhost', port: 25 },
      live: { tls: true },
    }),
    file('mail.private.env.json', { dev: { host: 'dev.example', key: 'k' } }),
  ]);
  assert.deepEqual(all, [
    {
      name: 'dev',
      sources: ['http-client.env.json', 'mail.private.env.json'],
      values: { from: 'ann@example.com', host: 'dev.example', port: '25', key: 'k' },
    },
    { name: 'live', sources: ['http-client.env.json'], values: { from: 'ann@example.com', tls: 'true' } },
  ]);
});

void test('where there is $shared alone, that is the one there is; where there is nothing, none', () => {
  assert.deepEqual(environments([file('rest-client.environmentVariables', { $shared: { a: '1' } })]), [
    { name: '$shared', sources: ['rest-client.environmentVariables'], values: { a: '1' } },
  ]);
  assert.deepEqual(environments([]), []);
});

void test('a file that is no JSON, or no object, is named', () => {
  assert.throws(
    () => parseEnvironmentFile('mail.env.json', '{ "dev": '),
    /^UserError: mail\.env\.json is not JSON: .*Nothing was sent\.$/,
  );
  assert.throws(
    () => environments([parseEnvironmentFile('mail.env.json', '[]')]),
    /mail\.env\.json has to be a JSON object/,
  );
  assert.throws(() => environments([file('x', { dev: 'no' })]), /x: dev has to be a JSON object/);
});

void test('what has parts is no value', () => {
  assert.deepEqual(environments([file('x', { dev: { a: { b: 1 }, c: null, d: ['e'], f: 'g' } })])[0]?.values, {
    f: 'g',
  });
});

void test('files are looked for from the folder of the workspace down to the message', () => {
  const root = join(sep, 'work');
  assert.deepEqual(foldersDownTo(root, join(root, 'mail', 'de', 'a.eml')), [
    root,
    join(root, 'mail'),
    join(root, 'mail', 'de'),
  ]);
  assert.deepEqual(foldersDownTo(root, join(root, 'a.eml')), [root]);
  assert.deepEqual(foldersDownTo(root, join(sep, 'workshop', 'a.eml')), [join(sep, 'workshop')]);
  assert.deepEqual(foldersDownTo(root, undefined), [root]);
  assert.deepEqual(foldersDownTo(undefined, undefined), []);
});
