/** The dialogue of one session: who said what and when, reply codes coloured by class and explained on hover and focus. Pure. */
import { explainReplyCode, explainStatusCode } from '../../engine/message/replies';
import { html, type Markup } from './html';
import type { SessionStory } from '../../engine/story/attempts';

const longest = 2_000;

export function dialogue({ attempt, session, lines }: SessionStory): Markup {
  const shown = lines.slice(-longest);
  const left = lines.length - shown.length;
  return html`<ol class="dialogue">
    ${left > 0 ? html`<li class="text">${left} earlier lines are in the RTR.</li>` : undefined}
    ${shown.map((line, i) => dialogueLine(line, `tip-${attempt}-${session}-${left + i}`))}
  </ol>`;
}

const speakers = { '>': 'we said', '<': 'remote host said', '*': 'event' } as const;
const sides = { '>': 'ours', '<': 'theirs', '*': 'event' } as const;

function dialogueLine(line: SessionStory['lines'][number], tip: string): Markup {
  if (line.mark === 'text') return html`<li class="text">${line.text}</li>`;
  const { ms, mark, text } = line;
  const error = mark === '*' && text.startsWith('error: ') ? ' error' : '';
  const said = mark === '<' ? reply(text, tip) : html`${text}`;
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
