/** An attempt as plain text, to be pasted into a mail or a bug report: decisions, then each session. Pure. */
import { asPath } from '../mailroot/envelope';
import { lineText } from './account';
import type { AttemptStory, SessionStory } from './attempts';

export function attemptText(id: string, { number, at, decisions, sessions }: AttemptStory): string {
  const when = at === undefined ? '' : ` at ${new Date(at).toISOString()}`;
  const decided = decisions.flatMap((line) => {
    if (line.kind === 'text') return [line.text];
    const whom = line.recipient === undefined ? '' : `${asPath(line.recipient)} `;
    return line.kind === 'attempt' ? [] : [`  ${line.kind}: ${whom}${line.text.replace(/\n/g, '\n    ')}`];
  });
  const lines = [`Attempt ${number} of ${id}${when}`, ...decided, ...sessions.flatMap(sessionText)];
  return `${lines.join('\n')}\n`;
}

function sessionText({ name, port, lines }: SessionStory): string[] {
  const said = lines.map((line) => {
    const ms = line.mark === 'text' ? '' : String(line.ms).padStart(6);
    return `${ms} ${lineText(line)}`;
  });
  return ['', `Session with ${name}, port ${port}`, ...said];
}
