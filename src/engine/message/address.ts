/**
 * Addresses out of header fields (nodemailer's parser), and their domains.
 * Never throws; what is no address is simply not returned, and the caller says so.
 */
import addressparser from 'nodemailer/lib/addressparser';
import { domainToASCII } from 'node:url';
import { isAddress } from './pathLine';

/** A mailbox of a header field: display name (may be '') and address. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** All mailboxes of one or more header values, groups flattened, in order. A bare `root` is an address without a domain. */
export function mailboxes(...headerValues: readonly string[]): Mailbox[] {
  return headerValues
    .flatMap((value) => addressparser(value, { flatten: true }))
    .map(({ name, address }) => (address === '' && isAddress(name) ? { name: '', address: name } : { name, address }))
    .filter((box) => box.address.trim() !== '');
}

/** The domain, lower-case, IDNA in ASCII (`''` when there is none). An address literal keeps its brackets. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return '';
  const domain = address
    .slice(at + 1)
    .toLowerCase()
    .replace(/\.$/, '');
  return domain.startsWith('[') ? domain : domainToASCII(domain) || domain;
}

/** The address with the default domain when it has none of its own. */
export function withDomain(address: string, defaultDomain: string): string {
  return address === '' || address.includes('@') ? address : `${address}@${defaultDomain}`;
}
