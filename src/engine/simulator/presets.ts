/**
 * Faults under the names that mail people have for them, for rules (`"preset": "greylisting"`) and addresses (`greylisting@sim.test`).
 * One table for the code, its JSON schema and docs/simulator.md, which a test keeps equal. Pure data.
 */
import { parseSaid, type Fault, type SaidReply, type Script } from './faults';

export interface Preset {
  /** What the host does, one sentence. */
  readonly does: string;
  readonly script: Script;
}

function said(text: string): SaidReply {
  const reply = parseSaid(text);
  if (reply === undefined) throw new Error(`not a reply: ${text}`);
  return reply;
}

function refuses(at: Fault['at'], text: string): Script {
  return [{ kind: 'reply', at, reply: said(text) }];
}

const minute = 60_000;

export const presets = {
  greylisting: {
    does: 'puts each sender and recipient off until five minutes after they first met, then accepts',
    script: [{ kind: 'greylisting', at: 'rcpt', ms: 5 * minute }],
  },
  'mailbox-full': {
    does: 'has no room for this recipient: `452 4.2.2`, every time',
    script: refuses('rcpt', '452 4.2.2 Mailbox full, quota exceeded'),
  },
  'rate-limit': {
    does: 'takes three messages a minute, and puts off what comes above that: `450 4.7.28`',
    script: [{ kind: 'rate-limit', at: 'rcpt', messages: 3, ms: minute }],
  },
  blocked: {
    does: 'has us on its block list and says so as its greeting: `554 5.7.1`',
    script: refuses('connect', '554 5.7.1 Service unavailable, client [127.0.0.1] blocked using bl.sim.test'),
  },
  spam: {
    does: 'takes the content for spam: `550 5.7.1`',
    script: refuses('end', '550 5.7.1 Our filter takes this message for spam'),
  },
  dmarc: {
    does: 'misses SPF and DKIM of the sender domain: `550 5.7.26`',
    script: refuses(
      'end',
      '550 5.7.26 Unauthenticated mail of this domain is not accepted: neither SPF nor DKIM passes',
    ),
  },
  relaying: {
    does: 'does not handle the domain: `550 5.7.1`',
    script: refuses('rcpt', '550 5.7.1 Unable to relay'),
  },
  'auth-required': {
    does: 'wants a login before MAIL: `530 5.7.0`',
    script: refuses('mail', '530 5.7.0 Authentication required'),
  },
  overloaded: {
    does: 'greets with `421 4.3.2` and closes',
    script: refuses('connect', '421 4.3.2 Too busy, try again later'),
  },
  down: {
    does: 'is not there: the connection is refused',
    script: [{ kind: 'unreachable', at: 'connect', how: 'refused' }],
  },
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof presets;
export const presetNames = Object.keys(presets) as [PresetName, ...PresetName[]];

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(presets, name);
}
