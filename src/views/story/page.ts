/**
 * The story page as HTML: how the message came here, what happened to each recipient with explanation and cures, every attempt, how it
 * ended. Pure and without script of its own: every text from a message or a host is escaped; what acts says what it wants in a
 * `data-` attribute, which the editor checks.
 */
import type { Story } from '../../engine/story/story';
import { html, type Markup } from '../transcript/html';
import { clockTime, countdown } from '../times';
import { oneLine } from '../text';
import { attemptsSection } from './attemptsSection';
import { comparisonSection } from './comparison';
import { recipientsSection } from './recipients';
import type { CaseFacts, StoryFacts } from './facts';
import { stepList } from './stepList';
import { storyButtons } from './buttons';

/** The content of `<main>`. */
export function storyPage(facts: StoryFacts): string {
  const { story } = facts;
  return html`${head(facts)}
    <section class="flow" aria-label="How it came here">
      <h2 class="section">How it came here</h2>
      ${stepList(story.beginning)}
    </section>
    ${recipientsSection(facts)} ${attemptsSection(facts)} ${comparisonSection(facts)} ${ending(story)}
    ${facts.from === undefined ? undefined : packed(facts.from)}`.markup;
}

function head({ story, now, live, from }: StoryFacts): Markup {
  const { id, subject, folder, summary } = story;
  const where = folder === undefined ? 'only its transcripts are left' : `in ${folder}`;
  const doing = live === undefined ? whatNext(story, now) : html`<span class="live">${live.words}</span>`;
  return html`<header>
    <h1>${subject === '' ? '(no subject)' : oneLine(subject)}</h1>
    <p class="where">
      <code>${id}</code> <span class="badge ${folder?.toLowerCase()}">${where}</span>
      <span class="summary">${summary}</span>
    </p>
    <p class="next" role="status">${doing}</p>
    ${from === undefined ? html`<nav aria-label="What can be done">${storyButtons(story)}</nav>` : caseLine(from)}
  </header>`;
}

function caseLine({ line }: CaseFacts): Markup {
  return html`<p class="case" role="note"><strong>${oneLine(line)}</strong></p>
    <p class="next">It is shown as of that moment, and can only be read.</p>`;
}

/** Everything that is in the bundle, to be read. */
function packed({ files, leftOut }: CaseFacts): Markup {
  const link = (name: string): Markup =>
    html`<li><a role="link" tabindex="0" data-packed="${name}" title="Open this file">${oneLine(name)}</a></li>`;
  return html`<section class="packed" aria-label="Files in this case">
    <h2 class="section">Files in this case</h2>
    <ul class="files">
      ${files.map(link)}
    </ul>
    ${leftOut.length === 0 ? undefined : html`<p class="none">Left out: ${oneLine(leftOut.join(', '))}</p>`}
  </section>`;
}

function whatNext({ envelope, folder }: Story, now: number): Markup {
  const { held, nextAttemptAt, attempts, advancedMs = 0 } = envelope;
  if (folder === 'Pickup') return html`It waits in Pickup until an engine takes it.`;
  if (folder !== 'Queue') return html``;
  if (held !== undefined) return html`It is held: ${held.why}. Nothing happens until it is released.`;
  if (nextAttemptAt === undefined) return html`It waits for its first attempt.`;
  const at = clockTime(nextAttemptAt);
  const ahead = advancedMs > 0 ? ' Its clock was moved ahead.' : '';
  return html`Attempt ${attempts + 1} ${countdown(nextAttemptAt, now + advancedMs)},
    <time datetime="${new Date(nextAttemptAt).toISOString()}">${at}</time>.${ahead}`;
}

function ending({ ending: steps, shortened }: Story): Markup {
  const left = shortened
    ? html`<p class="none">Earlier parts are not shown here. Open the transcripts as text to read all of it.</p>`
    : undefined;
  if (steps.length === 0) return html`${left}`;
  return html`<section class="flow" aria-label="The message as a whole">
    <h2 class="section">The message as a whole</h2>
    ${stepList(steps)} ${left}
  </section>`;
}
