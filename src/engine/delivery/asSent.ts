/**
 * The envelope as the next hop is told it: the sender under the masquerade domain, and our queue id as ENVID where the sender gave none. The
 * envelope we keep stays what it is, so that a DSN of ours still finds the sender. Pure.
 */
import type { Envelope } from '../mailroot/envelope';

export interface Disguise {
  /** `mailroot.masqueradeDomain`; `''` is none. */
  readonly domain: string;
  readonly isLocal: (address: string) => boolean;
  /** Received fields of the message as it stands in the Queue. */
  readonly hops: number;
}

export function asSent(envelope: Envelope, disguise: Disguise): Envelope {
  const reversePath = masqueraded(envelope, disguise);
  const envid = envelope.envid ?? ownEnvid(envelope);
  return { ...envelope, reversePath, ...(envid !== undefined && { envid }) };
}

/**
 * On the first hop only: a message that came through other hosts has its sender from there. The null reverse-path has no domain to hide.
 */
function masqueraded({ reversePath, source }: Envelope, { domain, isLocal, hops }: Disguise): string {
  // Over SMTP the first Received is our own.
  const passedBefore = hops - (source.kind === 'smtp' ? 1 : 0);
  if (domain === '' || reversePath === '' || passedBefore > 0 || !isLocal(reversePath)) return reversePath;
  return `${reversePath.slice(0, reversePath.lastIndexOf('@'))}@${domain}`;
}

/**
 * A message that sets out from here may be given an envelope id; one that is relayed must go on without (RFC 3461 §5.2.1). With it a DSN
 * of a remote host names the message it is about; from `<>` there is nobody to get one. A host that does not offer DSN is not told.
 */
function ownEnvid({ source, id, reversePath }: Envelope): string | undefined {
  return source.kind === 'pickup' && reversePath !== '' ? id : undefined;
}
