/**
 * What a transcript page shows: the two transcripts of a message put together, attempt by attempt, newest first, with the time that
 * each stage of a session took. Pure: takes the text of the files.
 */
import { decodeLtr, decodeRtr, type LtrLine, type RtrSession } from '../mailroot/transcript';
import { stageTimes, type StageTime } from './stageTimes';

export interface SessionStory extends RtrSession {
  readonly times: readonly StageTime[];
  /** Milliseconds from its beginning to its last line. */
  readonly totalMs: number;
}

export interface AttemptStory {
  readonly number: number;
  /** Epoch ms, when either transcript tells it. */
  readonly at?: number;
  readonly decisions: readonly LtrLine[];
  readonly sessions: readonly SessionStory[];
}

export interface TranscriptStory {
  /** What happened before the first attempt: arrival and envelope. */
  readonly before: readonly LtrLine[];
  /** Newest first. */
  readonly attempts: readonly AttemptStory[];
}

/** Text of the `.ltr` and the `.rtr`; either may be empty. */
export function readStory(ltr: string, rtr: string): TranscriptStory {
  const { before, chapters } = splitAttempts(decodeLtr(ltr));
  const sessions = decodeRtr(rtr);
  const numbers = new Set([...chapters.keys(), ...sessions.map(({ attempt }) => attempt)]);
  const attempts = [...numbers].sort((a, b) => b - a).map((number) => attemptStory(number, chapters, sessions));
  return { before, attempts };
}

function attemptStory(
  number: number,
  chapters: ReadonlyMap<number, readonly LtrLine[]>,
  all: readonly RtrSession[],
): AttemptStory {
  const decisions = chapters.get(number) ?? [];
  const sessions = all.filter(({ attempt }) => attempt === number).map(sessionStory);
  const dated = decisions.find((line) => line.kind !== 'text');
  const at = dated?.at ?? sessions[0]?.at;
  return { number, decisions, sessions, ...(at !== undefined && { at }) };
}

function sessionStory(session: RtrSession): SessionStory {
  const last = session.lines.findLast((line) => line.mark !== 'text');
  return { ...session, times: stageTimes(session.lines), totalMs: last?.ms ?? 0 };
}

/** Lines up to the first `attempt` line, then the lines of each attempt by its number. The file's own title is dropped. */
function splitAttempts(lines: readonly LtrLine[]): { before: LtrLine[]; chapters: Map<number, LtrLine[]> } {
  const before: LtrLine[] = [];
  const chapters = new Map<number, LtrLine[]>();
  let chapter = before;
  for (const line of lines) {
    if (line.kind === 'text' && line.text.startsWith('MailRoot local transcript of ')) continue;
    if (line.kind === 'attempt') {
      const number = Number(/\d+/.exec(line.text)?.[0] ?? chapters.size + 1);
      chapter = chapters.get(number) ?? [];
      chapters.set(number, chapter);
    }
    chapter.push(line);
  }
  return { before, chapters };
}
