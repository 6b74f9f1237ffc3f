/**
 * The replies with which the listener refuses what has no fault of form: who connects, who sends, to whom, and what the disk can't take.
 * Pure; every refusal says what to do next. Unknown disk errors are temporary: the client keeps the message.
 */
import { isIPv4, isIPv6 } from 'node:net';
import { errorCode } from '../ports';
import { isAddress } from '../message/pathLine';
import type { Refusal } from '../smtpServer/guard';
import type { Peer, Terms } from './terms';

/** Undefined when the client may speak. */
export function refusePeer({ address }: Peer, terms: Pick<Terms, 'home' | 'allowed' | 'denied'>): Refusal | undefined {
  const no = (why: string): Refusal => ({ code: 554, enhanced: '5.7.1', text: `No mail from ${address}: ${why}` });
  if (terms.denied.has(address)) return no('mailroot.smtp.deniedClients has it');
  if (terms.home.has(address) || terms.allowed === undefined || terms.allowed.has(address)) return undefined;
  return no('mailroot.smtp.allowedClients has it not');
}

const needLogin = new Set(['MAIL', 'RCPT', 'DATA', 'VRFY']);

/** What this client may not say yet, or here. */
export function refuseCommand(
  verb: string,
  { peer, secure, loggedIn }: { readonly peer: Peer; readonly secure: boolean; readonly loggedIn: boolean },
  { home, auth, startTls }: Pick<Terms, 'home' | 'auth' | 'startTls'>,
): Refusal | undefined {
  const elsewhere = !home.has(peer.address);
  if (verb === 'STARTTLS' && startTls === 'never')
    return { code: 502, enhanced: '5.5.1', text: 'No STARTTLS here (mailroot.smtp.tls.startTls)' };
  if (verb === 'AUTH' && elsewhere && !secure)
    return { code: 538, enhanced: '5.7.11', text: 'AUTH only over TLS from there: STARTTLS comes first' };
  if (needLogin.has(verb) && !loggedIn && (elsewhere || auth === 'users'))
    return { code: 530, enhanced: '5.7.0', text: 'Authentication required: AUTH comes first' };
  return undefined;
}

/** Undefined when the path may go on; `smtpUtf8` is what MAIL said. */
export function refusePath(address: string, { smtpUtf8 }: { smtpUtf8: boolean }): Refusal | undefined {
  if (/[^ -~]/.test(address) && !smtpUtf8) {
    const text = `${JSON.stringify(address)} is not ASCII: say SMTPUTF8 in MAIL (RFC 6531), or write xn-- names`;
    return { code: 553, enhanced: '5.6.7', text };
  }
  const why = flawOf(address);
  if (why === undefined) return undefined;
  return { code: 553, enhanced: '5.1.3', text: `Not an address: ${JSON.stringify(address)} ${why}` };
}

function flawOf(address: string): string | undefined {
  if (!isAddress(address)) return 'is not local-part@domain';
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (Buffer.byteLength(address) > 254) return 'is longer than 254 octets (RFC 5321 section 4.5.3.1.3)';
  if (/^\.|\.\.|\.$/.test(local) && !local.startsWith('"')) return 'has a dot too many in front of the @';
  return domain.startsWith('[') ? literalFlaw(domain) : domainFlaw(domain);
}

function literalFlaw(domain: string): string | undefined {
  const [, version6, v4 = ''] = /^\[(?:IPv6:(.*)|(.*))\]$/i.exec(domain) ?? [];
  const fits = version6 === undefined ? isIPv4(v4) : isIPv6(version6);
  return fits ? undefined : 'has no address in its brackets: it is [192.0.2.1] or [IPv6:2001:db8::1]';
}

/** A label of letters, digits, `-` and `_` (containers have it), in any script. */
const label = /^(?!-)[\p{L}\p{N}\p{M}_-]{1,63}(?<!-)$/u;

function domainFlaw(domain: string): string | undefined {
  const fits = domain.split('.').every((each) => label.test(each));
  return fits ? undefined : 'has no domain name behind the @';
}

/** Undefined when this client may hand in mail for that domain (RFC 5321 §7.1; the routes still guard what leaves). */
export function refuseRelay(
  address: string,
  { peer, local }: { readonly peer: Peer; readonly local: boolean },
  { home, relayers }: Pick<Terms, 'home' | 'relayers'>,
): Refusal | undefined {
  if (local || home.has(peer.address) || relayers.has(peer.address)) return undefined;
  const text =
    `Unable to relay for ${address}: its domain is not in mailroot.localDomains, ` +
    `and ${peer.address} is not in mailroot.smtp.relayClients`;
  return { code: 550, enhanced: '5.7.1', text };
}

/** What is said when the message could not be put on disk; nothing of it was kept. */
export function refuseStoring(error: unknown): Refusal {
  const code = errorCode(error) ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      code: 452,
      enhanced: '4.3.1',
      text: 'The disk of the MailRoot folder is full; nothing was kept, send again later',
    };
  }
  const why = ['EROFS', 'EACCES', 'EPERM'].includes(code)
    ? 'The MailRoot folder cannot be written'
    : 'The message could not be stored';
  return { code: 451, enhanced: '4.3.0', text: `${why}; nothing was kept, send again later` };
}
