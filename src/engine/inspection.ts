/**
 * `mailroot check` while the engine runs: compares the disk with the schedule, and mends by looking at a message again, which its walk does
 * in its own turn. Two looks a moment apart, so that what is only on its way at one of them is no finding. What is in hand is left out.
 */
import { findingsOf, type Finding } from './mailroot/findings';
import type { MailRoot } from './mailroot/layout';
import { giveOwnId, leftToPerson, reported, takeUpForeign, type Checked } from './mailroot/mend';
import { takeSnapshot } from './mailroot/snapshot';
import type { Clock } from './ports';

export interface InspectionPorts {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  /** Whether the schedule has it. */
  readonly isKnown: (id: string) => boolean;
  readonly isInHand: (id: string) => boolean;
  /** It is looked at by itself no more, until somebody asks for it. */
  readonly hold: (id: string) => void;
  /** Looks at it now. */
  readonly look: (id: string) => void;
  readonly freshId: () => Promise<string>;
}

const apartMs = 1_000;

export async function inspect(mode: 'report' | 'mend', ports: InspectionPorts): Promise<Checked[]> {
  const first = new Set((await findAll(ports)).map(keyOf));
  if (first.size === 0) return [];
  await new Promise<void>((resolve) => {
    ports.clock.after(apartMs, resolve);
  });
  const both = (await findAll(ports)).filter((finding) => first.has(keyOf(finding)));
  const checked: Checked[] = [];
  for (const finding of both)
    checked.push(mode === 'mend' ? await mend(finding, ports) : reported(finding, 'nothing was done'));
  return checked;
}

function keyOf({ kind, id }: Finding): string {
  return `${kind} ${id}`;
}

/** Drafts are being written while an engine runs; its start has removed those of before. */
async function findAll(ports: InspectionPorts): Promise<Finding[]> {
  const snapshot = await takeSnapshot(ports.mailRoot);
  const unknown = snapshot.families.filter(({ id, wakeAt }) => wakeAt !== undefined && !ports.isKnown(id));
  const text = 'is in the Queue, and the engine did not know of it';
  const all = [
    ...findingsOf({ ...snapshot, drafts: [] }, ports.clock.now()),
    ...unknown.map(({ id }): Finding => ({ kind: 'unknown', id, text })),
  ];
  return all.filter(({ id }) => !ports.isInHand(id));
}

async function mend(finding: Finding, ports: InspectionPorts): Promise<Checked> {
  const { mailRoot, freshId, look } = ports;
  const { kind, id, text } = finding;
  switch (kind) {
    case 'twice':
      return ownId(finding, ports);
    case 'unreadable':
    case 'draft':
      return reported(finding, leftToPerson);
    case 'foreign': {
      const taken = await takeUpForeign(mailRoot, finding.name, await freshId());
      look(taken);
      return { kind, id, text, done: `taken up as ${taken}`, isMended: true };
    }
    case 'leaving':
    case 'leftover':
    case 'damaged':
    case 'overslept':
    case 'unknown':
      look(id);
      return { kind, id, text, done: 'looked at by the engine', isMended: true };
  }
}

/** Nobody may take it in hand meanwhile: an attempt would lose its message from under it. */
async function ownId(finding: Finding, { mailRoot, freshId, isInHand, hold, look }: InspectionPorts): Promise<Checked> {
  const { kind, id, text } = finding;
  const fresh = await freshId();
  if (isInHand(id)) return reported(finding, 'left for now: it is being attempted. Check again in a moment');
  hold(id);
  try {
    await giveOwnId(mailRoot, id, fresh);
  } finally {
    look(id);
  }
  look(fresh);
  return { kind, id, text, done: `queued as ${fresh}; what was there before stays as it is`, isMended: true };
}
