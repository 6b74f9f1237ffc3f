/** A moment in words: in the user's zone, in UTC, and how long ago. Pure: the zone and the time of now come in. */

export interface Viewpoint {
  /** Epoch ms. */
  readonly now: number;
  /** IANA name of a zone. */
  readonly timeZone: string;
}

/** `Tue 24 Nov 2026, 10:00:00 GMT+1 (2026-11-24T09:00:00Z, 2 days ago)`. */
export function momentText(at: number, view: Viewpoint): string {
  return `${localText(at, view)} (${new Date(at).toISOString().replace('.000', '')}, ${ago(at, view.now)})`;
}

/** In the zone of who looks. */
export function localText(at: number, { timeZone }: Viewpoint): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  const time = `${part('hour')}:${part('minute')}:${part('second')}`;
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}, ${time} ${part('timeZoneName')}`;
}

const units = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `2 days ago`, `in 3 hours`, `just now`. */
export function ago(at: number, now: number): string {
  const [name, ms] = units.find(([, each]) => Math.abs(now - at) >= each) ?? [];
  if (name === undefined) return 'just now';
  const count = Math.floor(Math.abs(now - at) / ms);
  const words = `${count} ${name}${count === 1 ? '' : 's'}`;
  return at <= now ? `${words} ago` : `in ${words}`;
}
