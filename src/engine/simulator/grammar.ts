/**
 * What the local part of a `sim.test` address asks the simulated host to do (docs/simulator.md): rules that are always there. Pure: text
 * in, script out. Case does not matter; a `+detail` behind it is ignored, so that one fault can have many addresses.
 */
import type { Script, SaidReply } from './faults';
import { isPreset, presets } from './presets';

/** A script with the name of the host that carries it out, and for how many attempts (for ever when undefined). */
export interface NamedScript {
  readonly label: string;
  readonly script: Script;
  readonly attempts?: number;
}

/** Enhanced code and words of the common replies; other codes get general ones. */
const words: Readonly<Record<number, readonly [enhanced: string, text: string]>> = {
  421: ['4.3.2', 'Service not available, closing transmission channel'],
  450: ['4.2.0', 'Mailbox busy, try again later'],
  451: ['4.7.1', 'Greylisted, please try again later'],
  452: ['4.2.2', 'Mailbox full'],
  550: ['5.1.1', 'User unknown'],
  551: ['5.1.6', 'User has moved, no forwarding address'],
  552: ['5.2.2', 'Mailbox full, quota exceeded'],
  553: ['5.1.3', 'Bad mailbox syntax'],
  554: ['5.7.1', 'Message refused by policy'],
};

/** A person watches: a second and a half is long enough to be seen. */
const slowMs = 1_500;
const minute = 60_000;

const named = {
  timeout: [{ kind: 'silence', at: 'rcpt' }],
  drop: [{ kind: 'disconnect', at: 'end' }],
  slow: [
    { kind: 'delay', at: 'rcpt', ms: slowMs },
    { kind: 'delay', at: 'end', ms: slowMs },
  ],
  nohost: [{ kind: 'unreachable', at: 'connect', how: 'unresolved' }],
  refused: [{ kind: 'unreachable', at: 'connect', how: 'refused' }],
  notls: [{ kind: 'without', at: 'ehlo', extensions: ['STARTTLS'] }],
  expired: [{ kind: 'certificate', at: 'starttls', flaw: 'expired' }],
  wrongname: [{ kind: 'certificate', at: 'starttls', flaw: 'wrong-name' }],
  untrusted: [{ kind: 'certificate', at: 'starttls', flaw: 'untrusted' }],
  throttled: [{ kind: 'throttle', at: 'end', octetsPerSecond: 1_000 }],
  lostreply: [{ kind: 'lost-reply', at: 'end' }],
  bounce: [{ kind: 'bounce', at: 'end', afterMs: minute, reply: replyWithWords(550) }],
} as const satisfies Readonly<Record<string, Script>>;

export const namedFaults = Object.keys(named) as (keyof typeof named)[];

function isNamed(word: string): word is keyof typeof named {
  return Object.hasOwn(named, word);
}

/** Undefined: the address asks for nothing, and is accepted. */
export function scriptOf(address: string): NamedScript | undefined {
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase().replace(/\+.*$/, '');
  const [, digits, times] = /^([45]\d\d)(?:x(\d{1,4}))?$/.exec(local) ?? [];
  if (digits !== undefined) {
    const script = [{ kind: 'reply', at: 'rcpt', reply: replyWithWords(Number(digits)) }] as const;
    return { label: digits, script, ...(times !== undefined && { attempts: Number(times) }) };
  }
  // A reply that is lost each time would never let the message through.
  if (local === 'lostreply') return { label: local, script: named[local], attempts: 1 };
  if (isNamed(local)) return { label: local, script: named[local] };
  return isPreset(local) ? { label: local, script: presets[local].script } : undefined;
}

function replyWithWords(code: number): SaidReply {
  const [enhanced, text] = words[code] ?? (code < 500 ? ['4.0.0', 'Try again later'] : ['5.0.0', 'Refused']);
  return { code, enhanced, text };
}

/** Every script that addresses can ask for and that needs a host of its own, by its label. */
export function builtInScripts(): NamedScript[] {
  return [
    ...namedFaults.map((label) => ({ label, script: named[label] })),
    ...Object.entries(presets).map(([label, { script }]) => ({ label, script: script as Script })),
  ];
}

/** Whether the simulator answers for this domain by itself: `sim.test` and everything under it. */
export function isSimulated(domain: string): boolean {
  return domain === 'sim.test' || domain.endsWith('.sim.test');
}
