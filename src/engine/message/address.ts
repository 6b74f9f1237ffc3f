/**
 * Addresses out of header fields (nodemailer's parser), and their domains.
 * Never throws; what is no address is simply not returned, and the caller says so.
 */
import addressparser from 'nodemailer/lib/addressparser';
import { isAddress } from './pathLine';

export { domainOf } from './domain';

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

/** The address with the default domain when it has none of its own. */
export function withDomain(address: string, defaultDomain: string): string {
  return address === '' || address.includes('@') ? address : `${address}@${defaultDomain}`;
}
