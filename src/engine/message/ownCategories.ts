/** The words for what no remote host said (categories.ts): the way to it, our settings, this machine, time. Pure data. */
import type { CategoryWords } from './sides';

export const ownCategories = {
  tls: {
    side: 'remote',
    meaning: 'The encrypted connection could not be set up as the settings demand.',
    causes: [
      'The certificate of the host has expired, names another host, or comes from an authority that is not trusted here.',
      'The host offers no STARTTLS.',
      'The host speaks only versions of TLS that are too old.',
    ],
    advice:
      'Check the certificate of the next hop, or its "tls" policy in mailroot.remoteDomains or mailroot.smartHost.',
  },
  dns: {
    side: 'network',
    meaning:
      'The name of the next hop could not be resolved. The name is wrong, or there is no network or name server.',
    causes: [
      'The domain or the host is misspelled, or does not exist.',
      'This machine is offline, or its name server does not answer.',
      'The domain takes no mail at all.',
    ],
    advice: 'Check the spelling of the host and that this machine is online.',
  },
  network: {
    side: 'network',
    meaning: 'The next hop could not be reached, did not answer in time, or closed the connection.',
    causes: [
      'Nothing listens there: the host is down, or the port is wrong.',
      'A firewall or the provider blocks the port; port 25 is often blocked.',
      'The host is overloaded, or drops those it does not like.',
    ],
    advice:
      'Check that the host is up and its port is right and not blocked by a firewall. It is tried again by itself.',
  },
  'no-route': {
    side: 'here',
    meaning: 'The settings of MailRoot say nowhere that this domain goes.',
    causes: [
      'The domain is in neither mailroot.localDomains nor mailroot.remoteDomains.',
      'Neither mailroot.smartHost nor mailroot.directDelivery is set.',
    ],
    advice: 'Name a next hop for the domain, or let it be captured here.',
  },
  'not-allowed': {
    side: 'here',
    meaning:
      'The message would have left this machine for a domain that was not allowed. MailRoot refused before connecting.',
    causes: ['The domain is not in mailroot.allowedDomains, which is empty by default.'],
    advice: 'If it is meant to leave, allow the domain.',
  },
  signing: {
    side: 'here',
    meaning: 'The message is to be signed with DKIM before it leaves, and could not be. It was not sent without.',
    causes: [
      'The key file is not there, or may not be read.',
      'The variable or secret that holds the key is missing.',
      'What is there is no private key, or not one that DKIM knows.',
    ],
    advice: 'Correct the key, or take the domain out of mailroot.dkim. It is tried again by itself.',
  },
  expired: {
    side: 'unknown',
    meaning: 'The message was tried until its time was over (mailroot.retry.expirationHours).',
    causes: ['What the last attempt met did not pass in time.'],
    advice: 'See the last reply for the cause; mend it and send the message again.',
  },
  disk: {
    side: 'here',
    meaning: 'The message could not be written to the MailRoot folder of this machine.',
    causes: ['The disk is full.', 'The folder may not be written, or is not there (a network drive, a container).'],
    advice: 'Check free space and permissions of the MailRoot folder. It is tried again by itself.',
  },
  internal: {
    side: 'here',
    meaning: 'MailRoot itself met an error it did not expect. The message is kept.',
    causes: ['A mistake in MailRoot.'],
    advice: 'See the log ("MailRoot: Open Log") and report it, please. It is tried again by itself.',
  },
} as const satisfies Readonly<Record<string, CategoryWords>>;
