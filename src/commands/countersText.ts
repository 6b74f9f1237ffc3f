/** The page of counters: name and value in two columns, grouped as they belong together, with the moment at which they were read. Pure. */
import { counterRows, type Counters } from '../engine/counters';

/** `reason` says why there is nothing to show. */
export function countersText(
  read: { counters: Counters; startedAt: number; now: number } | { reason: string },
): string {
  if ('reason' in read) return `${read.reason}\n`;
  const rows = counterRows(read.counters);
  const width = Math.max(...rows.map(([name]) => name.length));
  const digits = Math.max(...rows.map(([, value]) => value.length));
  const time = (at: number): string => new Date(at).toLocaleString();
  return [
    `MailRoot counters at ${time(read.now)}, since the engine started at ${time(read.startedAt)}`,
    '',
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value.padStart(digits)}`),
    '',
  ].join('\n');
}
