/**
 * The way into BadMail: whether a message may go there now, and who waits because it may not. Unlike IIS, which threw away what no longer
 * fitted, nothing is lost: a message that is not let in stays in the Queue with its fate, and the user is told. When one has gone
 * through, the next that waits is looked at.
 */
import type { FolderUsage } from '../mailroot/usage';
import type { Troubles } from '../troubles';

export interface DoorPorts {
  readonly usage: FolderUsage;
  /** `mailroot.badMail.maxMegabytes`: below 0 is no limit. */
  readonly maxMegabytes: () => number;
  readonly troubles: Troubles;
  /** Looks at that message now. */
  readonly look: (id: string) => boolean;
}

const cause = 'BadMail';
const megabyte = 1024 * 1024;

export class BadMailDoor {
  readonly #ports: DoorPorts;
  readonly #waiting = new Set<string>();

  constructor(ports: DoorPorts) {
    this.#ports = ports;
  }

  /** Why a message of that size has to wait, or undefined. */
  async refusal(octets: number): Promise<string | undefined> {
    const megabytes = this.#ports.maxMegabytes();
    if (megabytes < 0 || (await this.#ports.usage.fits(octets, megabytes * megabyte))) return undefined;
    const holds = (this.#ports.usage.octets() / megabyte).toFixed(1);
    return (
      `BadMail is full: it holds ${holds} of ${megabytes} MB (mailroot.badMail.maxMegabytes). ` +
      'Delete or move what is in it, or raise the setting.'
    );
  }

  /** It was not let in, for this reason. */
  waits(id: string, why: string): void {
    this.#waiting.add(id);
    const count = this.#waiting.size;
    const who = count === 1 ? '1 message waits' : `${count} messages wait`;
    this.#ports.troubles.tell(cause, `${why} Until then ${who} in the Queue.`);
  }

  /** It is in. */
  passed(id: string, octets: number): void {
    this.#ports.usage.grew(octets);
    this.gone(id);
    const [next] = this.#waiting;
    if (next !== undefined) this.#ports.look(next);
  }

  /** It waits no longer, wherever it is. */
  gone(id: string): void {
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#ports.troubles.clear(cause);
  }

  /** Looks at all that wait: the settings are others. */
  again(): void {
    for (const id of this.#waiting) this.#ports.look(id);
  }
}
