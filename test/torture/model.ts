/**
 * What must hold of a world at its end, against the truth of the remote host: every message that was ours is in exactly one place, each of
 * its recipients was served or its sender told, nobody was served twice without cause, and nothing lies about.
 */
import assert from 'node:assert/strict';
import { folderNames } from '../../src/engine/mailroot/layout';
import { failuresTold } from './told';
import type { Letter } from './letter';
import type { World } from './world';

const isRemote = (address: string): boolean => address.endsWith('@there.test');

/** While it runs and nothing is in hand: whatever is in the Queue has a moment at which it is looked at. */
export function checkWaiting(world: World): void {
  const queued = world.files('Queue').filter((name) => name.endsWith('.eml')).length;
  const { queued: known, held, nextAttemptAt } = world.spool.counts();
  assert.ok(known >= queued, `${queued} messages are in the Queue, and only ${known} of them are known`);
  if (known > held) assert.ok(nextAttemptAt !== undefined, 'something waits for no moment');
  // What was deleted while it was held is forgotten when the Queue is looked through.
  const most = heldByState(world) + world.letters.filter(({ isDeleted }) => isDeleted).length;
  assert.ok(held <= most, `${held} are held, and ${most} by their state`);
}

function heldByState(world: World): number {
  const ids = world.files('Queue').flatMap((name) => (name.endsWith('.eml') ? [name.slice(0, -4)] : []));
  return ids.filter((id) => world.stateOf('Queue', id)?.held !== undefined).length;
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
  const kept = where.filter(({ folder }) => folder !== 'Drop');
  const drops = where.filter(({ folder }) => folder === 'Drop');
  assert.ok(kept.length <= 1 && drops.length <= 1, `${letter.name} stands in ${places.join(' and ')}`);
  const [end] = kept;
  const state = end === undefined ? undefined : world.stateOf(end.folder, end.id);
  const dropped = drops[0] === undefined ? '' : world.read('Drop', `${drops[0].id}.eml`);
  for (const address of letter.recipients) {
    // Only what was nothing but dropped has no state in the end.
    const its = state?.recipients.find((each) => each.address === address)?.state;
    if (isRemote(address)) checkRemote(world, letter, { address, state: its });
    else checkLocal(world, letter, { address, state: its, isThere: dropped.includes(`X-Receiver: <${address}>\r\n`) });
  }
  if (end === undefined || letter.isRemoved) return;
  const hasFailed = state?.recipients.some((each) => each.state.action === 'failed') === true;
  // Its notification was given up on request: it is in BadMail with it.
  const notReturned = state?.fate?.kind === 'bad' && state.fate.reason === 'not-returned';
  const bad = hasFailed && (letter.sender === '' || notReturned);
  assert.equal(end.folder, bad ? 'BadMail' : 'Sent', `${letter.name} ended in ${end.folder}`);
}

type Recipient = NonNullable<ReturnType<World['stateOf']>>['recipients'][number];

interface Ended {
  readonly address: string;
  readonly state: Recipient['state'] | undefined;
}

function checkLocal(world: World, letter: Letter, { address, state, isThere }: Ended & { isThere: boolean }): void {
  if (state === undefined || state.action === 'delivered') {
    assert.ok(isThere, `${address} has it by our word, and not in Drop`);
    return;
  }
  if (letter.isRemoved && state.action !== 'failed') return;
  assert.equal(state.action, 'failed', address);
  assert.ok(!isThere || world.disk.deaths > 0, `${address} has it and is called failed`);
  checkTold(world, letter, address);
}

function checkRemote(world: World, letter: Letter, { address, state }: Ended): void {
  const { taken, unanswered, refused } = world.host.truth(address);
  const mayRepeat = letter.mayRepeat.get(address) ?? 0;
  assert.ok(
    taken <= 1 + unanswered + mayRepeat,
    `${address} was served ${taken} times, ${unanswered} replies and ${mayRepeat} notes lost`,
  );
  if (state?.action === 'relayed') {
    assert.ok(taken > unanswered, `${address} is called relayed, and the host knows nothing of it`);
    return;
  }
  if (letter.isRemoved && state?.action !== 'failed') return;
  assert.ok(state?.action === 'failed', `${address} ended as ${state?.action ?? 'nothing'}`);
  assert.ok(taken <= unanswered + mayRepeat, `${address} was served and is called failed`);
  assert.ok(refused || state.category === 'expired', `${address} failed without cause: ${state.text}`);
  checkTold(world, letter, address);
}

function checkTold(world: World, letter: Letter, address: string): void {
  const told = failuresTold(world, address);
  const mayRetell = letter.mayRetell.get(address) ?? 0;
  if (letter.sender === '') return;
  assert.ok(told >= 1, `nobody told ${letter.sender} that ${address} failed`);
  assert.ok(told <= 1 + mayRetell, `${letter.sender} was told ${told} times that ${address} failed`);
}
