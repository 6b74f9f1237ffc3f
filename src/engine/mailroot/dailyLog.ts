/**
 * Appends text to log files that change their name, such as one a day. What comes within a moment is written together; a file that begins
 * gets its header. Not fsynced: a log explains, it does not decide. A disk that can't take it is told once, and what could not be
 * written is let go, so that a full disk costs no memory and no mail.
 */
import { appendFile, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorText, type Cancel, type Clock } from '../ports';

export interface DailyLogPorts {
  readonly clock: Clock;
  /** Undefined: it can be written (again). */
  readonly trouble: (why: string | undefined) => void;
}

export interface Appended {
  readonly path: string;
  /** For a file that is new, or whose header is no longer this one. */
  readonly header: () => string;
  readonly text: string;
}

export interface DailyLog {
  append(appended: Appended): void;
  /** Resolves when all is written. */
  flush(): Promise<void>;
}

const gatherMs = 250;

export function openDailyLog(ports: DailyLogPorts): DailyLog {
  return new Gathering(ports);
}

class Gathering implements DailyLog {
  readonly #ports: DailyLogPorts;
  #gathered = new Map<string, { header: () => string; text: string }>();
  /** The header each file got from us last. */
  readonly #headers = new Map<string, string>();
  #timer: Cancel | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(ports: DailyLogPorts) {
    this.#ports = ports;
  }

  append({ path, header, text }: Appended): void {
    const gathered = this.#gathered.get(path);
    this.#gathered.set(path, { header, text: (gathered?.text ?? '') + text });
    this.#timer ??= this.#ports.clock.after(gatherMs, () => void this.flush());
  }

  flush(): Promise<void> {
    this.#timer?.();
    this.#timer = undefined;
    const gathered = this.#gathered;
    this.#gathered = new Map();
    this.#writing = this.#writing.then(() => this.#writeAll(gathered));
    return this.#writing;
  }

  async #writeAll(gathered: ReadonlyMap<string, { header: () => string; text: string }>): Promise<void> {
    for (const [path, { header, text }] of gathered) {
      try {
        await appendFile(path, (await this.#headerFor(path, header())) + text);
        this.#ports.trouble(undefined);
      } catch (error) {
        this.#headers.delete(path);
        this.#ports.trouble(errorText(error));
      }
    }
  }

  /** A header tells its own date; what stands above `#Fields` does not make it another. */
  async #headerFor(path: string, header: string): Promise<string> {
    const fields = header.slice(header.indexOf('#Fields'));
    const before = this.#headers.get(path);
    this.#headers.set(path, fields);
    if (before === fields && (await stat(path).catch(() => undefined)) !== undefined) return '';
    await mkdir(dirname(path), { recursive: true });
    return header;
  }
}
