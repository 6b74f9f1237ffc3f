/** The checks, one row each, closed: what a check finds is asked for when its row is opened (webview/checks), and put below it. Pure. */
import { html, type Markup } from '../../views/transcript/html';
import { checkNames, checks } from '../checks/names';

export function checksTab(): Markup {
  return html`<ul class="checks">
    ${checkNames.map(
      (name) =>
        html`<li>
          <h2>
            <button data-check="${name}" id="check-${name}" aria-expanded="false" aria-controls="report-${name}">
              <span class="twistie" aria-hidden="true"></span>
              <span class="title">${checks[name].label}</span>
              <span class="what">${checks[name].what}</span>
              <span class="badge" id="badge-${name}"></span>
            </button>
          </h2>
          <section id="report-${name}" class="report" aria-labelledby="check-${name}" hidden></section>
        </li>`,
    )}
  </ul>`;
}
