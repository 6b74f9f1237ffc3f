/** One transaction as the spool gets it: envelope and content out of a session of the library. Pure. */
import type { Readable } from 'node:stream';
import type { SMTPServerAddress, SMTPServerSession } from 'smtp-server';
import type { Notify } from '../mailroot/envelope';
import type { InboundSession } from '../mailroot/inbound';
import { rfc5322Date } from '../message/outgoing';

export interface Inbound {
  /** `helo.name [address]`: who handed it in. */
  readonly client: string;
  /** `''` is the null reverse-path. */
  readonly reversePath: string;
  readonly recipients: readonly { readonly address: string; readonly notify?: Notify[]; readonly orcpt?: string }[];
  readonly ret?: 'FULL' | 'HDRS';
  readonly envid?: string;
  /** REQUIRETLS (RFC 8689). */
  readonly requireTls?: true;
  /** The content as it comes in, dots unstuffed. Ends with an error when it is refused or the client goes away. */
  readonly content: Readable;
  /** Value of the Received field (RFC 5321 §4.4); `$id` stands where the queue id goes. */
  readonly received: string;
  /** What was said, once the content is whole, down to the reply that accepts it under this id. */
  readonly session: (id: string) => InboundSession;
}

export function inboundOf(
  session: SMTPServerSession,
  more: Pick<Inbound, 'content' | 'session'> & { readonly fqdn: string; readonly now: number },
): Inbound {
  const { mailFrom, rcptTo, dsn, requireTLS } = session.envelope;
  const ret = dsn?.ret?.toUpperCase();
  return {
    client: `${session.hostNameAppearsAs} [${session.remoteAddress}]`,
    reversePath: mailFrom === false ? '' : mailFrom.address,
    recipients: rcptTo.map(recipient),
    ...((ret === 'FULL' || ret === 'HDRS') && { ret }),
    ...(typeof dsn?.envid === 'string' && { envid: dsn.envid }),
    ...(requireTLS && { requireTls: true }),
    content: more.content,
    received: receivedField(session, more),
    session: more.session,
  };
}

function recipient({ address, dsn }: SMTPServerAddress): Inbound['recipients'][number] {
  const notify = dsn?.notify?.filter((word): word is Notify => ['NEVER', 'SUCCESS', 'FAILURE', 'DELAY'].includes(word));
  return {
    address,
    ...(notify && notify.length > 0 && { notify }),
    ...(dsn?.orcpt !== undefined && { orcpt: dsn.orcpt }),
  };
}

/** RFC 5321 §4.4, folded. The client's own name is between us and the log: control characters were refused at EHLO. */
function receivedField(session: SMTPServerSession, { fqdn, now }: { fqdn: string; now: number }): string {
  const { hostNameAppearsAs, remoteAddress, transmissionType } = session;
  return `from ${hostNameAppearsAs} ([${remoteAddress}])\r\n\tby ${fqdn} with ${transmissionType} id $id;\r\n\t${rfc5322Date(now)}`;
}
