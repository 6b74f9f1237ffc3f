/**
 * What is kept of all that passes, beside the messages themselves: the counters, and the protocol log where it is wanted. Sessions, outcomes
 * and look-ups are told to both here, so that nobody else has to know of either.
 */
import type { EngineConfig } from './config';
import type { Counters } from './counters';
import type { MailRoot } from './mailroot/layout';
import type { Clock, Resolver, Witness } from './ports';
import { openProtocolLog } from './protocolLog/protocolLog';
import type { Outcome, Progress, QueueCounts } from './protocol';
import { Tally } from './tally';
import type { Troubles } from './troubles';

export interface AccountsPorts {
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly config: () => EngineConfig;
  readonly computerName: string;
  readonly troubles: Troubles;
}

interface Place {
  readonly address: string;
  readonly port: number;
}

export interface Accounts {
  /** We have connected to a remote host. */
  outbound(remote: Place): Witness;
  /** A client has connected to us, at `here`. */
  inbound(client: Place, here: Place): Witness;
  /** The same names, counted. */
  counted(resolver: Resolver): Resolver;
  /** Counts it, and passes it on. */
  progress(passOn: (progress: Progress) => void): (progress: Progress) => void;
  outcome(passOn: (outcome: Outcome) => void): (outcome: Outcome) => void;
  /** A message comes in over SMTP: counted when it is accepted. */
  received<T>(accepting: Promise<T>): Promise<T>;
  read(counts: QueueCounts): Counters;
  /** Resolves when the log is written. */
  close(): Promise<void>;
}

const cause = 'protocol log';

export function openAccounts({ mailRoot, clock, config, computerName, troubles }: AccountsPorts): Accounts {
  const tally = new Tally(clock.now());
  const log = openProtocolLog({
    mailRoot,
    clock,
    computerName,
    settings: () => ({
      enabled: config()['log.enabled'],
      folder: config()['log.folder'],
      fields: config()['log.fields'],
    }),
    trouble: (why) => {
      if (why === undefined) troubles.clear(cause);
      else
        troubles.tell(
          cause,
          `The protocol log can't be written (${why}). Correct mailroot.log.folder; mail goes on without it.`,
        );
    },
  });
  return {
    outbound: (remote) => both(tally.outbound(), log.outbound(remote)),
    inbound: (client, here) => both(tally.inbound(), log.inbound(client, here)),
    counted: (resolver) => counted(resolver, tally),
    progress: (passOn) => (progress) => {
      if (progress.stage === 'queued' && progress.pickupFile !== undefined) tally.pickedUp();
      passOn(progress);
    },
    outcome: (passOn) => (outcome) => {
      tally.outcome(outcome);
      passOn(outcome);
    },
    async received(accepting) {
      const accepted = await accepting;
      tally.received();
      return accepted;
    },
    read: (counts) => tally.read(counts),
    close: () => log.close(),
  };
}

function both(one: Witness, other: Witness): Witness {
  return {
    heard(line) {
      one.heard(line);
      other.heard(line);
    },
    said(line) {
      one.said(line);
      other.said(line);
    },
    content(octets) {
      one.content(octets);
      other.content(octets);
    },
    ended() {
      one.ended();
      other.ended();
    },
  };
}

function counted(resolver: Resolver, tally: Tally): Resolver {
  return {
    mx(domain) {
      tally.add('dnsQueries');
      return resolver.mx(domain);
    },
    txt(name) {
      tally.add('dnsQueries');
      return resolver.txt(name);
    },
    addresses(host) {
      tally.add('dnsQueries');
      return resolver.addresses(host);
    },
  };
}
