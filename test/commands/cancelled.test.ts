/** Send Folder and Send N Times, cancelled while they run: a real Pickup, and somebody who cancels when he sees messages arrive there. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { handIn, whatCame, type Handed, type HandedIn } from '../../src/commands/handIn';
import { mailRootAt } from '../../src/engine/mailroot/layout';
import { pickupName, submitAs } from '../../src/host/familyMoves';
import { tempFolder } from '../support/tempFolder';

const many = 5_000;
const letter = 'From: ann@example.com\r\nTo: bob@example.org\r\n\r\nx\r\n';

/** Hands them in until the first are seen in Pickup; what came of it, and what is there then. */
async function cancelledMidway(
  t: TestContext,
  all: (folder: string) => readonly Handed[],
): Promise<[HandedIn, string[]]> {
  const folder = tempFolder(t);
  const mailRoot = mailRootAt(join(folder, 'MailRoot'));
  const pickup = join(mailRoot.root, 'Pickup');
  mkdirSync(pickup, { recursive: true });
  let cancelled = false;
  const seen = watch(pickup, (_, name) => {
    cancelled ||= name?.endsWith('.eml') === true;
  });
  t.after(() => seen.close());
  const came = await handIn(all(folder), {
    submit: async (base, bytes) => {
      const name = pickupName(base);
      await submitAs(mailRoot, name, bytes);
      return name;
    },
    report: () => undefined,
    isCancelled: () => cancelled,
  });
  return [came, readdirSync(pickup).map((name) => readFileSync(join(pickup, name), 'latin1'))];
}

function check([came, there]: [HandedIn, string[]]): void {
  assert.ok(came.cancelled && came.done > 0 && came.done < many, `${came.done} of ${many}`);
  assert.deepEqual(
    there,
    Array.from({ length: came.done }, () => letter),
    'what was handed in is there, whole, and nothing else is',
  );
  assert.equal(whatCame(came), `Cancelled: ${came.done} of ${many} messages were handed in, the others were not.`);
}

void test('Send N Times that is cancelled midway leaves whole messages in Pickup, as many as it says', async (t) => {
  const one: Handed = { name: 'a.eml', bytes: () => Promise.resolve(Buffer.from(letter)) };
  check(await cancelledMidway(t, () => Array.from({ length: many }, () => one)));
});

void test('Send Folder that is cancelled midway leaves the files that it did not come to unread', async (t) => {
  let read = 0;
  const result = await cancelledMidway(t, (folder) => {
    const path = join(folder, 'a.eml');
    writeFileSync(path, letter);
    const bytes = (): Promise<Buffer> => (read++, readFile(path));
    return Array.from({ length: many }, (_, i) => ({ name: `${i}.eml`, bytes }));
  });
  check(result);
  assert.equal(read, result[0].done);
});
