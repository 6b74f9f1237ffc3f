/** Every attempt, newest first: where its time went, what was decided, what was said, and what can be copied of it. Pure. */
import type { LtrLine } from '../../engine/mailroot/transcript';
import type { SessionStory } from '../../engine/story/attempts';
import type { PlacedAttempt } from '../../engine/story/story';
import { waterfall } from '../../engine/story/waterfall';
import { clockTime, took } from '../times';
import { oneLine } from '../text';
import { dialogue } from '../transcript/dialogue';
import { html, type Markup } from '../transcript/html';
import { linked } from '../transcript/links';
import { certificateFacts } from './certificate';
import { chart } from './chart';
import type { StoryFacts } from './facts';
import { shortened } from './shortened';
import { placeLink } from './stepList';

const newest = 50;

export function attemptsSection({ story, focus }: StoryFacts): Markup {
  const { attempts } = story;
  if (attempts.length === 0) return html``;
  const open = focus?.attempt ?? attempts[0]?.number;
  const left = attempts.length - newest;
  return html`<section class="attempts" aria-label="Attempts">
    <div class="bar-above">
      <h2 class="section">${attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`}</h2>
      <span class="search" role="search">
        <input type="search" id="search" placeholder="Search in the dialogues" aria-label="Search in the dialogues" />
        <span id="found" role="status"></span>
        <button data-find="back" title="Previous (Shift+Enter)" aria-label="Previous">↑</button>
        <button data-find="on" title="Next (Enter)" aria-label="Next">↓</button>
      </span>
    </div>
    ${attempts.slice(0, newest).map((each) =>
      attemptBlock(each, {
        open: each.number === open ? html`open` : undefined,
        wanted: each.number === focus?.attempt ? 'wanted' : '',
      }),
    )}
    ${left > 0 ? html`<p class="none">${left} earlier attempts are in the transcripts.</p>` : undefined}
  </section>`;
}

interface Shown {
  readonly open: Markup | undefined;
  readonly wanted: string;
}

function attemptBlock(attempt: PlacedAttempt, { open, wanted }: Shown): Markup {
  const { number, at, sessions, decisions, ltrLine } = attempt;
  const asked = decisions.some((line) => line.kind === 'attempt' && line.text.includes('asked for'));
  return html`<details class="attempt ${wanted}" id="attempt-${number}" ${open}>
    <summary>
      <h3 class="name">Attempt ${number}</h3>
      <span class="when">${at === undefined ? '' : clockTime(at)}${asked ? ', asked for' : ''}</span> ${chips(attempt)}
    </summary>
    <div class="tools">
      <button data-copy="text:${number}">Copy as Text</button>
      ${ltrLine === undefined ? undefined : placeLink({ file: 'ltr', line: ltrLine })}
    </div>
    <div class="sides">
      <section class="local" aria-label="Decisions of attempt ${number}">
        <h4 class="label">What was decided here</h4>
        ${decisionList(decisions.filter(({ kind }) => kind !== 'attempt'))}
      </section>
      <section class="remote" aria-label="Dialogue of attempt ${number}">
        <h4 class="label">What was said on the wire</h4>
        ${sessions.length === 0 ? html`<p class="none">No connection was opened.</p>` : undefined}
        ${sessions.map((session, i) => sessionBlock(session, attempt.rtrLines[i]))}
      </section>
    </div>
  </details>`;
}

/** How many recipients fared how. */
function chips({ decisions }: PlacedAttempt): Markup[] {
  return (['failed', 'delayed', 'relayed', 'delivered'] as const).flatMap((kind) => {
    const count = decisions.filter((line) => line.kind === kind).length;
    return count === 0 ? [] : [html`<span class="chip ${kind}">${count} ${kind}</span> `];
  });
}

function decisionList(lines: readonly LtrLine[]): Markup {
  return html`<ul class="decisions">
    ${lines.map(decision)}
  </ul>`;
}

function decision(line: LtrLine): Markup {
  if (line.kind === 'text') return html`<li class="text">${linked(shortened(line.text))}</li>`;
  const whom =
    line.recipient === undefined ? undefined : html`<span class="whom">&lt;${oneLine(line.recipient)}&gt;</span> `;
  return html`<li class="${line.kind}">
    <span class="kind" title="${new Date(line.at).toISOString()}">${line.kind}</span>
    <span class="said">${whom}${linked(shortened(line.text))}</span>
  </li>`;
}

function sessionBlock(session: SessionStory, rtrLine: number | undefined): Markup {
  const { name, port, lines, totalMs, attempt } = session;
  const which = `${attempt}:${session.session}`;
  const spoken = lines.some(({ mark, text }) => mark === '>' && /^RCPT /i.test(text));
  const address = eventOf(lines, 'connect');
  const where = address === undefined || address === name ? name : `${name} [${address}]`;
  const tls = eventOf(lines, 'tls') ?? 'without TLS';
  return html`<article class="session" aria-label="Session with ${oneLine(name)}">
    <h5 class="host">${oneLine(where)}, port ${port}</h5>
    <p class="facts">
      ${tls} · ${took(totalMs)} ${rtrLine === undefined ? undefined : placeLink({ file: 'rtr', line: rtrLine })}
    </p>
    ${certificateFacts(eventOf(lines, 'certificate'))} ${chart(waterfall(lines))} ${spoken ? copies(which) : undefined}
    ${dialogue({ ...session, lines: lines.map(cut) })}
  </article>`;
}

function copies(which: string): Markup {
  return html`<div class="tools">
    <button data-copy="swaks:${which}">Copy as swaks</button>
    <button data-copy="curl:${which}">Copy as curl</button>
  </div>`;
}

function cut(line: SessionStory['lines'][number]): SessionStory['lines'][number] {
  return { ...line, text: shortened(line.text) };
}

function eventOf(lines: SessionStory['lines'], word: string): string | undefined {
  const found = lines.find(({ mark, text }) => mark === '*' && text.startsWith(`${word}: `));
  return found?.text.slice(word.length + 2);
}
