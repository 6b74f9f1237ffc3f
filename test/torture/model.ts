/**
 * What must hold of a world at its end, against the truth of the remote host: every message that was ours is in exactly one place, each of
 * its recipients was served or its sender told, nobody was served twice without cause, and nothing lies about.
 */
import assert from 'node:assert/strict';
import { folderNames } from '../../src/engine/mailroot/layout';
import { failuresTold } from './told';
import type { Letter, World } from './world';

const isRemote = (address: string): boolean => address.endsWith('@there.test');

/** While it runs and nothing is in hand: whatever is in the Queue has a moment at which it is looked at. */
export function checkWaiting(world: World): void {
  const queued = world.files('Queue').filter((name) => name.endsWith('.eml')).length;
  const { queued: known, nextAttemptAt } = world.spool.counts();
  assert.ok(known >= queued, `${queued} messages are in the Queue, and only ${known} of them are known`);
  if (known > 0) assert.ok(nextAttemptAt !== undefined, 'something waits for no moment');
}

/** When all is over: the Queue has run empty, and the spool was started anew. */
export function checkEnd(world: World): void {
  assert.deepEqual(world.files('Queue'), [], 'the Queue is not empty');
  assert.deepEqual(world.files('Pickup'), [], 'Pickup is not empty');
  for (const folder of folderNames) checkNames(world, folder);
  for (const letter of world.letters) checkLetter(world, letter);
}

/** Whole families only, and no drafts. */
function checkNames(world: World, folder: 'Sent' | 'BadMail' | 'Drop' | 'Queue' | 'Pickup'): void {
  const files = world.files(folder);
  const stems = new Set(files.map((name) => name.replace(/\..*$/, '')));
  const needed = { Sent: ['.eml', '.envelope.json', '.ltr'], BadMail: ['.bad', '.bdp', '.bdr'], Drop: ['.eml'] };
  const parts = folder === 'Queue' || folder === 'Pickup' ? [] : needed[folder];
  const missing = [...stems]
    .flatMap((stem) => parts.map((part) => stem + part))
    .filter((name) => !files.includes(name));
  // A transcript explains and does not decide: a power cut may take it.
  const lacking = missing.filter((name) => !(name.endsWith('.ltr') && world.disk.deaths > 0));
  assert.deepEqual(lacking, [], `half a family in ${folder}`);
  const drafts = files.filter((name) => name.endsWith('.tmp'));
  assert.deepEqual(drafts, [], `drafts in ${folder}`);
}

function checkLetter(world: World, letter: Letter): void {
  if (letter.isDeleted) return;
  const where = world.find(letter);
  const places = where.map(({ folder }) => folder).sort();
  if (letter.owner === 'theirs') {
    assert.deepEqual(places, [], `${letter.name} was refused, and is here all the same`);
    return;
  }
  if (letter.owner === 'unclear' && places.length === 0) return;
  const remote = letter.recipients.filter(isRemote);
  const local = letter.recipients.filter((each) => !isRemote(each));
  const kept = where.filter(({ folder }) => folder !== 'Drop');
  const drops = where.filter(({ folder }) => folder === 'Drop');
  assert.equal(
    drops.length,
    local.length > 0 ? 1 : 0,
    `${letter.name} is ${drops.length} times in Drop: ${places.join()}`,
  );
  // What was only dropped is told of in Sent too when the disk put it off once.
  const wasPutOff = remote.length === 0 && kept.length === 1 && kept[0]?.folder === 'Sent';
  assert.ok(wasPutOff || kept.length === (remote.length > 0 ? 1 : 0), `${letter.name} is in ${places.join(' and ')}`);
  for (const { folder, id } of drops)
    for (const each of local)
      assert.ok(world.read(folder, `${id}.eml`).includes(`X-Receiver: <${each}>\r\n`), `${each} has no Drop file`);
  for (const { folder, id } of kept) {
    const state = world.stateOf(folder, id);
    for (const each of remote)
      checkRemote(world, letter, {
        address: each,
        state: state?.recipients.find(({ address }) => address === each)?.state,
      });
    const bad = letter.sender === '' && state?.recipients.some((each) => each.state.action === 'failed') === true;
    assert.equal(folder, bad ? 'BadMail' : 'Sent', `${letter.name} ended in ${folder}`);
  }
}

type Recipient = NonNullable<ReturnType<World['stateOf']>>['recipients'][number];

function checkRemote(
  world: World,
  letter: Letter,
  { address, state }: { address: string; state: Recipient['state'] | undefined },
): void {
  const { taken, unanswered, refused } = world.host.truth(address);
  const mayRepeat = letter.mayRepeat.get(address) ?? 0;
  const mayRetell = letter.mayRetell.get(address) ?? 0;
  assert.ok(
    taken <= 1 + unanswered + mayRepeat,
    `${address} was served ${taken} times, ${unanswered} replies and ${mayRepeat} notes lost`,
  );
  const told = failuresTold(world, address);
  if (state?.action === 'relayed') {
    assert.ok(taken > unanswered, `${address} is called relayed, and the host knows nothing of it`);
    return;
  }
  assert.ok(state?.action === 'failed', `${address} ended as ${state?.action ?? 'nothing'}`);
  assert.ok(taken <= unanswered + mayRepeat, `${address} was served and is called failed`);
  assert.ok(refused || state.category === 'expired', `${address} failed without cause: ${state.text}`);
  if (letter.sender === '') return;
  assert.ok(told >= 1, `nobody told ${letter.sender} that ${address} failed`);
  assert.ok(told <= 1 + mayRetell, `${letter.sender} was told ${told} times that ${address} failed`);
}
