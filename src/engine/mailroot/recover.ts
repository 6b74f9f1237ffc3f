/**
 * What a start finds in the Queue, and the mending of what a crash left: half-written files removed, fates carried out,
 * unreadable state moved to BadMail. A stat a message tells when it is due; its bytes are not read. Foreign files are left alone.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Envelope } from './envelope';
import { splitFamilyName, type MailRoot } from './layout';
import { condemnDamaged, leave, readState } from './store';

export interface QueuedAt {
  readonly id: string;
  /** Epoch ms at which to look at it again: the file's mtime when it has state, else 0 (at once). */
  readonly wakeAt: number;
  /** It has been deferred or held before: its state stands beside it. */
  readonly hasState: boolean;
}

/** Call once, under the lock, before anything else writes. */
export async function recover(mailRoot: MailRoot): Promise<QueuedAt[]> {
  await removeDrafts(mailRoot);
  const names = await readdir(mailRoot.Queue);
  const withState = new Set<string>();
  const messages = new Set<string>();
  for (const name of names) {
    const family = splitFamilyName(name);
    if (family?.part === '.envelope.json') withState.add(family.id);
    if (family?.part === '.eml') messages.add(family.id);
  }
  for (const id of withState) if (!messages.has(id)) await finishLeaving(mailRoot, id);
  return whenDue(mailRoot, messages, withState);
}

/** Drafts were never acknowledged to anybody: nothing is lost with them. Pickup's are the user's and stay. */
async function removeDrafts(mailRoot: MailRoot): Promise<void> {
  for (const folder of ['Queue', 'BadMail', 'Drop'] as const) {
    const names = await readdir(mailRoot[folder]);
    const drafts = names.filter((name) => name.endsWith('.tmp') && splitFamilyName(name) !== undefined);
    for (const name of drafts) await rm(join(mailRoot[folder], name), { force: true });
  }
}

/** State without its message: it was on its way out, or the message was deleted by hand; only a fate is carried out. */
async function finishLeaving(mailRoot: MailRoot, id: string): Promise<void> {
  const state = await readState(mailRoot, id);
  if (state?.kind === 'envelope' && state.envelope.fate !== undefined) await leave(mailRoot, state.envelope);
}

async function whenDue(mailRoot: MailRoot, ids: Iterable<string>, withState: ReadonlySet<string>): Promise<QueuedAt[]> {
  const found: QueuedAt[] = [];
  for (const id of ids) {
    if (!withState.has(id)) {
      found.push({ id, wakeAt: 0, hasState: false });
      continue;
    }
    const file = await stat(join(mailRoot.Queue, `${id}.eml`)).catch(() => undefined);
    if (file !== undefined) found.push({ id, wakeAt: file.mtimeMs, hasState: true });
  }
  return found;
}

/** Reads a queued message's state for an attempt; damaged state is condemned here and the message gone from the Queue. */
export async function stateOrCondemn(
  mailRoot: MailRoot,
  id: string,
): Promise<{ kind: 'none' | 'condemned' } | { kind: 'envelope'; envelope: Envelope }> {
  const state = await readState(mailRoot, id);
  if (state === undefined) return { kind: 'none' };
  if (state.kind === 'envelope') return state;
  await condemnDamaged(mailRoot, id, state.why);
  return { kind: 'condemned' };
}
