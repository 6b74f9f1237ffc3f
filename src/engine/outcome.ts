/** What clients hear of an ended attempt: states per recipient and one sentence a person can read at a glance. Pure. */
import { replyLine, type Envelope, type Recipient } from './mailroot/envelope';
import type { Outcome } from './protocol';

export function outcomeOf(
  envelope: Envelope,
  { folder, durationMs, pickupFile }: { folder: Outcome['folder']; durationMs: number; pickupFile: string | undefined },
): Outcome {
  const { id, attempts, nextAttemptAt, fate } = envelope;
  return {
    id,
    ...(pickupFile !== undefined && { pickupFile }),
    attempt: attempts,
    durationMs,
    folder,
    recipients: envelope.recipients.map(({ address, state }) => ({ address, state })),
    ...(nextAttemptAt !== undefined && { nextAttemptAt }),
    sentence: fate?.kind === 'bad' ? fate.text : sentence(envelope.recipients),
  };
}

/** The worst news first: failed, delayed, relayed, delivered. */
function sentence(recipients: readonly Recipient[]): string {
  const byAction = (action: Recipient['state']['action']): Recipient[] =>
    recipients.filter(({ state }) => state.action === action);
  for (const action of ['failed', 'delayed', 'pending', 'relayed', 'delivered'] as const) {
    const [first, ...more] = byAction(action);
    if (first === undefined) continue;
    const others = more.length > 0 ? ` (and ${more.length} more)` : '';
    const rest = recipients.length - 1 - more.length;
    const alsoOk = rest > 0 && action !== 'delivered' ? `; ${rest} of ${recipients.length} fared better` : '';
    return describe(first) + others + alsoOk;
  }
  return 'No recipients';
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
