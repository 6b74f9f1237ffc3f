/** DSNs of each kind, made of fixed facts: what the golden files and the programs that are not ours read. */
import { defaultConfig } from '../../../src/engine/config';
import type { Report } from '../../../src/engine/bounce/report';
import type { Recipient } from '../../../src/engine/mailroot/envelope';
import { envelope, problem } from '../../views/envelopes';

const id = '20261124T115001Z-0c88001';
const now = Date.UTC(2026, 10, 24, 12, 0, 0);

export const original = Buffer.from(
  [
    'Received: from mail pickup service by host.test with MailRoot id 20261124T115001Z-0c88001;',
    '\tTue, 24 Nov 2026 11:50:01 +0000',
    'From: Ann <ann@here.test>',
    'To: bob@there.test',
    'Subject: Order 42',
    'Message-ID: <42@here.test>',
    'Date: Tue, 24 Nov 2026 11:50:00 +0000',
    '',
    'The body.',
    '',
  ].join('\r\n'),
);

const userUnknown = problem('failed', {
  status: '5.1.1',
  category: 'unknown-user',
  text: 'The remote host said: 550 5.1.1 User unknown',
  reply: { code: 550, enhanced: '5.1.1', text: 'User unknown' },
  nextHop: 'mx.there.test [192.0.2.1]:25',
  at: now - 1_000,
});
const greylisted = problem('delayed', {
  status: '4.7.1',
  category: 'greylisting',
  text: 'The remote host said: 451 4.7.1 Greylisted, please come again in five minutes',
  reply: { code: 451, enhanced: '4.7.1', text: 'Greylisted, please come again\nin five minutes' },
  nextHop: 'mx.there.test [192.0.2.1]:25',
  at: now - 1_000,
});
export const bob: Recipient = { address: 'bob@there.test', state: userUnknown };
export const late: Recipient = { address: 'bob@there.test', state: greylisted };
export const dropped: Recipient = {
  address: 'carol@here.test',
  notify: ['SUCCESS'],
  state: { action: 'delivered', at: now, file: `${id}.eml` },
};
export const relayed: Recipient = {
  address: 'dave@old.test',
  notify: ['SUCCESS'],
  orcpt: 'rfc822;david@old.test',
  state: {
    action: 'relayed',
    at: now,
    nextHop: 'mx.old.test [192.0.2.7]:25',
    reply: { code: 250, text: 'Message accepted for delivery' },
  },
};

export function about(more: Partial<Report> = {}): Report {
  return {
    kind: 'failure',
    id: `${id}-f1`,
    recipients: [bob],
    envelope: envelope([], { id, reversePath: 'ann@here.test', arrivedAt: Date.UTC(2026, 10, 24, 11, 50, 1) }),
    original,
    maxOriginalOctets: 1_000_000,
    fqdn: 'host.test',
    settings: { ...defaultConfig, localDomains: ['here.test'] },
    now,
    retryUntil: Date.UTC(2026, 10, 26, 12, 0, 0),
    ...more,
  };
}

const unicode = Buffer.from(
  original.toString().replace('Order 42', 'Bücher').replace('The body.', 'Grüße.').replace('Ann <', 'Änn <'),
);
const jörg: Recipient = { ...bob, address: 'jörg@bücher.test', orcpt: 'utf-8;j\\x{F6}rg@b\\x{FC}cher.test' };

/** By the name of the golden file. */
export const samples: Readonly<Record<string, Report>> = {
  failure: about({ recipients: [bob, { address: 'erin@far.test', state: noRoute() }] }),
  'failure-header-only': about({
    maxOriginalOctets: 100,
    envelope: { ...about().envelope, envid: 'order 42', source: { kind: 'smtp', client: 'shop.test [127.0.0.1]' } },
  }),
  delay: about({ kind: 'delay', id: `${id}-d6`, recipients: [late] }),
  success: about({ kind: 'success', id: `${id}-s1`, recipients: [dropped, relayed] }),
  relayed: about({ kind: 'success', id: `${id}-s1`, recipients: [relayed] }),
  'failure-global': about({ recipients: [jörg], original: unicode }),
  'failure-global-headers': about({
    recipients: [jörg],
    original: unicode,
    envelope: { ...about().envelope, reversePath: 'änn@here.test', ret: 'HDRS' },
  }),
};

function noRoute(): Recipient['state'] {
  return {
    action: 'failed',
    at: now - 1_000,
    stage: 'route',
    category: 'no-route',
    status: '5.4.4',
    text:
      'No route to far.test: it is not in mailroot.localDomains, has no next hop in mailroot.remoteDomains, ' +
      'and neither mailroot.smartHost nor mailroot.directDelivery is set.',
    setting: 'mailroot.remoteDomains',
  };
}
