/**
 * What is wrong in a Queue, out of a snapshot of it: every message must be in one place, readable, and have a moment at which it is looked
 * at (a message idle until the service was started again was IIS's KB934709). Pure; mending is mend's.
 */
import type { Envelope } from './envelope';
import type { Family, Snapshot } from './snapshot';

/** `id` is the queue id, or folder and name of a file that has none. `text` is a sentence about it. */
interface Found {
  readonly id: string;
  readonly text: string;
}

export type Finding =
  | (Found & { readonly kind: 'draft'; readonly folder: Snapshot['drafts'][number]['folder']; readonly name: string })
  /** Its fate is written and not carried out. */
  | (Found & { readonly kind: 'leaving'; readonly envelope: Envelope })
  /** State or transcripts without a message. */
  | (Found & { readonly kind: 'leftover' })
  | (Found & { readonly kind: 'damaged'; readonly why: string })
  /** It is looked at later than its next attempt is due. */
  | (Found & { readonly kind: 'overslept'; readonly dueAt: number })
  | (Found & { readonly kind: 'foreign'; readonly name: string })
  /** A message of the same id is in Sent or BadMail, and would be replaced by this one. */
  | (Found & { readonly kind: 'twice' })
  /** For a person: nothing is done about it. */
  | (Found & { readonly kind: 'unreadable' })
  /** The running engine does not know it. */
  | (Found & { readonly kind: 'unknown' });

/** `now` is epoch ms. */
export function findingsOf({ families, drafts, foreign }: Snapshot, now: number): Finding[] {
  return [
    ...drafts.map(({ folder, name }): Finding => {
      const text = 'is half-written: nobody was told that it was accepted';
      return { kind: 'draft', id: `${folder}/${name}`, folder, name, text };
    }),
    ...foreign.map((name): Finding => {
      return { kind: 'foreign', id: `Queue/${name}`, name, text: 'has no queue id: it is not delivered' };
    }),
    ...families.flatMap((family) => twice(family) ?? inFamily(family, now)),
  ];
}

function inFamily({ id, wakeAt, unreadable, state }: Family, now: number): Finding[] {
  if (unreadable !== undefined) return [{ kind: 'unreadable', id, text: `can't be read: ${unreadable}` }];
  if (state?.kind === 'damaged')
    return [{ kind: 'damaged', id, why: state.why, text: `has a state that can't be read (${state.why})` }];
  if (state?.envelope.fate !== undefined) return [leaving(id, state.envelope)];
  if (wakeAt === undefined)
    return [{ kind: 'leftover', id, text: 'has state or transcripts here, but its message is gone' }];
  return state === undefined ? [] : overslept({ id, wakeAt }, state.envelope, now);
}

function leaving(id: string, envelope: Envelope): Finding {
  const to = envelope.fate?.kind === 'bad' ? 'BadMail' : 'Sent';
  return { kind: 'leaving', id, envelope, text: `is finished and was on its way to ${to}` };
}

/** File systems keep moments in their own grain. */
const slackMs = 2_000;

function overslept({ id, wakeAt }: { id: string; wakeAt: number }, envelope: Envelope, now: number): Finding[] {
  if (isHeld(envelope)) return [];
  // Its next attempt is told by the clock of the message, which may have been moved ahead of the engine's.
  const dueAt = (envelope.nextAttemptAt ?? now) - (envelope.advancedMs ?? 0);
  if (wakeAt <= dueAt + slackMs) return [];
  const due = envelope.nextAttemptAt === undefined ? 'has no next attempt' : `is due at ${iso(dueAt)}`;
  return [{ kind: 'overslept', id, dueAt, text: `${due}, but would not be looked at before ${iso(wakeAt)}` }];
}

function isHeld({ held }: Envelope): boolean {
  return held !== undefined;
}

/** Undefined when it is in one place; one with a fate was only on its way there. Whatever else is wrong with it is found when it has a place of its own. */
function twice({ id, wakeAt, elsewhere, unreadable, state }: Family): Finding[] | undefined {
  if (wakeAt === undefined || elsewhere.length === 0 || unreadable !== undefined) return undefined;
  if (state?.kind === 'envelope' && state.envelope.fate !== undefined) return undefined;
  const text = `is in the Queue and in ${elsewhere.join(' and ')}: when it is delivered it replaces what is there`;
  return [{ kind: 'twice', id, text }];
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
