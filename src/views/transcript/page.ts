/**
 * The transcript page as HTML: attempts newest first, decisions and dialogue side by side. Pure and without script of its own:
 * every text from a message or a remote host is escaped, links are buttons that say what they want in `data-` attributes.
 */
import type { LtrLine } from '../../engine/mailroot/transcript';
import { clockTime, took } from '../times';
import { dialogue } from './dialogue';
import type { TranscriptTexts } from '../../engine/story/files';
import type { InboundFile } from '../../engine/story/inbound';
import { html, type Markup } from './html';
import { inboundSection } from './inbound';
import { linked } from './links';
import { readStory, type AttemptStory, type SessionStory, type TranscriptStory } from '../../engine/story/attempts';
import { timeBar } from './timeBar';

const newest = 50;

/** The content of `<main>`. */
export function transcriptPage(texts: TranscriptTexts, inbound?: InboundFile): string {
  const story = readStory(texts.ltr, texts.rtr);
  const shown = story.attempts.slice(0, newest);
  return html`${head(texts, inbound)} ${beginning(texts, story)}
  ${shown.map((attempt, i) => attemptSection(attempt, i === 0))} ${leftOut(texts, story)}
  ${inbound && inboundSection(inbound)}`.markup;
}

function head(texts: TranscriptTexts, inbound: InboundFile | undefined): Markup {
  const { files, subject, reason } = texts;
  const { id, message } = files;
  const where = message === undefined ? 'only its transcripts are left' : `in ${message.folder}`;
  return html`<header>
    <h1>${subject === '' ? '(no subject)' : subject}</h1>
    <p class="where"><code>${id}</code> <span class="badge ${message?.folder.toLowerCase()}">${where}</span></p>
    <nav aria-label="What can be done">
      ${buttons(texts)} ${inbound && html`<button data-do="openItr">ITR as Text</button>`}
    </nav>
    ${reason === undefined ? undefined : html`<pre class="reason">${reason.trim().replaceAll('\r\n', '\n')}</pre>`}
  </header>`;
}

/** Only what leads somewhere: a message that met no remote host has no RTR. */
function buttons({ files, ltr, rtr }: TranscriptTexts): Markup[] {
  const folder = files.message?.folder;
  const button = (action: string, label: string): Markup => html`<button data-do="${action}">${label}</button> `;
  const again = folder === 'BadMail' || folder === 'Sent' || folder === 'Drop';
  return [
    ...(folder === 'Queue' ? [button('retryNow', 'Retry Now')] : []),
    ...(folder === undefined ? [] : [button('showStory', 'Story'), button('openMessage', 'Open Message')]),
    ...(again ? [button('sendAgain', 'Send Again')] : []),
    ...(ltr === '' ? [] : [button('openLtr', 'LTR as Text')]),
    ...(rtr === '' ? [] : [button('openRtr', 'RTR as Text')]),
  ];
}

function beginning({ top }: TranscriptTexts, { before, attempts }: TranscriptStory): Markup {
  if (top.length > 0) {
    const rows = top.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    );
    return html`<section class="before">
      <h2>Captured into Drop</h2>
      <p>No remote host was involved, so there is no dialogue. These lines on top of its Drop file are its story:</p>
      <dl>${rows}</dl>
    </section>`;
  }
  if (before.length > 0)
    return html`<section class="before">
      <h2>Where it comes from</h2>
      ${decisions(before)}
    </section>`;
  return attempts.length > 0
    ? html``
    : html`<p class="none">Nothing has been written yet. This page follows the files.</p>`;
}

function leftOut({ shortened }: TranscriptTexts, { attempts }: TranscriptStory): Markup {
  const more = attempts.length - newest;
  if (more <= 0 && !shortened) return html``;
  return html`<p class="none">Earlier parts are not shown here. Open the transcripts as text to read all of it.</p>`;
}

function attemptSection(attempt: AttemptStory, open: boolean): Markup {
  const { number, at, sessions } = attempt;
  const asked = attempt.decisions.some((line) => line.kind === 'attempt' && line.text.includes('asked for'));
  const when = `${at === undefined ? '' : clockTime(at)}${asked ? ', asked for' : ''}`;
  return html`<details class="attempt" id="attempt-${number}" ${open ? html`open` : undefined}>
    <summary>
      <h2>Attempt ${number}</h2>
      <span class="when">${when}</span> ${chips(attempt)}
    </summary>
    <div class="sides">
      <section class="local" aria-label="Local decisions of attempt ${number}">
        <h3>What was decided here</h3>
        ${decisions(attempt.decisions.filter(({ kind }) => kind !== 'attempt'))}
      </section>
      <section class="remote" aria-label="Remote dialogue of attempt ${number}">
        <h3>What was said on the wire</h3>
        ${sessions.length === 0 ? html`<p class="none">No connection was opened.</p>` : sessions.map(sessionBlock)}
      </section>
    </div>
  </details>`;
}

/** How many recipients fared how. */
function chips({ decisions: lines }: AttemptStory): Markup[] {
  return (['failed', 'delayed', 'relayed', 'delivered'] as const).flatMap((kind) => {
    const count = lines.filter((line) => line.kind === kind).length;
    return count === 0 ? [] : [html`<span class="chip ${kind}">${count} ${kind}</span> `];
  });
}

function decisions(lines: readonly LtrLine[]): Markup {
  return html`<ul class="decisions">
    ${lines.map(decision)}
  </ul>`;
}

function decision(line: LtrLine): Markup {
  if (line.kind === 'text') return html`<li class="text">${linked(line.text)}</li>`;
  const whom = line.recipient === undefined ? undefined : html`<span class="whom">&lt;${line.recipient}&gt;</span> `;
  const at = new Date(line.at).toISOString();
  return html`<li class="${line.kind}">
    <span class="kind" title="${at}">${line.kind}</span> <span class="said">${whom}${linked(line.text)}</span>
  </li>`;
}

function sessionBlock(session: SessionStory): Markup {
  const { name, port, lines, totalMs } = session;
  const address = eventOf(lines, 'connect');
  const tls = eventOf(lines, 'tls');
  const where =
    address === undefined || address === name ? `${name}, port ${port}` : `${name} [${address}], port ${port}`;
  return html`<article class="session" aria-label="Session with ${name}">
    <h4>${where}</h4>
    <p class="facts">${tls ?? 'without TLS'} · ${took(totalMs)}</p>
    ${timeBar(session.times)} ${dialogue(session)}
  </article>`;
}

function eventOf(lines: SessionStory['lines'], word: string): string | undefined {
  const found = lines.find(({ mark, text }) => mark === '*' && text.startsWith(`${word}: `));
  return found?.text.slice(word.length + 2);
}
