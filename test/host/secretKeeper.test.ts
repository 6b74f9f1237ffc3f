import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { SecretKeeper, type Names, type SecretStorage } from '../../src/host/secretKeeper';

/** The storage of an editor, in memory. */
function editor(): { storage: SecretStorage; names: Names; values: Map<string, string>; state: Map<string, unknown> } {
  const values = new Map<string, string>();
  const state = new Map<string, unknown>();
  const changes = new EventEmitter();
  const changed = (key: string): Promise<void> => {
    changes.emit('change', { key });
    return Promise.resolve();
  };
  const storage: SecretStorage = {
    get: (key) => Promise.resolve(values.get(key)),
    store: (key, value) => (values.set(key, value), changed(key)),
    delete: (key) => (values.delete(key), changed(key)),
    onDidChange: (hear) => {
      changes.on('change', hear);
      return { dispose: () => void changes.off('change', hear) };
    },
  };
  const names = {
    get: (key: string) => state.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void state.set(key, value)),
  } as Names;
  return { storage, names, values, state };
}

const settings = { smartHost: { password: '${secret:relay}' }, 'smtp.users': { a: '${secret:shop}' } };

void test('those that the settings mention and that are stored are handed out', async () => {
  const { storage, names } = editor();
  const keeper = new SecretKeeper(storage, names);
  await keeper.store('/a/MailRoot', 'relay', 'swordfish');
  await keeper.store('/a/MailRoot', 'unused', 'herring');
  assert.deepEqual(await keeper.of('/a/MailRoot', settings), { relay: 'swordfish' });
});

void test('another MailRoot gets none of them: a cloned workspace must not have what belongs to yours', async () => {
  const { storage, names } = editor();
  const keeper = new SecretKeeper(storage, names);
  await keeper.store('/a/MailRoot', 'relay', 'swordfish');
  assert.deepEqual(await keeper.of('/b/MailRoot', settings), {});
  assert.equal(await keeper.has('/b/MailRoot', 'relay'), false);
  assert.deepEqual(keeper.stored('/b/MailRoot'), []);
});

void test('names are remembered in order, values never beside them', async () => {
  const { storage, names, state } = editor();
  const keeper = new SecretKeeper(storage, names);
  for (const name of ['shop', 'relay', 'shop']) await keeper.store('/a', name, 'swordfish');
  assert.deepEqual(keeper.stored('/a'), ['relay', 'shop']);
  assert.ok(!JSON.stringify([...state]).includes('swordfish'));
});

void test('what is forgotten is gone, its name too', async () => {
  const { storage, names, values } = editor();
  const keeper = new SecretKeeper(storage, names);
  await keeper.store('/a', 'relay', 'swordfish');
  await keeper.forget('/a', 'relay');
  assert.deepEqual([values.size, keeper.stored('/a'), await keeper.has('/a', 'relay')], [0, [], false]);
});

void test('a change in another window is heard; other secrets of the editor are not ours', async () => {
  const { storage, names } = editor();
  const keeper = new SecretKeeper(storage, names);
  let heard = 0;
  const hearing = keeper.onChange(() => heard++);
  await storage.store('else', 'x');
  await new SecretKeeper(storage, names).store('/a', 'relay', 'swordfish');
  hearing.dispose();
  await keeper.forget('/a', 'relay');
  assert.equal(heard, 1);
});
