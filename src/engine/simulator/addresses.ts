/**
 * Every address of the simulator with what its host does, one sentence: for people who are about to write one. The grammar decides what
 * an address does; docs/simulator.md tells the same, and a test holds the three equal. Pure data.
 */
import { isSimulated, namedFaults, scriptOf } from './grammar';
import { presets } from './presets';

export interface SimulatedAddress {
  readonly local: string;
  /** What the host does: `is not there: the connection is refused`. */
  readonly does: string;
}

const connections: Readonly<Record<(typeof namedFaults)[number], string>> = {
  timeout: 'does not answer RCPT, until we lose patience',
  drop: 'closes the connection after the content, instead of answering it',
  slow: 'takes its time before it answers RCPT and the content, and accepts',
  throttled: 'takes a thousand octets of the content a second',
  lostreply: 'accepts the message and closes before it says so: at the second attempt it has it twice',
  bounce: 'accepts the message, and a minute later a DSN of it comes back to the sender',
  nohost: 'has a name that does not resolve',
  refused: 'is not there: nothing listens where it should be',
  notls: 'offers no STARTTLS, and its route demands it',
  expired: 'has a certificate that has expired, and its route demands a good one',
  wrongname: 'has a certificate for another name',
  untrusted: 'has a certificate that is signed by itself',
};

const codes = [421, 450, 451, 452, 550, 551, 552, 553, 554];

export const simulatedAddresses: readonly SimulatedAddress[] = [
  ...codes.map((code) => ({ local: String(code), does: repliesOf(String(code)) })),
  { local: '451x2', does: repliesOf('451x2') },
  ...namedFaults.map((local) => ({ local, does: connections[local] })),
  ...Object.entries(presets).map(([local, { does }]) => ({ local, does })),
];

/** What the host of an address does, when it is the simulator's; `accepts the message` when it asks for nothing. */
export function simulatedHost(address: string): string | undefined {
  const [local = '', domain = ''] = address.toLowerCase().split('@');
  if (!isSimulated(domain)) return undefined;
  const asked = local.replace(/\+.*$/, '');
  const known = simulatedAddresses.find((each) => each.local === asked);
  if (known !== undefined) return known.does;
  return scriptOf(address) === undefined ? 'accepts the message, and throws it away' : repliesOf(asked);
}

/** `answers RCPT with 550 5.1.1 User unknown`, for the addresses that are reply codes. */
function repliesOf(local: string): string {
  const { script = [], attempts } = scriptOf(`${local}@sim.test`) ?? {};
  const [fault] = script;
  if (fault?.kind !== 'reply') return 'accepts the message, and throws it away';
  const { code, enhanced = '', text } = fault.reply;
  const until = attempts === undefined ? '' : ` at the first ${attempts} attempts, then accepts`;
  return `answers RCPT with ${code} ${enhanced} ${text}${until}`;
}
