/** What happened to the message as a whole: what persons did with it, what comes next, where it ended. Pure. */
import type { Place, PlacedLine } from './places';
import type { StorySources } from './sources';
import { statePlaces } from './statePlaces';
import type { Step, Tone } from './step';

const titles = { command: 'By hand', end: 'The end', note: 'Note' } as const;

export function endingOf({ reason, envelope, files, state = '' }: StorySources, told: readonly PlacedLine[]): Step[] {
  const steps = told.flatMap(({ entry, line }): Step[] => {
    if (entry.kind !== 'command' && entry.kind !== 'end' && entry.kind !== 'note') return [];
    const tone: Tone = entry.kind === 'end' && entry.text.includes('BadMail') ? 'bad' : 'plain';
    return [{ title: titles[entry.kind], text: entry.text, tone, at: entry.at, place: { file: 'ltr', line } }];
  });
  return [
    ...steps,
    ...held(envelope.held, statePlaces(state).held()),
    ...condemned(reason, files.message?.folder === 'BadMail'),
  ];
}

function held(hold: StorySources['envelope']['held'], place: Place | undefined): Step[] {
  if (hold === undefined) return [];
  return [{ title: 'Held', text: hold.why, tone: 'waiting', at: hold.at, ...(place && { place }) }];
}

/** The sentence of the reason file; the rest of it says where to find what is shown here. */
function condemned(reason: string | undefined, isBad: boolean): Step[] {
  if (!isBad || reason === undefined) return [];
  const text = /encountered: "([^]*?)"\r?\n/.exec(reason)?.[1] ?? reason.trim();
  return [{ title: 'In BadMail', text, tone: 'bad', place: { file: 'bdr', line: 0 } }];
}
