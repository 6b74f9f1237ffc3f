/**
 * The story of one message, from who wrote it to where it is now: how it came, why its envelope is what it is, what happened to each
 * recipient, which attempts were made, and how it ended; each step with the place in a file that says so. Pure: takes what
 * `readSources` read. Words about what went wrong are explain's.
 */
import { explain } from '../explain/explain';
import type { ExplainContext } from '../explain/explanation';
import type { Envelope } from '../mailroot/envelope';
import type { FolderName } from '../mailroot/layout';
import { readStory, type AttemptStory } from './attempts';
import { beginningOf } from './beginning';
import { endingOf } from './ending';
import { placedLtr, sessionLines, type PlacedLine } from './places';
import type { StorySources } from './sources';
import { numberOf, type RecipientStory, type Step } from './step';
import { stepsOf } from './steps';

export interface PlacedAttempt extends AttemptStory {
  /** Line of the LTR at which it begins, and of the RTR for each of its sessions. */
  readonly ltrLine?: number;
  readonly rtrLines: readonly (number | undefined)[];
}

export interface Story {
  readonly id: string;
  readonly subject: string;
  readonly folder?: FolderName;
  /** One sentence: how many recipients fared how. */
  readonly summary: string;
  readonly envelope: Envelope;
  readonly beginning: readonly Step[];
  readonly recipients: readonly RecipientStory[];
  /** Newest first. */
  readonly attempts: readonly PlacedAttempt[];
  readonly ending: readonly Step[];
  /** Text of its `.bdr`, when it is in BadMail. */
  readonly reason?: string;
  /** The beginning of a long transcript was left out. */
  readonly shortened: boolean;
}

export function tellStory(sources: StorySources, context: Omit<ExplainContext, 'fields'>): Story {
  const { files, envelope, subject, reason, shortened, fields } = sources;
  const told = placedLtr(sources.ltr, sources.left.ltr);
  const explanation = explain(envelope, { ...context, fields });
  const steps = stepsOf(sources, told);
  const anywhere = (step: Step): Step => placedSomewhere(step, sources);
  const recipients = envelope.recipients.flatMap((recipient, i) => {
    const { address, state } = recipient;
    const explained = explanation.recipients[i];
    return explained === undefined ? [] : [{ address, state, explained, steps: steps(recipient).map(anywhere) }];
  });
  return {
    id: files.id,
    subject,
    ...(files.message && { folder: files.message.folder }),
    summary: explanation.summary,
    envelope,
    beginning: beginningOf(sources, told).map(anywhere),
    recipients,
    attempts: placedAttempts(sources, told),
    ending: endingOf(sources, told).map(anywhere),
    ...(reason !== undefined && { reason }),
    shortened,
  };
}

/** What no line says opens what there is of the message. */
function placedSomewhere(step: Step, { files, ltr, left }: StorySources): Step {
  if (step.place !== undefined) return step;
  if (files.message !== undefined) return { ...step, place: { file: 'message', line: 0 } };
  return ltr === '' ? step : { ...step, place: { file: 'ltr', line: left.ltr } };
}

function placedAttempts({ ltr, rtr, left }: StorySources, told: readonly PlacedLine[]): PlacedAttempt[] {
  const { attempts } = readStory(ltr, rtr);
  const starts = sessionLines(rtr, left.rtr);
  return attempts.map((attempt) => {
    const line = told.find(({ entry }) => entry.kind === 'attempt' && numberOf(entry.text) === attempt.number)?.line;
    const rtrLines = attempt.sessions.map(({ session }) => starts.get(`${attempt.number}/${session}`));
    return { ...attempt, ...(line !== undefined && { ltrLine: line }), rtrLines };
  });
}
