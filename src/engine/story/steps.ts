/**
 * What happened to one recipient, step by step: why it is one, where it was routed and why, each attempt, notifications about it, where it
 * ended. What the transcript no longer tells comes from the history in the envelope. Pure.
 */
import type { AttemptRecord, Envelope, Recipient } from '../mailroot/envelope';
import { replyLine } from '../mailroot/replyLine';
import type { LtrEntry } from '../mailroot/transcript';
import { namesAddress, rcptLines, type Place, type PlacedLine } from './places';
import type { StorySources } from './sources';
import { statePlaces, type StatePlaces } from './statePlaces';
import { numberOf, type Step, type Tone } from './step';

const tones = { delivered: 'good', relayed: 'good', delayed: 'waiting', failed: 'bad' } as const;
const results = ['delivered', 'relayed', 'delayed', 'failed'] as const;

/** Reads what was said on the way in once; gives the steps of each recipient. */
export function stepsOf(sources: StorySources, told: readonly PlacedLine[]): (recipient: Recipient) => Step[] {
  const rcptLine = rcptLines(sources.itr);
  const places = statePlaces(sources.state ?? '');
  return (recipient) => {
    const place = places.recipient(recipient.address);
    return [
      { ...at(place), ...named(recipient, sources, rcptLine(recipient.address)) },
      ...attempted(recipient, told, places),
      ...reported(recipient, sources.envelope, places),
      ...ended(recipient, sources).map((step) => ({ ...step, ...at(place) })),
    ];
  };
}

/** Which line made it a recipient. `said`: that of its RCPT. */
function named(
  { address, orcpt, notify, via }: Recipient,
  { fields, envelope }: StorySources,
  said: number | undefined,
): Step {
  const more = [orcpt && `first for ${orcpt}`, notify && `NOTIFY=${notify.join(',')}`, via && `by hand to ${via}`];
  const asked = more.filter((each) => each !== undefined);
  const words = (from: string): string => [from, ...asked].join('; ');
  if (said !== undefined)
    return { title: 'Recipient', text: words('RCPT of its client'), tone: 'plain', place: { file: 'itr', line: said } };
  const field = ['x-receiver', 'resent-to', 'resent-cc', 'resent-bcc', 'to', 'cc', 'bcc']
    .flatMap((name) => fields.filter((each) => each.name.toLowerCase() === name))
    .find(({ value }) => namesAddress(value, address));
  if (field === undefined) return { title: 'Recipient', text: words(otherwise(envelope)), tone: 'plain' };
  const place: Place = { file: 'message', line: field.line };
  return { title: 'Recipient', text: words(`named in the ${field.name} line`), tone: 'plain', place };
}

function otherwise({ requeuedAt, why }: Envelope): string {
  return requeuedAt === undefined ? why : 'given when it was requeued';
}

function attempted({ address, history = [] }: Recipient, told: readonly PlacedLine[], places: StatePlaces): Step[] {
  const steps = new Telling(address).all(told);
  const kept = history.filter(({ attempt }) => !steps.some((step) => step.attempt === attempt));
  return [...kept.map((record) => ({ ...keptStep(record), ...at(places.attempt(address, record.attempt)) })), ...steps];
}

function at(place: Place | undefined): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}

function keptStep({ attempt, at, action, text = '', reply }: AttemptRecord): Step {
  const said = reply === undefined ? text : replyLine(reply);
  return { title: `Attempt ${attempt}: ${action}`, text: said, tone: tones[action], at, attempt };
}

/** Follows the local transcript: which attempt is being told, and which route was told last. */
class Telling {
  readonly #address: string;
  #attempt = 0;
  #route = '';
  #result: (typeof results)[number] | undefined;

  constructor(address: string) {
    this.#address = address;
  }

  all(told: readonly PlacedLine[]): Step[] {
    return told.flatMap(({ entry, line }) => (entry.kind === 'text' ? [] : (this.#step(entry, line) ?? [])));
  }

  #step(entry: LtrEntry, line: number): Step | undefined {
    if (entry.kind === 'attempt') {
      this.#attempt = numberOf(entry.text) ?? this.#attempt + 1;
      this.#result = undefined;
    }
    if (entry.kind === 'dsn') return this.#notification(entry, line);
    if (entry.recipient !== this.#address) return undefined;
    if (entry.kind === 'route') return this.#routed(entry, line);
    const result = results.find((kind) => kind === entry.kind);
    if (result === undefined) return undefined;
    this.#result = result;
    const title = `Attempt ${this.#attempt}: ${result}`;
    return { ...placed(entry, line), title, tone: tones[result], attempt: this.#attempt };
  }

  /** A route that did not change is told once; the port of a simulated host is another each time. */
  #routed(entry: LtrEntry, line: number): Step | undefined {
    const route = entry.text.replace(/ port \d+/, '');
    if (route === this.#route) return undefined;
    this.#route = route;
    return { ...placed(entry, line), title: 'Route', tone: 'plain' };
  }

  /** One about all recipients of that kind names none of them. */
  #notification(entry: LtrEntry, line: number): Step | undefined {
    const kind = /^(failure|delay|success)/.exec(entry.text)?.[1] ?? '';
    const mine = entry.recipient === undefined ? meant(kind, this.#result) : entry.recipient === this.#address;
    const tone: Tone = kind === 'failure' ? 'bad' : 'plain';
    return mine ? { ...placed(entry, line), title: 'Notification', tone } : undefined;
  }
}

function meant(kind: string, result: (typeof results)[number] | undefined): boolean {
  if (kind === 'failure') return result === 'failed';
  if (kind === 'delay') return result === 'delayed';
  return kind === 'success' && (result === 'delivered' || result === 'relayed');
}

function placed({ text, at }: LtrEntry, line: number): { text: string; at: number; place: Place } {
  return { text, at, place: { file: 'ltr', line } };
}

/** What a host further on said about it. Our own notifications are told of where they were written. */
function reported({ address }: Recipient, { id, reports = [] }: Envelope, places: StatePlaces): Step[] {
  const others = reports.filter(({ file }) => !file.startsWith(`${id}-`));
  return others.flatMap(({ file, at: then, by, recipients }) =>
    recipients
      .filter((each) => each.address.toLowerCase() === address.toLowerCase())
      .map(({ action, status }) => ({
        title: `Reported: ${action}`,
        text: `${by ?? 'A remote host'} says ${status}, in ${file}`,
        tone: action === 'expanded' ? ('plain' as const) : tones[action],
        at: then,
        ...at(places.report(file)),
      })),
  );
}

function ended({ state }: Recipient, { files }: StorySources): Step[] {
  const folder = files.message?.folder;
  switch (state.action) {
    case 'delivered':
      return [{ title: 'In Drop', text: state.file, tone: 'good', at: state.at }];
    case 'relayed':
      return [{ title: 'Handed on', text: `It is ${state.nextHop}'s now`, tone: 'good', at: state.at }];
    case 'failed':
      return folder === 'BadMail' || folder === 'Sent'
        ? [{ title: `Given up: in ${folder}`, text: state.text, tone: 'bad', at: state.at }]
        : [];
    case 'pending':
    case 'delayed':
      return [];
  }
}
