import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foreseeAll, handIn, whatCame, type Handed, type Hands } from '../../src/commands/handIn';

const letter = Buffer.from('From: ann@example.com\r\n\r\nx\r\n');

function files(...names: readonly string[]): Handed[] {
  return names.map((name) => ({
    name,
    bytes: () => Promise.resolve(name.endsWith('.txt') ? Buffer.from('notes\n') : letter),
  }));
}

/** Hands that note what they do, and are cancelled after so many. */
function hands(cancelAfter = Infinity): Hands & { readonly submitted: string[]; readonly reported: string[] } {
  const submitted: string[] = [];
  const reported: string[] = [];
  return {
    submitted,
    reported,
    submit: (name) => {
      submitted.push(name);
      return Promise.resolve(`${name}-1`);
    },
    report: (done, of) => reported.push(`${done}/${of}`),
    isCancelled: () => submitted.length >= cancelAfter,
  };
}

void test('all are handed in, in their order, and the progress is told', async () => {
  const mine = hands();
  const came = await handIn(files('a', 'b', 'c'), mine);
  assert.deepEqual(mine.submitted, ['a', 'b', 'c']);
  assert.deepEqual(mine.reported, ['1/3', '2/3', '3/3']);
  assert.deepEqual(came, { done: 3, of: 3, noMessages: [], cancelled: false });
  assert.equal(whatCame(came), undefined);
});

void test('cancelled, what was handed in stays so and the rest is not touched', async () => {
  const mine = hands(2);
  const came = await handIn(files('a', 'b', 'c', 'd'), mine);
  assert.deepEqual(mine.submitted, ['a', 'b']);
  assert.equal(whatCame(came), 'Cancelled: 2 of 4 messages were handed in, the others were not.');
});

void test('what is no message is left out and named', async () => {
  const mine = hands();
  const came = await handIn(files('a', 'notes.txt', 'more.txt', 'b'), mine);
  assert.deepEqual(mine.submitted, ['a', 'b']);
  assert.equal(whatCame(came), '2 of 4 files were handed in. notes.txt and 1 more are no messages.');
});

void test('each is followed by the name of its Pickup file', async () => {
  const followed: string[] = [];
  await handIn([{ ...files('a')[0]!, followed: (pickupFile) => followed.push(pickupFile) }], hands());
  assert.deepEqual(followed, ['a-1']);
});

void test('a disk that cannot be written ends it', async () => {
  const broken = { ...hands(), submit: () => Promise.reject(new Error('full')) };
  await assert.rejects(handIn(files('a', 'b'), broken), /full/);
});

void test('before they are handed in each is looked at, what is handed in many times once, and what is no message not at all', async () => {
  const [one] = files('a');
  const [notes] = files('notes.txt');
  assert.ok(one && notes);
  let looks = 0;
  const foresee = (): Promise<string> => Promise.resolve(`seen ${++looks}`);
  const seen = await foreseeAll([one, one, notes, one], { foresee, isCancelled: () => false });
  assert.deepEqual(seen, ['seen 1', 'seen 1', 'seen 1']);
});

void test('cancelled while they are looked at, nothing is foreseen', async () => {
  let looks = 0;
  const foresee = (): Promise<number> => Promise.resolve(++looks);
  assert.equal(await foreseeAll(files('a', 'b', 'c'), { foresee, isCancelled: () => looks > 0 }), undefined);
  assert.equal(looks, 1);
});
