import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eachInSlices, inSlices, sortedInSlices } from '../../../src/engine/mailroot/slices';

const ascending = (a: number, b: number): number => a - b;

/** How often others had their turn while it was worked. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let over = false;
  const turn = (): void => {
    turns += 1;
    if (!over) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  over = true;
  return turns;
}

void test('messages are sorted as at once, and those that are alike keep their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 2_000 }), async (numbers) => {
      const all = numbers.map((number, place) => ({ number, place }));
      const sorted = await sortedInSlices(all, (a, b) => a.number - b.number);
      assert.deepEqual(
        sorted,
        all.toSorted((a, b) => a.number - b.number),
      );
    }),
    { numRuns: 30 },
  );
});

void test('what is sorted stays as it was', async () => {
  const all = [3, 1, 2];
  assert.deepEqual(await sortedInSlices(all, ascending), [1, 2, 3]);
  assert.deepEqual(all, [3, 1, 2]);
});

void test('while a hundred thousand messages are sorted or looked at, others have their turn', async () => {
  const many = Array.from({ length: 100_000 }, (_, i) => (i * 7_919) % 100_003);
  const slowly = (a: number, b: number): number => String(a).localeCompare(String(b));
  assert.ok((await turnsDuring(() => sortedInSlices(many, slowly))) > 10);
  const digits = new Set<string>();
  assert.ok((await turnsDuring(() => inSlices(many, (each) => digits.add(String(each))))) > 2);
  assert.equal(digits.size, new Set(many).size);
});

void test('each is looked at once, in order, and only a few at the same time', async () => {
  let [now, most] = [0, 0];
  const all = Array.from({ length: 300 }, (_, i) => i);
  const doubled = await eachInSlices(all, async (each) => {
    most = Math.max(most, ++now);
    await Promise.resolve();
    now--;
    return each * 2;
  });
  assert.deepEqual(
    doubled,
    all.map((each) => each * 2),
  );
  assert.ok(most > 1 && most < 100, `${most} at the same time`);
});
