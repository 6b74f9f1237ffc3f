/**
 * The quota of Drop (`mailroot.drop.quotaMegabytes`): whether a message may be written there now. Over it, a client hears `452 4.2.2 Mailbox
 * Full`, as from IIS, and what is queued is delayed. Without a quota nothing is measured.
 */
import type { FolderUsage } from '../mailroot/usage';

/** Its message is a reply text, its responseCode what an SMTP client hears. */
export class DropFull extends Error {
  override readonly name = 'DropFull';
  readonly responseCode = 452;
  readonly status = '4.2.2';
  readonly setting = 'mailroot.drop.quotaMegabytes';
}

export interface DropRoom {
  /** Rejects with DropFull when so many more octets are too many. */
  enter(octets: number): Promise<void>;
  /** So many octets were written. */
  wrote(octets: number): void;
}

export interface Quota {
  readonly quotaMegabytes: number;
  readonly maxMessageKilobytes: number;
}

const megabyte = 1024 * 1024;

/** Octets: 0 stands for IIS's ten times the largest message, -1 for no limit. */
export function quotaOctets({ quotaMegabytes, maxMessageKilobytes }: Quota): number {
  if (quotaMegabytes < 0) return Number.POSITIVE_INFINITY;
  return quotaMegabytes === 0 ? 10 * maxMessageKilobytes * 1024 : quotaMegabytes * megabyte;
}

export function openDropRoom(usage: FolderUsage, quota: () => Quota): DropRoom {
  const limited = (): boolean => Number.isFinite(quotaOctets(quota()));
  return {
    async enter(octets) {
      const limit = quotaOctets(quota());
      if (!Number.isFinite(limit) || (await usage.fits(octets, limit))) return;
      const [held, most] = [usage.octets(), limit].map((each) => (each / megabyte).toFixed(1));
      throw new DropFull(
        `4.2.2 Mailbox Full: Drop holds ${held} of ${most} MB (mailroot.drop.quotaMegabytes); remove what you have read`,
      );
    },
    wrote(octets) {
      if (limited()) usage.grew(octets);
    },
  };
}
