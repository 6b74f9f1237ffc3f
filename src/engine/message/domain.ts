/** The domain of an address. Needs no library, so that what only routes can do without one. */
import { domainToASCII } from 'node:url';

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
