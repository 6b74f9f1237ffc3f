/**
 * A calendar (RFC 5545) as a person reads an invitation: what, when and in which zone, where, who invites whom. Moments are told as they
 * stand, with the name of their zone; rules of repetition are not worked out. Pure and tolerant: what makes no sense is left out.
 */
import { contentLines, type ContentLine } from './contentLine';

export interface Person {
  readonly name: string;
  readonly address: string;
  /** `accepted`, `needs action`. */
  readonly answer?: string;
  readonly optional: boolean;
}

export interface CalendarEvent {
  readonly kind: 'Event' | 'Task';
  readonly summary: string;
  /** One line: day, time, zone. */
  readonly when: string;
  readonly place?: string;
  readonly organizer?: Person;
  readonly attendees: readonly Person[];
  readonly status?: string;
  readonly repeats?: string;
  readonly description?: string;
}

export interface Calendar {
  /** `REQUEST`: what is asked of who gets it (RFC 5546). */
  readonly method?: string;
  readonly events: readonly CalendarEvent[];
  /** Events and tasks that are not in `events`. */
  readonly more: number;
}

const mostEvents = 20;
const longestLine = 4_000;

/** Undefined for what is no calendar. */
export function readCalendar(text: string): Calendar | undefined {
  const lines = contentLines(text);
  if (!lines.some(({ name, value }) => name === 'BEGIN' && value.toUpperCase() === 'VCALENDAR')) return undefined;
  const blocks = components(lines);
  const method = lines.find(({ name }) => name === 'METHOD')?.value;
  return {
    ...(method !== undefined && method !== '' && { method: method.slice(0, 40).toUpperCase() }),
    events: blocks.slice(0, mostEvents).map(eventOf),
    more: Math.max(0, blocks.length - mostEvents),
  };
}

interface Block {
  readonly kind: CalendarEvent['kind'];
  readonly lines: ContentLine[];
}

const kinds: Readonly<Record<string, CalendarEvent['kind']>> = { VEVENT: 'Event', VTODO: 'Task' };

/** What stands in an event itself; not in the alarms inside of it. */
function components(lines: readonly ContentLine[]): Block[] {
  const found: Block[] = [];
  const open: (Block | undefined)[] = [];
  for (const line of lines) {
    const kind = kinds[line.value.toUpperCase()];
    if (line.name === 'BEGIN') open.push(kind && { kind, lines: [] });
    else if (line.name === 'END') {
      const block = open.pop();
      if (block !== undefined) found.push(block);
    } else open.at(-1)?.lines.push(line);
  }
  return [...found, ...open.filter((block) => block !== undefined)];
}

function eventOf({ kind, lines }: Block): CalendarEvent {
  const line = (name: string): ContentLine | undefined => lines.find((each) => each.name === name);
  const text = (name: string): string | undefined => {
    const words = unescaped(line(name)?.value ?? '').trim();
    return words === '' ? undefined : words.slice(0, longestLine);
  };
  const organizer = line('ORGANIZER');
  const [place, status, repeats, description] = [text('LOCATION'), text('STATUS'), text('RRULE'), text('DESCRIPTION')];
  return {
    kind,
    summary: text('SUMMARY') ?? '(no title)',
    when: whenText(line('DTSTART'), line('DTEND') ?? line('DUE'), line('DURATION')?.value),
    ...(place !== undefined && { place }),
    ...(organizer && { organizer: personOf(organizer) }),
    attendees: lines.filter(({ name }) => name === 'ATTENDEE').map(personOf),
    ...(status !== undefined && { status: status.toLowerCase().replaceAll('-', ' ') }),
    ...(repeats !== undefined && { repeats }),
    ...(description !== undefined && { description }),
  };
}

function personOf({ parameters, value }: ContentLine): Person {
  const answer = parameters.get('PARTSTAT')?.toLowerCase().replaceAll('-', ' ');
  return {
    name: (parameters.get('CN') ?? '').slice(0, 200),
    address: value.replace(/^mailto:/i, '').slice(0, 320),
    ...(answer !== undefined && { answer: answer.slice(0, 40) }),
    optional: /^(?:opt|non)-participant$/i.test(parameters.get('ROLE') ?? ''),
  };
}

/** RFC 5545 §3.3.11. */
function unescaped(value: string): string {
  return value.replace(/\\([nN,;\\])/g, (_, sign: string) => (/n/i.test(sign) ? '\n' : sign));
}

function whenText(start?: ContentLine, end?: ContentLine, duration?: string): string {
  const [from, to] = [momentOf(start), momentOf(end)];
  if (from === undefined) return to === undefined ? 'not said' : `until ${full(to)}`;
  if (from.time === undefined) return allDay(from, to);
  if (to?.time === undefined) return `${full(from)}${duration === undefined ? '' : ` for ${durationText(duration)}`}`;
  if (to.zone !== from.zone) return `${full(from)} – ${full(to)}`;
  return `${from.day}, ${from.time} – ${to.day === from.day ? to.time : `${to.day}, ${to.time}`} ${from.zone}`;
}

interface Moment {
  /** Days since 1970, for counting. */
  readonly number: number;
  readonly day: string;
  readonly time?: string;
  readonly zone: string;
}

function full({ day, time, zone }: Moment): string {
  return time === undefined ? day : `${day}, ${time} ${zone}`;
}

/** The end of an all-day event is the day after it (RFC 5545 §3.6.1). */
function allDay(from: Moment, to: Moment | undefined): string {
  const last = to === undefined || to.number <= from.number + 1 ? undefined : dayText(to.number - 1);
  return last === undefined ? `${from.day}, all day` : `${from.day} – ${last}, all day`;
}

const dayLength = 86_400_000;
const momentShape = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z)?)?$/;

function momentOf(line: ContentLine | undefined): Moment | undefined {
  const [, year, month, day, hour, minute, utc] = momentShape.exec(line?.value.trim() ?? '') ?? [];
  if (line === undefined || year === undefined) return undefined;
  const number = Date.UTC(Number(year), Number(month) - 1, Number(day)) / dayLength;
  const zone = utc === undefined ? (line.parameters.get('TZID') ?? '(no zone: the time where one is)') : 'UTC';
  return {
    number,
    day: dayText(number),
    zone: zone.slice(0, 60),
    ...(hour !== undefined && minute !== undefined && { time: `${hour}:${minute}` }),
  };
}

const dayForm = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

function dayText(number: number): string {
  return dayForm.format(number * dayLength);
}

const units: readonly (readonly [string, string])[] = [
  ['W', 'week'],
  ['D', 'day'],
  ['H', 'hour'],
  ['M', 'minute'],
  ['S', 'second'],
];

/** `PT1H30M`: 1 hour 30 minutes; what is of another shape as it stands. */
function durationText(value: string): string {
  const words = units.flatMap(([letter, unit]) => {
    const count = new RegExp(`(\\d{1,6})${letter}`).exec(value)?.[1];
    return count === undefined || Number(count) === 0
      ? []
      : [`${Number(count)} ${unit}${Number(count) === 1 ? '' : 's'}`];
  });
  return words.length === 0 ? value.slice(0, 60) : words.join(' ');
}
