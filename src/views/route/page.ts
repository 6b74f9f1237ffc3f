/**
 * The answer of a route dry run as HTML: each way with its facts, what would stop the message, who would sign it, the limits; names of settings
 * are links that open them. Pure: addresses and hosts come from messages and remote settings, and nothing of them is HTML here.
 */
import {
  addressWords,
  envelopeWords,
  limitFacts,
  obstacleWords,
  routeSections,
  signingFacts,
  type Fact,
  type RouteSection,
} from '../../engine/explain/routeText';
import type { RouteAnswer } from '../../engine/routeAnswer';
import { oneLine } from '../text';
import { html, type Markup } from '../transcript/html';
import { linked } from '../transcript/links';

export interface RouteFacts {
  /** The file or the address that was asked about. */
  readonly about: string;
  readonly answer: RouteAnswer | { readonly reason: string };
}

/** The content of `<main>`. */
export function routePage({ about, answer }: RouteFacts): string {
  const envelope = 'reason' in answer ? undefined : envelopeWords(answer);
  return html`<header>
      <h1>Where would this go?</h1>
      <p class="where"><code>${oneLine(about)}</code></p>
      ${envelope === undefined ? undefined : html`<p class="facts">${linked(oneLine(envelope))}</p>`}
    </header>
    ${'reason' in answer ? html`<p class="reason">${answer.reason}</p>` : answered(answer)}`.markup;
}

function answered(answer: RouteAnswer): Markup {
  const all = [...signingFacts(answer), ...limitFacts(answer)];
  return html`${answer.obstacles.map((each) => html`<p class="reason">${linked(oneLine(obstacleWords(each)))}</p>`)}
    ${routeSections(answer).map(sectionOf)}
    ${
      answer.recipients.length === 0
        ? undefined
        : html`<section aria-label="All of it">
            <h2 class="section">All of it</h2>
            ${list(all)}
          </section>`
    }
    <p class="none">Nothing was sent. This holds for the settings as they are now.</p>`;
}

function sectionOf(section: RouteSection): Markup {
  const { headline, facts, hosts, goes } = section;
  const whom = oneLine(addressWords(section));
  return html`<section aria-label="${whom}">
    <h2 class="section">${whom}</h2>
    <p class="${goes ? 'headline' : 'reason'}">${linked(oneLine(headline))}</p>
    ${list(facts)}
    ${hosts.map(
      ({ title, facts: of }) =>
        html`<h3 class="name">${oneLine(title)}</h3>
          ${list(of)}`,
    )}
  </section>`;
}

function list(facts: readonly Fact[]): Markup {
  if (facts.length === 0) return html``;
  const rows = facts.map(
    ([name, value]) =>
      html`<dt>${name}</dt>
        <dd>${linked(oneLine(value))}</dd>`,
  );
  return html`<dl class="parties">${rows}</dl>`;
}
