/**
 * Where in the state file of a message something stands: a recipient, one of its attempts, what holds it, a report about it. The file is JSON as
 * encodeEnvelope writes it, one member a line; in a file that somebody else wrote otherwise nothing is found. Pure.
 */
import type { Place } from './places';

export interface StatePlaces {
  recipient(address: string): Place | undefined;
  attempt(address: string, number: number): Place | undefined;
  /** A report that came in, by its file in Drop. */
  report(file: string): Place | undefined;
  held(): Place | undefined;
}

/** `text`: of the state file, `''` where there is none. Read once for all recipients. */
export function statePlaces(text: string): StatePlaces {
  const lines = new Map<string, number>();
  let address = '';
  for (const [line, whole] of text.split(/\r?\n/).entries()) {
    const [, name = '', value = ''] = /^\s+"(address|attempt|file|held)": (.*?),?$/.exec(whole) ?? [];
    if (name === 'address') address = value;
    const key = name === 'attempt' ? `${address} ${value}` : name === 'held' ? name : value;
    // What is named again further down is a report about it.
    if (name !== '' && !lines.has(key)) lines.set(key, line);
  }
  const at = (key: string): Place | undefined => {
    const line = lines.get(key);
    return line === undefined ? undefined : { file: 'state', line };
  };
  return {
    recipient: (whose) => at(JSON.stringify(whose)),
    attempt: (whose, number) => at(`${JSON.stringify(whose)} ${number}`),
    report: (file) => at(JSON.stringify(file)),
    held: () => at('held'),
  };
}
