/** What all walks of one spool share for as long as it runs: the room in Drop and BadMail, DSNs to be tied, and what the disk has not taken yet. */
import type { EngineConfig } from '../config';
import { openDropRoom, type DropRoom } from '../delivery/dropRoom';
import { StsBook } from '../delivery/stsBook';
import type { MailRoot } from '../mailroot/layout';
import { openSentKeeper, type SentKeeper } from '../mailroot/sent';
import { openUsage } from '../mailroot/usage';
import type { Clock, Log, Resolver } from '../ports';
import type { Settlement } from '../queue/settle';
import type { Troubles } from '../troubles';
import { BadMailDoor } from './badMailDoor';
import { LetOutBook } from './letOut';
import { ReportDesk } from './reportDesk';

/** Where the world listens, when not at 25 and 443 with certificates of authorities that Node knows. */
export interface Internet {
  readonly smtpPort: number;
  readonly httpsPort: number;
  /** PEM. */
  readonly authority: string;
}

/** The end of an attempt: written down later when it can't be now, and not attempted again meanwhile. */
export interface Unsettled {
  readonly settlement: Settlement;
  readonly answered: boolean;
}

export interface Shared {
  /** By id: what attempts brought and the disk has not taken yet. Kept between walks, lost in a crash. */
  readonly unsettled: Map<string, Unsettled>;
  readonly dropRoom: DropRoom;
  /** The way into BadMail. */
  readonly badMail: BadMailDoor;
  readonly sent: SentKeeper;
  readonly reports: ReportDesk;
  readonly sts: StsBook;
  readonly letOut: LetOutBook;
}

export interface SharedPorts {
  readonly resolver: Resolver;
  readonly internet?: Internet | undefined;
  readonly mailRoot: MailRoot;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: () => EngineConfig;
  readonly troubles: Troubles;
  /** Looks at that message now, if it is queued; false when it is not. */
  readonly look: (id: string) => boolean;
  /** What the status tells has changed. */
  readonly onChange: () => void;
}

export function openShared(ports: SharedPorts): Shared {
  const { mailRoot, clock, log, config, troubles, look, resolver, internet, onChange } = ports;
  return {
    unsettled: new Map(),
    dropRoom: openDropRoom(
      openUsage(() => mailRoot.Drop, clock),
      () => ({
        quotaMegabytes: config()['drop.quotaMegabytes'],
        maxMessageKilobytes: config()['smtp.maxMessageKilobytes'],
      }),
    ),
    badMail: new BadMailDoor({
      usage: openUsage(() => mailRoot.BadMail, clock),
      maxMegabytes: () => config()['badMail.maxMegabytes'],
      troubles,
      look,
    }),
    sent: openSentKeeper(mailRoot, { clock, log, keep: () => config()['sent.keep'] }),
    reports: new ReportDesk({ mailRoot, log, look }),
    letOut: new LetOutBook({ mailRoot, onChange }),
    sts: new StsBook({ mailRoot, clock, resolver, httpsPort: internet?.httpsPort, authority: internet?.authority }),
  };
}

/** A message has left the Queue. */
export async function hasLeft({ badMail, reports, letOut }: Shared, id: string): Promise<void> {
  letOut.left(id);
  badMail.gone(id);
  await reports.left(id);
}
