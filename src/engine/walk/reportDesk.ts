/**
 * Where DSNs that were dropped here are tied to the messages they are about. One for a message in the Queue waits for that message's next
 * walk, which it brings about at once; one for a message that has left is written there. In a crash a tie may be lost, never a message:
 * a tie explains, it does not decide.
 */
import type { TiedReport } from '../mailroot/envelope';
import type { MailRoot } from '../mailroot/layout';
import { addReport, findOriginal } from '../mailroot/originals';
import type { DeliveryReport } from '../message/readReport';
import { errorText, type Log } from '../ports';

export interface DeskPorts {
  readonly mailRoot: MailRoot;
  readonly log: Log;
  /** Looks at that message now, if it is queued; false when it is not. */
  readonly look: (id: string) => boolean;
}

export class ReportDesk {
  readonly #ports: DeskPorts;
  readonly #pending = new Map<string, TiedReport[]>();
  #writing: Promise<void> = Promise.resolve();

  constructor(ports: DeskPorts) {
    this.#ports = ports;
  }

  /** Dropped as `file` at that moment (epoch ms). Resolves to the id of the message it was tied to, or will be. */
  async arrived(report: DeliveryReport, file: string, at: number): Promise<string | undefined> {
    const original = await findOriginal(this.#ports.mailRoot, report);
    if (original === undefined) return undefined;
    this.#pending.set(original.id, [...(this.#pending.get(original.id) ?? []), tiedReport(report, file, at)]);
    if (!this.#ports.look(original.id)) await this.left(original.id);
    return original.id;
  }

  /** Those for a message whose walk begins. */
  take(id: string): TiedReport[] {
    const reports = this.#pending.get(id) ?? [];
    this.#pending.delete(id);
    return reports;
  }

  /** A message has left the Queue: what came meanwhile is written where it is now. One at a time, since two may be for one message. */
  left(id: string): Promise<void> {
    const reports = this.take(id);
    if (reports.length === 0) return Promise.resolve();
    this.#writing = this.#writing
      .then(() => this.#write(id, reports))
      .catch((error: unknown) =>
        this.#ports.log.warn(`A notification about ${id} could not be tied to it: ${errorText(error)}`),
      );
    return this.#writing;
  }

  async #write(id: string, reports: readonly TiedReport[]): Promise<void> {
    for (const tied of reports)
      for (const folder of ['Sent', 'BadMail'] as const)
        if (await addReport(this.#ports.mailRoot, { id, folder }, tied)) break;
  }
}

function tiedReport({ reporter, recipients }: DeliveryReport, file: string, at: number): TiedReport {
  const by = reporter?.replace(/^[^;]*;\s*/, '');
  return {
    file,
    at,
    ...(by !== undefined && { by }),
    recipients: recipients.map(({ address, original, action, status }) => ({
      address: original ?? address,
      action,
      status,
    })),
  };
}
