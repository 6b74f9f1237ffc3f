/**
 * What a person said of one message that would leave this machine for a domain that is not allowed: it may, or its recipients there are
 * captured. Nothing said leaves the envelope as it is, and the settings decide. Pure.
 */
import type { Envelope, Recipient } from '../mailroot/envelope';
import { domainOf } from '../message/domain';
import { isThere } from './settle';

/** Domains, in lower case and ASCII. */
export interface Leave {
  readonly mayLeave?: readonly string[] | undefined;
  readonly capture?: readonly string[] | undefined;
}

/** The envelope with what was said, and a sentence for each thing that was. */
export function withLeave(
  envelope: Envelope,
  { mayLeave = [], capture = [] }: Leave,
): { readonly envelope: Envelope; readonly notes: readonly string[] } {
  const domains = [...new Set([...(envelope.mayLeave ?? []), ...mayLeave])];
  return {
    envelope: {
      ...envelope,
      ...(capture.length > 0 && { recipients: envelope.recipients.map((each) => captured(each, capture)) }),
      ...(domains.length > 0 && { mayLeave: domains }),
    },
    notes: [
      ...(mayLeave.length === 0 ? [] : [`this message may leave to ${mayLeave.join(', ')}`]),
      ...(capture.length === 0 ? [] : [`mail to ${capture.join(', ')} is captured`]),
    ],
  };
}

/** Who has it already is not given it again. */
function captured(recipient: Recipient, domains: readonly string[]): Recipient {
  return !isThere(recipient) && domains.includes(domainOf(recipient.address))
    ? { ...recipient, via: 'Drop' }
    : recipient;
}
