/**
 * Mends what findings tell, one by one, and says what was done. Call it under the lock, or for what no attempt has in hand. Nothing
 * undeliverable is removed: what goes is what nobody was told of, or what is left of a message that is not there any more.
 */
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { condemnDamaged } from './badMail';
import { removeFile, syncFolder } from './durable';
import type { Finding } from './findings';
import { companionParts, familyPath, type MailRoot } from './layout';
import { moveFile } from './move';
import { finishLeaving } from './recover';
import { leave, readState, saveState } from './store';

/** A finding and what was done about it, as it is told and sent to clients. */
export interface Checked extends Pick<Finding, 'kind' | 'id' | 'text'> {
  /** What was done, or why nothing was. */
  readonly done: string;
  /** Nothing is left to do about it. */
  readonly isMended: boolean;
}

/** What is said of a finding that nothing was done about. */
export function reported({ kind, id, text }: Finding, done: string): Checked {
  return { kind, id, text, done, isMended: false };
}

export const leftToPerson = 'left as it is: that is for you to decide';

export interface MendPorts {
  readonly mailRoot: MailRoot;
  /** A queue id that nobody has. */
  readonly freshId: () => Promise<string>;
}

export async function mend(finding: Finding, ports: MendPorts): Promise<Checked> {
  const { kind, id, text } = finding;
  const cure = cures[kind] as (finding: Finding, ports: MendPorts) => Promise<string | undefined>;
  const done = await cure(finding, ports);
  return done === undefined ? reported(finding, leftToPerson) : { kind, id, text, done, isMended: true };
}

const nothing = (): Promise<undefined> => Promise.resolve(undefined);

/** Each resolves to what was done. */
const cures: {
  readonly [K in Finding['kind']]: (
    finding: Extract<Finding, { kind: K }>,
    ports: MendPorts,
  ) => Promise<string | undefined>;
} = {
  async draft({ folder, name }, { mailRoot }) {
    await removeFile(join(mailRoot[folder], name));
    return 'removed';
  },
  async leaving({ envelope }, { mailRoot }) {
    await leave(mailRoot, envelope);
    return `moved to ${envelope.fate?.kind === 'bad' ? 'BadMail' : 'Sent'}`;
  },
  async leftover({ id }, { mailRoot }) {
    await finishLeaving(mailRoot, id);
    return 'removed';
  },
  async damaged({ id, why }, { mailRoot }) {
    await condemnDamaged(mailRoot, id, why);
    return 'moved to BadMail';
  },
  async overslept({ id, dueAt }, { mailRoot }) {
    await setMoment(mailRoot, id, dueAt);
    return 'looked at in time again';
  },
  async foreign({ name }, { mailRoot, freshId }) {
    return `taken up as ${await takeUpForeign(mailRoot, name, await freshId())}`;
  },
  async twice({ id }, { mailRoot, freshId }) {
    return `queued as ${await giveOwnId(mailRoot, id, await freshId())}; what was there before stays as it is`;
  },
  unreadable: nothing,
  unknown: nothing,
};

async function setMoment(mailRoot: MailRoot, id: string, at: number): Promise<void> {
  await utimes(familyPath(mailRoot, 'Queue', { id, part: '.eml' }), at / 1000, at / 1000);
}

/** A file that a person put into the Queue gets a queue id: from then on it is a message. Resolves to the id. */
export async function takeUpForeign(mailRoot: MailRoot, name: string, id: string): Promise<string> {
  await moveFile(join(mailRoot.Queue, name), familyPath(mailRoot, 'Queue', { id, part: '.eml' }));
  await syncFolder(mailRoot.Queue);
  return id;
}

/**
 * A queued message gets another id, with all of its family: it has not been delivered, and goes on. What has its old id in Sent or BadMail is
 * the record of another, or of an earlier time, and stays. Its state goes first: after a crash in between it stands beside no message, and
 * the old family is whole. Resolves to the id.
 */
export async function giveOwnId(mailRoot: MailRoot, id: string, fresh: string): Promise<string> {
  const state = await readState(mailRoot, id);
  if (state?.kind === 'envelope') await saveState(mailRoot, { ...state.envelope, id: fresh });
  for (const part of ['.eml', ...companionParts('Queue')] as const) {
    if (part === '.envelope.json' && state?.kind === 'envelope') continue;
    await moveFile(familyPath(mailRoot, 'Queue', { id, part }), familyPath(mailRoot, 'Queue', { id: fresh, part }));
  }
  await syncFolder(mailRoot.Queue);
  await removeFile(familyPath(mailRoot, 'Queue', { id, part: '.envelope.json' }));
  return fresh;
}
