/** The newest message in Drop that fits, as soon as it is there. Reads the folder alone; says what it looked for when there is none. */
import { setTimeout as passed } from 'node:timers/promises';
import { durationMs } from '../engine/message/duration';
import { listFolder } from '../engine/mailroot/list';
import type { MailRoot } from '../engine/mailroot/layout';
import { readSummary, type Summary } from '../engine/mailroot/summary';
import { CliError, exit } from './exit';
import { usage } from './verb';

export interface Dropped {
  readonly path: string;
  /** `Drop/<id>.eml`. */
  readonly name: string;
}

interface Asked {
  readonly to?: string;
  readonly subject?: string;
  readonly since?: string;
  readonly wait?: string;
}

interface Filter {
  readonly to: string;
  readonly subject: string;
  /** Epoch ms. */
  readonly since: number;
  readonly until: number;
}

export function filterOf({ to = '', subject = '', since, wait = '0' }: Asked, now: number): Filter {
  const seconds = Number(wait);
  if (!(seconds >= 0)) throw usage('snapshot', `--wait takes seconds, not "${wait}"`);
  return {
    to: to.toLowerCase(),
    subject: subject.toLowerCase(),
    since: momentOf(since, now),
    until: now + seconds * 1_000,
  };
}

function momentOf(since: string | undefined, now: number): number {
  if (since === undefined) return -Infinity;
  const ago = durationMs(since);
  const at = ago === undefined ? Date.parse(since) : now - ago;
  if (Number.isNaN(at)) throw usage('snapshot', `--since takes 30s, 5m, 2h or a date and time, not "${since}"`);
  return at;
}

/** How often the folder is read while it waits. */
const everyMs = 100;

export async function awaited(mailRoot: MailRoot, filter: Filter): Promise<Dropped> {
  const seen = new Set<string>();
  for (;;) {
    const found = await newest(mailRoot, filter, seen);
    if (found !== undefined) return found;
    if (Date.now() >= filter.until)
      throw new CliError(exit.trouble, `No message ${wanted(filter)} in ${mailRoot.Drop}.`);
    await passed(everyMs);
  }
}

/** `seen`: ids of those that are known not to fit. */
async function newest(mailRoot: MailRoot, filter: Filter, seen: Set<string>): Promise<Dropped | undefined> {
  const entries = await listFolder(mailRoot, 'Drop');
  for (const entry of entries) {
    if (entry.kind === 'foreign' || seen.has(entry.id)) continue;
    const summary = await readSummary(entry);
    if (summary === undefined) continue;
    if (summary.at < filter.since) return undefined;
    if (fits(summary, filter)) return { path: entry.path, name: `Drop/${entry.id}.eml` };
    seen.add(entry.id);
  }
  return undefined;
}

function fits({ to, subject }: Summary, filter: Filter): boolean {
  const isTo = filter.to === '' || to.some((each) => each.toLowerCase().includes(filter.to));
  return isTo && subject.toLowerCase().includes(filter.subject);
}

function wanted({ to, subject, since }: Filter): string {
  const words = [
    ...(to === '' ? [] : [`to ${to}`]),
    ...(subject === '' ? [] : [`with "${subject}" in its subject`]),
    ...(since === -Infinity ? [] : [`since ${new Date(since).toISOString()}`]),
  ];
  return words.length === 0 ? 'is' : words.join(', ');
}
