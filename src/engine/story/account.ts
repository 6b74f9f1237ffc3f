/**
 * What one attempt came to, for all its recipients or one of them: what was decided and what was said, as plain lines that can be copied
 * or compared. The content of a message is never in it. Pure.
 */
import { asPath } from '../mailroot/envelope';
import type { LtrLine, RtrSession } from '../mailroot/transcript';
import type { AttemptStory } from './attempts';

export interface Account {
  readonly decisions: readonly string[];
  readonly dialogue: readonly string[];
}

/** Without a recipient, that of all of them. */
export function accountOf({ decisions, sessions }: AttemptStory, recipient?: string): Account {
  const mine = decisions.filter((line) => recipient === undefined || concerns(line, recipient));
  return {
    decisions: mine.filter(({ kind }) => kind !== 'attempt').map((line) => decisionText(line, recipient)),
    dialogue: sessions.flatMap((session) => [
      `-- ${session.name}`,
      ...(recipient === undefined ? session.lines : linesFor(session.lines, recipient)).map(lineText),
    ]),
  };
}

function concerns(line: LtrLine, recipient: string): boolean {
  return line.kind === 'text' || line.recipient === undefined || line.recipient === recipient;
}

/** The recipient whose account it is needs no name in it: so the accounts of two can be compared. */
function decisionText(line: LtrLine, recipient: string | undefined): string {
  if (line.kind === 'text') return line.text;
  const whom = line.recipient === undefined || line.recipient === recipient ? '' : `${asPath(line.recipient)} `;
  return `${line.kind}: ${whom}${line.text}`;
}

export function lineText(line: RtrSession['lines'][number]): string {
  return line.mark === 'text' ? line.text : `${line.mark} ${line.text}`;
}

type Lines = RtrSession['lines'];

/** Without the RCPT commands of others and the replies to them: replies come in the order of the commands. */
function linesFor(lines: Lines, recipient: string): Lines {
  const unanswered: boolean[] = [];
  const mine = `RCPT TO:${asPath(recipient)}`.toLowerCase();
  return lines.filter(({ mark, text }) => {
    if (mark === '>') {
      const others = /^RCPT TO:/i.test(text) && !text.toLowerCase().startsWith(mine);
      unanswered.push(others);
      return !others;
    }
    if (mark !== '<') return true;
    const others = unanswered[0] ?? false;
    if (/^\d{3}(?: |$)/.test(text)) unanswered.shift();
    return !others;
  });
}
