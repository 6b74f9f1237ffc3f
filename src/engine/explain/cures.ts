/** What a person can do about a trouble, as data that a button, a link or a line of text can be made of. The most useful first. Pure. */
import type { Envelope, Problem, Recipient } from '../mailroot/envelope';
import { domainOf } from '../message/address';
import type { Category } from '../message/categoryTitles';
import { governing, type Governing } from '../message/governing';
import { changed } from './causes';
import type { Cure, ExplainContext } from './explanation';

interface About {
  readonly address: string;
  readonly domain: string;
  readonly problem: Problem;
  readonly by: Governing;
  readonly context: ExplainContext;
  readonly envelope: Envelope;
}

export function curesOf({ address, state }: Recipient, envelope: Envelope, context: ExplainContext): Cure[] {
  if (state.action !== 'delayed' && state.action !== 'failed') return [];
  const domain = domainOf(address);
  const by = governing(domain, context.settings);
  const about = { address, domain, problem: state, by, context, envelope };
  const mended = changed({ domain, problem: state, settings: context.settings, by }).length > 0;
  const mending = mended ? [] : [...byCategory[state.category](about), ...named(about)];
  return [...certificate(state), ...lacking(state), ...mending, ...again(about)];
}

/** The setting that whoever judged it has named, where its category does not. */
function named({ problem: { setting: name, category } }: About): Cure[] {
  const spoken = ['loop', 'no-route', 'not-allowed'].includes(category);
  return name === undefined || spoken ? [] : [setting(name, 'Change what the settings say')];
}

const byCategory: Readonly<Record<Category, (about: About) => Cure[]>> = {
  'unknown-user': (about) => [recipientField(about)],
  'mailbox-full': () => [],
  greylisting: () => [],
  'rate-limit': () => [],
  sender: (about) => [senderField(about)],
  'sender-auth': (about) => [senderField(about)],
  relay: (about) => route(about),
  policy: () => [],
  blocked: () => [setting('mailroot.smartHost', 'Send through another host')],
  size: () => [],
  content: () => [],
  auth: (about) => route(about),
  tls: (about) => route(about),
  dns: (about) => [...route(about), recipientField(about)],
  network: (about) => route(about),
  loop: ({ problem: { setting: named } }) =>
    named === undefined ? [] : [setting(named, 'Change how many hosts are allowed')],
  'no-route': ({ domain }) => [
    {
      kind: 'set-route',
      domain,
      example: 'localhost:1025',
      label: `Give ${domain} a next hop, for instance { "${domain}": "localhost:1025" } in mailroot.remoteDomains`,
    },
    setting('mailroot.localDomains', `Capture mail for ${domain} here`),
    setting('mailroot.smartHost', 'Name a host for everything else'),
  ],
  'not-allowed': ({ domain }) => [
    { kind: 'allow-domain', domain, label: `Allow mail for ${domain} to leave this machine (mailroot.allowedDomains)` },
  ],
  signing: () => [],
  expired: ({ problem }) => [lifetime(problem)],
  disk: () => [],
  internal: () => [{ kind: 'open-log', label: 'Open the log' }],
  'host-trouble': () => [],
  protocol: (about) => route(about),
  other: () => [],
};

/** The limit that ended it: attempts, or time; what was to go to Drop has a time of its own. */
function lifetime({ stage, text }: Problem): Cure {
  if (/^Not delivered in \d+ attempts/.test(text))
    return setting('mailroot.retry.maxAttempts', 'Change how often a message is tried');
  const which = stage === 'drop' ? 'localRetry' : 'retry';
  return setting(`mailroot.${which}.expirationHours`, 'Change how long a message is tried');
}

function setting(name: string, what: string): Cure {
  return { kind: 'open-setting', setting: name, label: `${what} (${name})` };
}

/** The setting that named the host. */
function route({ by, domain }: About): Cure[] {
  switch (by.kind) {
    case 'remote':
      return [setting('mailroot.remoteDomains', `Check the next hop of ${domain}`)];
    case 'smart-host':
      return [setting('mailroot.smartHost', 'Check the smart host')];
    case 'direct':
      return [setting('mailroot.smartHost', `Send through a host instead of directly to ${domain}`)];
    case 'local':
    case 'none':
      return [];
  }
}

function recipientField({ address, context: { fields = [] }, envelope: { why } }: About): Cure {
  const holds = fields.find(({ name, value }) => /^(?:x-receiver|to|cc|bcc)$/i.test(name) && has(value, address));
  const header = holds?.name ?? (why.includes('X-Receiver') ? 'X-Receiver' : 'To');
  return { kind: 'open-header', header, label: `Check ${address} in the ${header} header` };
}

function has(value: string, address: string): boolean {
  return value.toLowerCase().includes(address.toLowerCase());
}

function senderField({ envelope: { why, reversePath } }: About): Cure {
  const header = /sender from the (X-Sender|Sender|From)/.exec(why)?.[1] ?? 'From';
  return { kind: 'open-header', header, label: `Check the sender ${reversePath} in the ${header} header` };
}

/** A certificate that did not pass is named with its fingerprint by whoever looked at it. */
function certificate({ category, text, nextHop = '' }: Problem): Cure[] {
  const fingerprint = /\b([0-9A-F]{2}(?::[0-9A-F]{2}){31})\b/i.exec(text)?.[1];
  if (category !== 'tls' || fingerprint === undefined) return [];
  return [
    {
      kind: 'trust-certificate',
      fingerprint,
      nextHop,
      label: `Trust the certificate ${fingerprint.slice(0, 11)}... of ${nextHop}`,
    },
  ];
}

/** Whoever looked for it has named it; what a remote host says is no reason. */
function lacking({ text, reply }: Problem): Cure[] {
  const secret = /\$\{secret:([\w.-]+)\}/.exec(text)?.[1];
  if (secret === undefined || reply !== undefined) return [];
  return [
    { kind: 'store-secret', secret, label: `Store the secret ${secret} ("MailRoot: Store Secret..." in VS Code)` },
  ];
}

/** What is delayed can be tried now, what failed can be sent again; both stories can be read. */
function again({ problem, envelope }: About): Cure[] {
  const transcript: Cure[] =
    problem.nextHop === undefined ? [] : [{ kind: 'open-transcript', label: 'Read what was said (transcript)' }];
  if (problem.action === 'delayed') {
    return [{ kind: 'retry-now', label: 'Retry now' }, ...transcript];
  }
  return envelope.fate === undefined
    ? transcript
    : [{ kind: 'send-again', label: 'Put it into Pickup again' }, ...transcript];
}
