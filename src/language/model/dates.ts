/**
 * Dates of header fields (RFC 5322 §3.3, obsolete forms of §4.3 too): when it was, or what is wrong with it. Stricter than `Date.parse`,
 * which takes nearly anything.
 */

export type ReadDate =
  | { readonly kind: 'date'; readonly at: number; readonly problem?: 'wrong-weekday' | 'no-zone' | 'old-zone' }
  | { readonly kind: 'no-date' };

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const zones: Readonly<Record<string, number>> = {
  ut: 0,
  gmt: 0,
  z: 0,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
};

const shape =
  /^(?:(?<weekday>[a-z]{3})\s*,\s*)?(?<day>\d{1,2})\s+(?<month>[a-z]{3})\s+(?<year>\d{2,5})\s+(?<hour>\d{1,2})\s*:\s*(?<minute>\d{2})(?:\s*:\s*(?<second>\d{2}))?(?:\s+(?<zone>[+-]\d{4}|[a-z]{1,5}))?$/i;

/** Takes the unfolded value. Comments are left out. */
export function readDate(value: string): ReadDate {
  const plain = value
    .slice(0, 500)
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const groups = shape.exec(plain)?.groups;
  if (groups === undefined) return { kind: 'no-date' };
  const at = instantOf(groups);
  if (at === undefined) return { kind: 'no-date' };
  const problem = problemOf(groups);
  return { kind: 'date', at, ...(problem !== undefined && { problem }) };
}

type Groups = Readonly<Record<string, string | undefined>>;

function instantOf(groups: Groups): number | undefined {
  const midnight = midnightOf(groups);
  const minutesAhead = offsetOf(groups['zone'] ?? '');
  const [hour, minute, second] = [Number(groups['hour']), Number(groups['minute']), Number(groups['second'] ?? 0)];
  // 60 is a leap second.
  const isTime = hour <= 23 && minute <= 59 && second <= 60;
  if (midnight === undefined || minutesAhead === undefined || !isTime) return undefined;
  return midnight + ((hour * 60 + minute - minutesAhead) * 60 + second) * 1_000;
}

/** In UTC; undefined for a day that no month has. */
function midnightOf(groups: Groups): number | undefined {
  const month = months.indexOf(groups['month']?.toLowerCase() ?? '');
  const [day, year] = [Number(groups['day']), yearOf(groups['year'] ?? '')];
  const at = Date.UTC(year, month, day);
  return month >= 0 && year >= 1900 && new Date(at).getUTCDate() === day ? at : undefined;
}

/** Two and three digits as RFC 5322 §4.3 reads them. */
function yearOf(text: string): number {
  const year = Number(text);
  if (text.length >= 4) return year;
  return text.length === 3 || year >= 50 ? 1900 + year : 2000 + year;
}

/** Minutes ahead of UTC; undefined for what is no zone. Single military letters say nothing (RFC 5322 §4.3). */
function offsetOf(zone: string): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)$/.exec(zone) ?? [];
  if (sign !== undefined) {
    const ahead = Number(hours) * 60 + Number(minutes);
    return Number(minutes) > 59 ? undefined : sign === '-' ? -ahead : ahead;
  }
  const known = zones[zone.toLowerCase()];
  if (known !== undefined) return known * 60;
  return zone === '' || /^[a-z]$/i.test(zone) ? 0 : undefined;
}

function problemOf(groups: Groups): 'wrong-weekday' | 'no-zone' | 'old-zone' | undefined {
  const { weekday, zone } = groups;
  const day = new Date(midnightOf(groups) ?? Number.NaN).getUTCDay();
  if (weekday !== undefined && weekdays[day] !== weekday.toLowerCase()) return 'wrong-weekday';
  if (zone === undefined) return 'no-zone';
  return /^[+-]|^gmt$|^ut$/i.test(zone) ? undefined : 'old-zone';
}
