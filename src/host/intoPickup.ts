/**
 * Sends messages of the folders once more: a copy of each, or the message itself, into Pickup, after asking where mail would leave this machine.
 * Refused or cancelled, nothing has moved. What vanishes meanwhile is the caller's error to show.
 */
import { filePart } from '../engine/mailroot/filePart';
import type { FolderEntry } from '../engine/mailroot/list';
import { aboutMessage, headOctets, type RouteQuestion } from '../engine/routeAnswer';
import { againName, backName, putBackInPickup, sendAgain } from './familyMoves';
import { agreeOn, announce } from './safeSend';
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
  const agreed = await agreeOn(await questionsAbout(entries), session);
  if (agreed.kind === 'cancelled') return;
  for (const entry of entries) {
    const name = nameOf(entry);
    await announce(agreed, name, session);
    await move(mailRoot, entry, name);
  }
}

/** About each that is still there. */
async function questionsAbout(entries: readonly FolderEntry[]): Promise<RouteQuestion[]> {
  const questions: RouteQuestion[] = [];
  for (const { path } of entries) {
    const head = await filePart(path, 0, headOctets).catch(() => undefined);
    if (head !== undefined) questions.push(aboutMessage(head.bytes, head.size));
  }
  return questions;
}
