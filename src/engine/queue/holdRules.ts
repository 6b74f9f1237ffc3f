/**
 * Hold rules: which new messages wait for a person before their first attempt (`mailroot.holdRules`). A rule holds a message when all of
 * its members fit; `*` stands for any run of characters, case does not count. Pure.
 */
export interface HoldRule {
  readonly sender?: string | undefined;
  /** Fits when any recipient does. */
  readonly recipient?: string | undefined;
  /** Name of a host that it would be handed to. */
  readonly nextHop?: string | undefined;
  readonly subject?: string | undefined;
}

export interface Holdable {
  readonly reversePath: string;
  readonly recipients: readonly string[];
  readonly nextHops: readonly string[];
  readonly subject: string;
}

/** Why it is held: the first rule that fits, in words; undefined when none does. A rule without members fits nothing. */
export function holdReason(message: Holdable, rules: readonly HoldRule[]): string | undefined {
  const rule = rules.find((each) => holds(message, each));
  if (rule === undefined) return undefined;
  const members = Object.entries(rule).map(([name, pattern]) => `${name} ${String(pattern)}`);
  return `mailroot.holdRules: ${members.join(', ')}`;
}

function holds(message: Holdable, { sender, recipient, nextHop, subject }: HoldRule): boolean {
  const conditions = [
    [sender, [message.reversePath]],
    [recipient, message.recipients],
    [nextHop, message.nextHops],
    [subject, [message.subject]],
  ] as const;
  const asked = conditions.filter(([pattern]) => pattern !== undefined);
  return asked.length > 0 && asked.every(([pattern = '', values]) => values.some((value) => fits(value, pattern)));
}

function fits(value: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'is').test(value);
}
