/**
 * The end of a walk: a message leaves the Queue by its fate, which is durable already. One for which BadMail has no room, or that it can't be
 * written to, stays with its fate and is looked at again; its LTR says so once, its state says why.
 */
import { without, type Envelope } from '../mailroot/envelope';
import { leave, saveState } from '../mailroot/store';
import { errorText } from '../ports';
import type { Walk } from './walked';

export type End =
  | { readonly kind: 'left'; readonly folder: 'Sent' | 'BadMail' }
  | { readonly kind: 'stays'; readonly envelope: Envelope; readonly lookAt: number };

const lookAgainMs = 300_000;

export async function leaveQueue(walked: Walk, envelope: Envelope): Promise<End> {
  const { ports, id } = walked;
  if (envelope.fate?.kind !== 'bad') return { kind: 'left', folder: await leave(ports.mailRoot, envelope) };
  const octets = (await walked.content()).length;
  const full = await ports.badMail.refusal(octets);
  if (full !== undefined) return stay(walked, envelope, full);
  try {
    await leave(ports.mailRoot, without(envelope, 'waits'));
  } catch (error) {
    const place = ports.mailRoot.BadMail;
    return stay(
      walked,
      envelope,
      `${place} can't be written (${errorText(error)}). Mend that, or change mailroot.badMail.folder.`,
    );
  }
  ports.badMail.passed(id, octets);
  return { kind: 'left', folder: 'BadMail' };
}

async function stay(walked: Walk, envelope: Envelope, why: string): Promise<End> {
  const { ports, story, clock, id, ask } = walked;
  ports.badMail.waits(id, why);
  for (const { answer } of ask.commands.splice(0))
    answer({ kind: 'refused', why: `It is on its way to BadMail. ${why}` });
  const lookAt = ports.clock.now() + lookAgainMs;
  if (envelope.waits !== undefined) return { kind: 'stays', envelope, lookAt };
  const waiting = { ...envelope, waits: { at: clock.now(), why } };
  story.note('note', `stays in the Queue for now: ${why}`);
  await saveState(ports.mailRoot, waiting);
  await story.flush();
  return { kind: 'stays', envelope: waiting, lookAt };
}
