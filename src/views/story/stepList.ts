/** Steps of a story as a list with a line through it: what, when, and the place that says so. Pure. */
import type { Place, StoryFile } from '../../engine/story/places';
import type { Step } from '../../engine/story/step';
import { html, type Markup } from '../transcript/html';
import { linked } from '../transcript/links';
import { clockTime } from '../times';
import { shortened } from './shortened';

const files: Readonly<Record<StoryFile, string>> = {
  message: 'message',
  state: 'state',
  ltr: 'LTR',
  rtr: 'RTR',
  itr: 'ITR',
  bdr: 'reason file',
};

export function stepList(steps: readonly Step[]): Markup {
  return html`<ol class="steps">
    ${steps.map(stepItem)}
  </ol>`;
}

function stepItem({ title, text, tone, at, place, attempt }: Step): Markup {
  const when =
    at === undefined
      ? undefined
      : html`<time datetime="${new Date(at).toISOString()}" title="${new Date(at).toISOString()}"
          >${clockTime(at)}</time
        >`;
  const named =
    attempt === undefined
      ? html`${title}`
      : html`<a role="link" tabindex="0" data-goto="attempt-${attempt}" title="Show this attempt">${title}</a>`;
  return html`<li class="${tone}">
    <span class="what">${named}</span> <span class="said">${linked(shortened(text))}</span>
    <span class="meta">${when} ${place === undefined ? undefined : placeLink(place)}</span>
  </li>`;
}

export function placeLink({ file, line }: Place): Markup {
  const words = `${files[file]}, line ${line + 1}`;
  return html`<a role="link" tabindex="0" class="place" data-open="${file}:${line}" title="Open the file there"
    >${words}</a
  >`;
}
