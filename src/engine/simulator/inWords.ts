/** What a script makes of a session, in a phrase for each fault: for whoever asks beforehand. Pure. */
import { replyText, type Fault, type FaultStage, type Script } from './faults';

export function inWords(script: Script): string[] {
  return script.map(phrase);
}

const stageWords: Readonly<Record<FaultStage, string>> = {
  connect: 'the connection',
  ehlo: 'EHLO',
  starttls: 'STARTTLS',
  auth: 'AUTH',
  mail: 'MAIL',
  rcpt: 'RCPT',
  data: 'DATA',
  end: 'the content',
};

type Phrases = { readonly [K in Fault['kind']]: (fault: Extract<Fault, { kind: K }>) => string };

const phrases: Phrases = {
  reply: ({ at, reply }) => `answers ${stageWords[at]} with ${replyText(reply)}`,
  say: ({ at, line }) => `answers ${stageWords[at]} with ${line}`,
  delay: ({ at, ms }) => `waits ${seconds(ms)} before it answers ${stageWords[at]}`,
  silence: ({ at }) => `never answers ${stageWords[at]}`,
  disconnect: ({ at }) => `hangs up at ${stageWords[at]}`,
  throttle: ({ octetsPerSecond }) => `takes ${octetsPerSecond} octets of the content in a second`,
  'lost-reply': () => 'accepts the message, and hangs up before it says so',
  bounce: ({ afterMs, reply }) =>
    `accepts the message, and returns it ${seconds(afterMs)} later with ${replyText(reply)}`,
  greylisting: ({ ms }) => `puts the recipient off until ${seconds(ms)} after the first attempt (greylisting)`,
  'rate-limit': ({ messages, ms }) => `takes ${messages} messages in ${seconds(ms)}, and puts off the rest`,
  certificate: ({ flaw }) => `shows a certificate that is no good (${flaw})`,
  without: ({ extensions }) => `does not offer ${extensions.join(', ')}`,
  size: ({ octets }) => `takes messages up to ${octets} octets (SIZE)`,
  unreachable: ({ how }) => (how === 'refused' ? 'refuses the connection' : 'has a name that does not resolve'),
};

function phrase(fault: Fault): string {
  return (phrases[fault.kind] as (fault: Fault) => string)(fault);
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}
