/**
 * The question before mail leaves this machine, in words: which hosts, which recipients of the envelope, which domains are not allowed yet. One
 * question for however many messages; what is too much to read is counted. Pure.
 */
import type { HeldBack } from './leaving';

export interface LeaveQuestion {
  readonly text: string;
  readonly detail: string;
  /** All that the answer is about, each once. */
  readonly domains: readonly string[];
}

const mostNamed = 10;
const mostHosts = 5;

/** `held`: one for each message that would be held back; `of`: how many are sent in all. */
export function leaveQuestion(held: readonly HeldBack[], of: number): LeaveQuestion {
  const recipients = once(held.flatMap((each) => each.recipients));
  const domains = once(held.flatMap((each) => each.domains));
  const hosts = once(held.flatMap((each) => each.hosts));
  const one = of === 1;
  const whom = recipients.length > mostNamed ? [`and ${recipients.length - mostNamed} more`] : [];
  return {
    text: `Let ${which(held.length, of)} leave this machine?`,
    detail: [
      `${one ? 'It' : 'They'} would be handed to ${list(hosts, mostHosts)}, for these recipients of ` +
        `${one ? 'its envelope' : 'their envelopes'}:`,
      [...recipients.slice(0, mostNamed), ...whom].join('\n'),
      `mailroot.allowedDomains does not allow ${list(domains, mostNamed)} yet.`,
    ].join('\n\n'),
    domains,
  };
}

function which(held: number, of: number): string {
  if (of === 1) return 'this message';
  return held === of ? `these ${of} messages` : `${held} of these ${of} messages`;
}

function once(all: readonly string[]): string[] {
  return [...new Set(all)];
}

function list(all: readonly string[], most: number): string {
  const more = all.length - most;
  return `${all.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
