/** The recipients of a story: for each what happened, step by step, and beside it the explanation with its cures as buttons. Pure. */
import { paragraphs, type Paragraph } from '../../engine/explain/text';
import type { Cure, RecipientExplanation } from '../../engine/explain/explanation';
import type { RecipientStory } from '../../engine/story/step';
import { oneLine } from '../text';
import { html, type Markup } from '../transcript/html';
import { linked } from '../transcript/links';
import type { StoryFacts } from './facts';
import { shortened } from './shortened';
import { stepList } from './stepList';

/** Of more, the rest is only counted. */
const mostShown = 200;
const mostOpen = 3;

export function recipientsSection({ story, focus, from }: StoryFacts): Markup {
  const { recipients } = story;
  if (recipients.length === 0) return html``;
  const wanted = focus?.recipient;
  const troubled = recipients.filter(({ state }) => state.action === 'failed' || state.action === 'delayed');
  const open = new Set((troubled.length > 0 ? troubled : recipients).slice(0, mostOpen));
  const shown = recipients.slice(0, mostShown).map((each, i) => {
    const isOpen = wanted === undefined ? open.has(each) : each.address === wanted;
    return recipientBlock(each, i, {
      open: isOpen ? html`open` : undefined,
      wanted: each.address === wanted ? 'wanted' : '',
      cures: from === undefined ? 'buttons' : 'words',
    });
  });
  const more = recipients.length - mostShown;
  return html`<section class="recipients" aria-label="Recipients">
    <h2 class="section">${recipients.length === 1 ? 'Recipient' : `${recipients.length} recipients`}</h2>
    ${shown} ${more > 0 ? html`<p class="none">${more} more are in the state file of the message.</p>` : undefined}
  </section>`;
}

interface Shown {
  readonly open: Markup | undefined;
  readonly wanted: string;
  /** In a case bundle they are only told. */
  readonly cures: 'buttons' | 'words';
}

function recipientBlock(
  { address, state, steps, explained }: RecipientStory,
  i: number,
  { open, wanted, cures }: Shown,
): Markup {
  return html`<details class="attempt recipient ${wanted}" id="recipient-${i}" ${open}>
    <summary>
      <h3 class="name">${oneLine(address)}</h3>
      <span class="chip ${state.action}">${state.action}</span> <span class="when">${explained.title}</span>
    </summary>
    <div class="sides">
      <section aria-label="What happened for ${oneLine(address)}">
        <h4 class="label">Step by step</h4>
        ${stepList(steps)}
      </section>
      <section class="explained" aria-label="Explanation for ${oneLine(address)}">
        ${explanation(cures === 'words' ? { told: explained } : { told: explained, recipient: i })}
      </section>
    </div>
  </details>`;
}

/** With the number of its recipient, cures are buttons. */
function explanation({ told, recipient }: { told: RecipientExplanation; recipient?: number }): Markup {
  const [first, ...rest] = paragraphs(recipient === undefined ? told : { ...told, cures: [] });
  const cures = recipient === undefined ? [] : told.cures.map((cure, i) => cureButton(cure, `${recipient}:${i}`));
  return html`<h4 class="label">Explained</h4>
    <p class="happened">${linked(shortened(first?.lines.join('\n') ?? ''))}</p>
    ${rest.map(paragraph)} ${cures.length === 0 ? undefined : html`<div class="cures">${cures}</div>`}`;
}

function paragraph({ heading = '', lines }: Paragraph): Markup {
  const said =
    lines.length === 1
      ? html`<p>${linked(shortened(lines[0] ?? ''))}</p>`
      : html`<ul class="causes">
          ${lines.map((line) => html`<li>${linked(shortened(line))}</li>`)}
        </ul>`;
  return html`<h5>${heading}</h5>
    ${said}`;
}

function cureButton({ label }: Cure, which: string): Markup {
  return html`<button data-cure="${which}">${shortened(label)}</button> `;
}
