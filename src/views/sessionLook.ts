/** What an SMTP session looks like in the list: who wanted to send to whom, how it ended and when, and the reply that decided it. Pure. */
import { decidingReply, partiesOf, type ReadInboundSession } from '../engine/mailroot/inbound';
import { oneLine } from './text';
import { ago } from './times';

export interface SessionLook {
  readonly icon: 'pass' | 'error';
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

export function sessionLook(session: ReadInboundSession, now: number): SessionLook {
  const { at, verdict, client } = session;
  const { from = 'nobody', to } = partiesOf(session);
  const [first = 'nobody', ...more] = to;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return {
    icon: verdict === 'refused' ? 'error' : 'pass',
    label: oneLine(`${bare(from)} → ${bare(first)}${others}`),
    description: `${verdict}, ${ago(at, now)}, from ${client.address}`,
    detail: oneLine(decidingReply(session)),
  };
}

/** `<>` is the null reverse-path. */
function bare(path: string): string {
  return path === '<>' ? path : path.replace(/^<|>$/g, '');
}
