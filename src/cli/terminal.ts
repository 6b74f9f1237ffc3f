/**
 * What the command line says: results on stdout, everything else on stderr. Mail is written by strangers, so control characters and
 * text-direction overrides are shown, never obeyed. Leaves what is said to the verbs.
 */

/** One result, one line or several, on stdout. */
export function say(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/** A remark for the person, on stderr, so that stdout stays clean for pipes. */
export function remark(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** One JSON value on one line of stdout. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Escape sequences, bells and direction overrides become visible text; line ends and tabs stay. */
export function printable(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(
      /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** Columns as wide as their widest cell, two blanks between; the last column is left as it is. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '),
  );
}

/** `850 ms`, `12 s`, `4 min`, `3 h 20 min`, `2 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? withRest(hours, 'h', `${minutes % 60} min`)
    : withRest(Math.floor(hours / 24), 'd', `${hours % 24} h`);
}

function withRest(count: number, unit: string, rest: string): string {
  return rest.startsWith('0 ') ? `${count} ${unit}` : `${count} ${unit} ${rest}`;
}

/** `in 4 min`, `12 s ago`, `now`: how far `at` (epoch ms) is from `now`. */
export function relative(at: number, now: number): string {
  if (Math.abs(at - now) < 1_000) return 'now';
  return at > now ? `in ${duration(at - now)}` : `${duration(now - at)} ago`;
}

/** `512 B`, `4.0 KB`, `1.2 MB`. */
export function size(octets: number): string {
  if (octets < 1_024) return `${octets} B`;
  const kilobytes = octets / 1_024;
  return kilobytes < 1_024 ? `${kilobytes.toFixed(1)} KB` : `${(kilobytes / 1_024).toFixed(1)} MB`;
}
