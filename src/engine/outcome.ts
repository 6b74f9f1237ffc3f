/** What clients hear of an ended attempt: states per recipient and one sentence a person can read at a glance. Pure. */
import type { Envelope, Recipient } from './mailroot/envelope';
import { replyLine } from './mailroot/replyLine';
import type { Outcome } from './protocol';

export function outcomeOf(
  envelope: Envelope,
  { folder, durationMs, pickupFile }: { folder: Outcome['folder']; durationMs: number; pickupFile: string | undefined },
): Outcome {
  const { id, attempts, nextAttemptAt, fate, waits } = envelope;
  return {
    id,
    ...(pickupFile !== undefined && { pickupFile }),
    attempt: attempts,
    durationMs,
    folder,
    recipients: envelope.recipients.map(({ address, state }) => ({ address, state })),
    ...(fate?.kind === 'bad' && { reason: fate.reason }),
    ...(nextAttemptAt !== undefined && { nextAttemptAt }),
    sentence: [sentenceOf(fate, envelope.recipients), waits?.why].filter((text) => text !== undefined).join(' '),
  };
}

const worstFirst = ['failed', 'delayed', 'pending', 'relayed', 'delivered'] as const;

function sentenceOf(fate: Envelope['fate'], recipients: readonly Recipient[]): string {
  switch (fate?.kind) {
    case 'bad':
      return fate.text;
    case 'removed':
      return 'Taken out of the Queue by a person';
    case 'sent':
    case undefined:
      return sentence(recipients);
  }
}

/** The worst news first, with its reply; how the other recipients fared as counts: `a@b failed: 550 ...; 1 delayed, 2 delivered`. */
function sentence(recipients: readonly Recipient[]): string {
  const groups = worstFirst.map((action) => recipients.filter(({ state }) => state.action === action));
  const [worst, ...better] = groups.filter((group) => group.length > 0);
  const [first, ...alike] = worst ?? [];
  if (first === undefined) return 'No recipients';
  const more = alike.length > 0 ? ` (and ${alike.length} more)` : '';
  const rest = better.map((group) => `${group.length} ${group[0]?.state.action ?? ''}`).join(', ');
  return describe(first) + more + (rest === '' ? '' : `; ${rest}`);
}

function describe({ address, state }: Recipient): string {
  switch (state.action) {
    case 'pending':
      return `${address}: not attempted yet`;
    case 'delivered':
      return `Delivered to Drop: ${address}`;
    case 'relayed':
      return `${address} accepted by ${state.nextHop}: ${replyLine(state.reply)}`;
    case 'delayed':
    case 'failed':
      return `${address} ${state.action}: ${state.reply === undefined ? state.text : replyLine(state.reply)}`;
  }
}
