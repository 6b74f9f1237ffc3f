/**
 * Brings a finished message back into the Queue, from Sent or BadMail, with its state and transcripts. The rename of the message is the
 * instant of commit: before it the message stands where it was, after it it is queued and held, so that a crash in between neither
 * loses it nor sends it unasked. What is left behind of its family goes last.
 */
import { removeFile, syncFolder } from './durable';
import { without, type Envelope } from './envelope';
import { companionParts, familyPath, messagePart, transcriptParts, type MailRoot } from './layout';
import { readEnvelope } from './familyState';
import { whileHeld } from './moment';
import { moveAcross, moveFile } from './move';
import { isQueued, removeCompanions, saveState } from './store';

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
    const envelope = await readEnvelope(mailRoot, from, id);
    if (envelope === undefined) continue;
    const why = refusal(heldMeanwhile(envelope, now));
    if (why !== undefined) return { kind: 'refused', why };
    await saveState(mailRoot, heldMeanwhile(envelope, now), whileHeld);
    await bringMessage(mailRoot, from, id);
    // It is queued, whatever becomes of the rest: its state is there, and says that it is held.
    await saveState(mailRoot, heldMeanwhile(envelope, now), whileHeld).catch(() => undefined);
    await moveRest(mailRoot, from, id).catch(() => undefined);
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

function heldMeanwhile(envelope: Envelope, now: number): Envelope {
  return { ...without(envelope, 'fate', 'nextAttemptAt'), held: { at: now, why: 'being requeued' } };
}

async function moveRest(mailRoot: MailRoot, from: 'Sent' | 'BadMail', id: string): Promise<void> {
  for (const part of transcriptParts)
    await moveFile(familyPath(mailRoot, from, { id, part }), familyPath(mailRoot, 'Queue', { id, part }));
  for (const part of companionParts(from)) await removeFile(familyPath(mailRoot, from, { id, part }));
  await Promise.all([syncFolder(mailRoot[from]), syncFolder(mailRoot.Queue)]);
}
