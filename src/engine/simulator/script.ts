/**
 * What the local part of a `sim.test` address asks the simulated host to do (docs/simulator.md). Pure: text in, behaviour out.
 * Case does not matter; a `+detail` behind it is ignored, so that one fault can have many addresses.
 */

/** The reply that a recipient gets, for the first `times` attempts (for ever when undefined). */
export interface ScriptedReply {
  readonly kind: 'reply';
  readonly code: number;
  readonly enhanced: string;
  readonly text: string;
  readonly times?: number;
}

export type Behaviour =
  ScriptedReply | { readonly kind: 'accept' | 'timeout' | 'drop' | 'slow' | 'nohost' | 'refused' | 'notls' };

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

export function behaviourOf(address: string): Behaviour {
  const local = address.slice(0, address.lastIndexOf('@')).toLowerCase().replace(/\+.*$/, '');
  const [, digits, times] = /^([45]\d\d)(?:x(\d{1,4}))?$/.exec(local) ?? [];
  if (digits !== undefined) return reply(Number(digits), times);
  switch (local) {
    case 'timeout':
    case 'drop':
    case 'slow':
    case 'nohost':
    case 'refused':
    case 'notls':
      return { kind: local };
    default:
      return { kind: 'accept' };
  }
}

function reply(code: number, times: string | undefined): ScriptedReply {
  const [enhanced, text] = words[code] ?? (code < 500 ? ['4.0.0', 'Try again later'] : ['5.0.0', 'Refused']);
  return { kind: 'reply', code, enhanced, text, ...(times !== undefined && { times: Number(times) }) };
}

/** Whether the simulator answers for this domain: `sim.test` and everything under it. */
export function isSimulated(domain: string): boolean {
  return domain === 'sim.test' || domain.endsWith('.sim.test');
}
