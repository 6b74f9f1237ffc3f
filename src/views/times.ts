/** Times and sizes as a person says them. Pure: `now` and all times are epoch ms. */

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `in 14 min`, `in 40 s`, `now`. */
export function countdown(at: number, now: number): string {
  const left = at - now;
  if (left <= 0) return 'now';
  return `in ${span(left)}`;
}

/** `just now`, `5 min ago`, then the date. */
export function ago(at: number, now: number): string {
  const passed = now - at;
  if (passed < 10 * second) return 'just now';
  return passed < 7 * day ? `${largestUnit(passed)} ago` : clockTime(at).slice(0, 10);
}

/** How old something is needs no more than its largest unit. */
function largestUnit(ms: number): string {
  if (ms < hour) return span(ms);
  return ms < day ? `${Math.floor(ms / hour)} h` : `${Math.floor(ms / day)} d`;
}

/** The two largest units, the smaller one only where it matters. */
export function span(ms: number): string {
  if (ms < minute) return `${Math.ceil(ms / second)} s`;
  if (ms < hour) return `${Math.round(ms / minute)} min`;
  if (ms < day) return withRest(Math.floor(ms / hour), 'h', `${Math.floor((ms % hour) / minute)} min`);
  return withRest(Math.floor(ms / day), 'd', `${Math.floor((ms % day) / hour)} h`);
}

function withRest(count: number, unit: string, rest: string): string {
  return rest.startsWith('0 ') ? `${count} ${unit}` : `${count} ${unit} ${rest}`;
}

/** `640 ms`, `1.2 s`, `2 min`: how long something took. */
export function took(ms: number): string {
  if (ms < second) return `${Math.round(ms)} ms`;
  return ms < minute ? `${(ms / second).toFixed(1)} s` : span(ms);
}

/** `2026-11-23 11:50:01`, local time. */
export function clockTime(at: number): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const date = new Date(at);
  const ymd = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${ymd} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `812 octets`, `14 KiB`, `3.2 MiB`. */
export function octets(size: number): string {
  if (size < 1024) return `${size} octets`;
  return size < 1024 * 1024 ? `${Math.round(size / 1024)} KiB` : `${(size / 1024 / 1024).toFixed(1)} MiB`;
}
