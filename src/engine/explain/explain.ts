/**
 * Explains to a person what became of a message: what happened, on whose side it is, what MailRoot does next and when, what is likely
 * behind it with these settings, and what one can do. The words for hovers, notifications and `mailroot explain` come from here. Pure:
 * reads no file, asks nobody; the envelope says all there is to know.
 */
import type { Envelope, Problem, Recipient, RecipientState } from '../mailroot/envelope';
import { replyLine } from '../mailroot/replyLine';
import { categories } from '../message/categories';
import { sides } from '../message/sides';
import { causesOf } from './causes';
import { curesOf } from './cures';
import type { ExplainContext, Explanation, RecipientExplanation } from './explanation';
import { nextOf } from './next';

export function explain(envelope: Envelope, context: ExplainContext): Explanation {
  const { id, recipients, fate } = envelope;
  return {
    id,
    summary: fate?.kind === 'bad' && recipients.length === 0 ? fate.text : summary(recipients),
    recipients: recipients.map((recipient) => explainRecipient(recipient, envelope, context)),
  };
}

export function explainRecipient(
  recipient: Recipient,
  envelope: Envelope,
  context: ExplainContext,
): RecipientExplanation {
  const { address, state } = recipient;
  const next = nextOf(recipient, envelope, context);
  if (state.action !== 'delayed' && state.action !== 'failed')
    return { address, action: state.action, ...went(state), next, causes: [], cures: [] };
  const { title, side, meaning, advice } = categories[state.category];
  return {
    address,
    action: state.action,
    title,
    happened: happened(state),
    meaning,
    side: { whose: side, text: sides[side] },
    next,
    advice,
    causes: causesOf(address, state, context.settings),
    cures: curesOf(recipient, envelope, context),
  };
}

function went(state: Exclude<RecipientState, Problem>): Pick<RecipientExplanation, 'title' | 'happened'> {
  switch (state.action) {
    case 'pending':
      return { title: 'Not attempted yet', happened: 'Nothing was attempted for this recipient so far.' };
    case 'delivered':
      return { title: 'Delivered', happened: `The message was written to Drop, as ${state.file}.` };
    case 'relayed':
      return {
        title: 'Relayed',
        happened: `${state.nextHop} accepted the message: ${replyLine(state.reply)}`,
      };
  }
}

/** What the host said, then which host it was and what it answered. Other sentences name the host themselves. */
function happened({ text, nextHop, reply, stage }: Problem): string {
  return nextHop === undefined || reply === undefined ? text : `${text}\nThat was ${nextHop}, ${answering[stage]}.`;
}

const answering: Readonly<Record<Problem['stage'], string>> = {
  route: 'before it was connected to',
  dns: 'while its name was looked up',
  connect: 'when it was connected to',
  greeting: 'in its greeting',
  ehlo: 'in answer to our greeting (EHLO)',
  tls: 'in answer to STARTTLS',
  auth: 'in answer to our credentials (AUTH)',
  mail: 'in answer to the sender (MAIL)',
  rcpt: 'in answer to the recipient (RCPT)',
  data: 'in answer to the content (DATA)',
  drop: 'while the message was written to Drop',
};

const actions: readonly RecipientState['action'][] = ['failed', 'delayed', 'pending', 'relayed', 'delivered'];
const actionWords = {
  failed: 'failed',
  delayed: 'delayed',
  pending: 'not attempted yet',
  relayed: 'handed on',
  delivered: 'in Drop',
} as const;

function summary(recipients: readonly Recipient[]): string {
  if (recipients.length === 0) return 'No recipients.';
  const counts = actions.flatMap((action) => {
    const count = recipients.filter(({ state }) => state.action === action).length;
    return count === 0 ? [] : [`${count} ${actionWords[action]}`];
  });
  const total = recipients.length === 1 ? '1 recipient' : `${recipients.length} recipients`;
  return `${total}: ${counts.join(', ')}.`;
}
