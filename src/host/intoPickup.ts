/**
 * Hands messages in, with what was agreed where mail would leave this machine. Those of the folders are sent once more, a copy of each or the
 * message itself, after asking. Refused or cancelled, nothing has moved. What vanishes meanwhile is the caller's error to show.
 */
import { filePart } from '../engine/mailroot/filePart';
import type { MailRoot } from '../engine/mailroot/layout';
import type { FolderEntry } from '../engine/mailroot/list';
import { headOctets, type RouteQuestion } from '../engine/routeAnswer';
import { againName, backName, pickupName, putBackInPickup, sendAgain, submitAs } from './familyMoves';
import { aboutHead, agreeOn, announce, type Agreed } from './safeSend';
import type { MailSession } from './session';

const ways = {
  again: { nameOf: againName, move: sendAgain },
  back: { nameOf: backName, move: putBackInPickup },
} as const;

export async function intoPickup(
  way: keyof typeof ways,
  entries: readonly FolderEntry[],
  session: MailSession,
): Promise<void> {
  const { mailRoot } = session;
  if (mailRoot === undefined) return;
  const { nameOf, move } = ways[way];
  const agreed = await agreeOn(entries, questionAbout, session);
  if (agreed.kind === 'cancelled') return;
  for (const entry of entries) {
    const name = nameOf(entry);
    await announce(agreed, name, session);
    await move(mailRoot, entry, name);
  }
}

/** Undefined for one that is no longer there. */
async function questionAbout({ path }: FolderEntry): Promise<RouteQuestion | undefined> {
  const head = await filePart(path, 0, headOctets).catch(() => undefined);
  return head && aboutHead(head.bytes, head.size);
}

/** Hands bytes in as a new Pickup file, of which the engine is told what was agreed; resolves to its name. */
export async function submitAgreed(
  agreed: Agreed,
  { mailRoot, base, bytes }: { readonly mailRoot: MailRoot; readonly base: string; readonly bytes: Uint8Array },
  session: MailSession,
): Promise<string> {
  const name = pickupName(base);
  await announce(agreed, name, session);
  await submitAs(mailRoot, name, bytes);
  return name;
}
