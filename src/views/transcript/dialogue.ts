/** The dialogue of one session: who said what and when, reply codes coloured by class and explained on hover and focus. Pure. */
import { explainReplyCode, explainStatusCode } from '../../engine/message/replies';
import { html, type Markup } from './html';
import type { SessionStory } from '../../engine/story/attempts';

const longest = 2_000;

type Line = SessionStory['lines'][number];

export function dialogue({ attempt, session, lines }: SessionStory): Markup {
  return lineList(lines, { file: 'RTR', tip: `tip-${attempt}-${session}`, ...outbound });
}

/** A session in which a message was handed in: the replies are ours. */
export function inboundDialogue(lines: readonly Line[]): Markup {
  return lineList(lines, { file: 'ITR', tip: 'tip-in', ...inbound });
}

interface Manner {
  /** Where all of it is. */
  readonly file: string;
  /** What the ids of its explanations begin with. */
  readonly tip: string;
  /** Who answers with reply codes. */
  readonly replies: '>' | '<';
  readonly speakers: Readonly<Record<'>' | '<' | '*', string>>;
}
const outbound = { replies: '<', speakers: { '>': 'we said', '<': 'remote host said', '*': 'event' } } as const;
const inbound = { replies: '>', speakers: { '>': 'we answered', '<': 'client said', '*': 'event' } } as const;

function lineList(lines: readonly Line[], manner: Manner): Markup {
  const shown = lines.slice(-longest);
  const left = lines.length - shown.length;
  return html`<ol class="dialogue">
    ${left > 0 ? html`<li class="text">${left} earlier lines are in the ${manner.file}.</li>` : undefined}
    ${shown.map((line, i) => dialogueLine(line, `${manner.tip}-${left + i}`, manner))}
  </ol>`;
}

const sides = { '>': 'ours', '<': 'theirs', '*': 'event' } as const;

function dialogueLine(line: Line, tip: string, { replies, speakers }: Manner): Markup {
  if (line.mark === 'text') return html`<li class="text">${line.text}</li>`;
  const { ms, mark, text } = line;
  const error = mark === '*' && text.startsWith('error: ') ? ' error' : '';
  const said = mark === replies ? reply(text, tip) : html`${text}`;
  return html`<li class="${sides[mark]}${error}">
    <span class="ms">${ms}</span><span class="mark" role="img" aria-label="${speakers[mark]}">${mark}</span
    ><span class="said">${said}</span>
  </li>`;
}

/** `550-5.1.1 text`: code, enhanced status code and text apart. Anything else is plain text. */
function reply(text: string, tip: string): Markup {
  const [, code = '', joint = '', enhanced, rest = ''] =
    /^(\d{3})([ -]?)(?:([245]\.\d{1,3}\.\d{1,3})(?= |$))?(.*)$/.exec(text) ?? [];
  const meaning = code === '' ? undefined : explainReplyCode(Number(code));
  if (meaning === undefined) return html`${text}`;
  const status = enhanced === undefined ? undefined : statusLine(enhanced);
  const shown = html`${code}${joint}${enhanced}`;
  // The first line of a long reply says it all; its other lines carry the same code.
  if (joint === '-' && enhanced === undefined)
    return html`<span class="code c${code.charAt(0)}">${shown}</span>${rest}`;
  return html`<span class="code c${code.charAt(0)}" tabindex="0" aria-describedby="${tip}"
      >${shown}<span class="tip" role="tooltip" id="${tip}">${meaning}${status}</span></span
    >${rest}`;
}

function statusLine(enhanced: string): Markup {
  const words = explainStatusCode(enhanced);
  return words === undefined ? html`` : html`<br />${words}`;
}
