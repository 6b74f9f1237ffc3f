/**
 * Brings a finished message back into the Queue, from Sent or BadMail, with its state and transcripts. The rename of the message is the
 * instant of commit: before it the message stands where it was, after it it is queued and held, so that a crash in between neither
 * loses it nor sends it unasked. What is left behind of its family goes last.
 */
import { readFile, rename, rm } from 'node:fs/promises';
import { errorCode } from '../ports';
import { syncFolder } from './durable';
import { decodeEnvelope, without, type Envelope } from './envelope';
import { companionParts, familyPath, messagePart, type MailRoot } from './layout';
import { isQueued, saveState, whileHeld } from './store';

export type Revived =
  { readonly kind: 'revived'; readonly from: 'Sent' | 'BadMail' } | { readonly kind: 'refused'; readonly why: string };

/** `now` is epoch ms. */
export async function revive(mailRoot: MailRoot, id: string, now: number): Promise<Revived> {
  for (const from of ['BadMail', 'Sent'] as const) {
    const envelope = await stateIn(mailRoot, from, id);
    if (envelope === undefined) continue;
    await saveState(mailRoot, heldMeanwhile(envelope, now), whileHeld);
    await rename(
      familyPath(mailRoot, from, { id, part: messagePart(from) }),
      familyPath(mailRoot, 'Queue', { id, part: '.eml' }),
    );
    await saveState(mailRoot, heldMeanwhile(envelope, now), whileHeld);
    await moveRest(mailRoot, from, id);
    return { kind: 'revived', from };
  }
  const why = (await isQueued(mailRoot, id))
    ? 'it is in the Queue'
    : 'it is neither in the Queue nor in BadMail or Sent';
  return { kind: 'refused', why: `There is no finished message ${id} with a state to bring back: ${why}.` };
}

async function stateIn(mailRoot: MailRoot, folder: 'Sent' | 'BadMail', id: string): Promise<Envelope | undefined> {
  const part = folder === 'BadMail' ? '.bdp' : '.envelope.json';
  const text = await readFile(familyPath(mailRoot, folder, { id, part }), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const decoded = decodeEnvelope(text);
  return decoded.kind === 'envelope' ? decoded.envelope : undefined;
}

function heldMeanwhile(envelope: Envelope, now: number): Envelope {
  return { ...without(envelope, 'fate', 'nextAttemptAt'), held: { at: now, why: 'being requeued' } };
}

async function moveRest(mailRoot: MailRoot, from: 'Sent' | 'BadMail', id: string): Promise<void> {
  for (const part of companionParts(from)) {
    const path = familyPath(mailRoot, from, { id, part });
    if (part === '.ltr' || part === '.rtr') await moveIfThere(path, familyPath(mailRoot, 'Queue', { id, part }));
    else await rm(path, { force: true });
  }
  await Promise.all([syncFolder(mailRoot[from]), syncFolder(mailRoot.Queue)]);
}

async function moveIfThere(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
}
