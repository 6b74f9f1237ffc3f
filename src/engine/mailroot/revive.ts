/**
 * Brings a finished message back into the Queue, from Sent or BadMail, with its state and transcripts. The rename of the message is the
 * instant of commit: before it the message stands where it was, after it it is queued and held, so that a crash in between neither
 * loses it nor sends it unasked. What is left behind of its family goes last.
 */
import { readFile, rm } from 'node:fs/promises';
import { syncFolder } from './durable';
import { decodeEnvelope, without, type Envelope } from './envelope';
import { companionParts, familyPath, messagePart, type MailRoot } from './layout';
import { moveAcross, moveFile } from './move';
import { isQueued, removeCompanions, saveState, whileHeld } from './store';

export type Revived =
  { readonly kind: 'revived'; readonly from: 'Sent' | 'BadMail' } | { readonly kind: 'refused'; readonly why: string };

export interface Reviving {
  /** Epoch ms. */
  readonly now: number;
  /** Why it should stay where it is, asked before anything is touched; undefined when it should not. */
  readonly refusal: (envelope: Envelope) => string | undefined;
}

export async function revive(mailRoot: MailRoot, id: string, { now, refusal }: Reviving): Promise<Revived> {
  for (const from of ['BadMail', 'Sent'] as const) {
    const envelope = await stateIn(mailRoot, from, id);
    if (envelope === undefined) continue;
    const why = refusal(heldMeanwhile(envelope, now));
    if (why !== undefined) return { kind: 'refused', why };
    await saveState(mailRoot, heldMeanwhile(envelope, now), whileHeld);
    await bringMessage(mailRoot, from, id);
    await saveState(mailRoot, heldMeanwhile(envelope, now), whileHeld);
    await moveRest(mailRoot, from, id);
    return { kind: 'revived', from };
  }
  const why = (await isQueued(mailRoot, id))
    ? 'it is in the Queue'
    : 'it is neither in the Queue nor in BadMail or Sent';
  return { kind: 'refused', why: `There is no finished message ${id} with a state to bring back: ${why}.` };
}

/** What can't be brought leaves no state behind that would stand for it. */
async function bringMessage(mailRoot: MailRoot, from: 'Sent' | 'BadMail', id: string): Promise<void> {
  const message = familyPath(mailRoot, from, { id, part: messagePart(from) });
  try {
    await moveAcross(message, familyPath(mailRoot, 'Queue', { id, part: '.eml' }));
  } catch (error) {
    if (!(await isQueued(mailRoot, id))) await removeCompanions(mailRoot, id);
    throw error;
  }
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
    if (part === '.ltr' || part === '.rtr') await moveFile(path, familyPath(mailRoot, 'Queue', { id, part }));
    else await rm(path, { force: true });
  }
  await Promise.all([syncFolder(mailRoot[from]), syncFolder(mailRoot.Queue)]);
}
