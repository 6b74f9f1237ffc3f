/** What is asked of the engine before a message is requeued: where would it go then? Pure. */
import type { Envelope } from '../engine/mailroot/envelope';
import type { RouteQuestion } from '../engine/routeAnswer';

export interface Requeued {
  /** In place of those who have not got it. */
  readonly recipients?: readonly string[];
  readonly via?: string;
}

/** Undefined when nobody is left to get it. */
export function requeueQuestion(
  { recipients, mayLeave }: Pick<Envelope, 'recipients' | 'mayLeave'>,
  { recipients: others, via }: Requeued,
): RouteQuestion | undefined {
  const open = recipients.filter(({ state: { action } }) => action !== 'delivered' && action !== 'relayed');
  const whom = others ?? open.map(({ address }) => address);
  if (whom.length === 0) return undefined;
  return { recipients: whom, ...(via !== undefined && { via }), ...(mayLeave !== undefined && { mayLeave }) };
}
