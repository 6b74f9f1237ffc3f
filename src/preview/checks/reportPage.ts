/** A report as it stands below the name of its check, and the badge beside that name. Pure. */
import { html, type Markup } from '../../views/transcript/html';
import type { CheckName } from './names';
import type { Finding, Level, Report, Table } from './report';

export interface CheckAnswer {
  readonly check: CheckName;
  readonly badge: string;
  /** How bad it is: the worst that was found, or `good`; empty where nothing was checked. */
  readonly mark: Level | 'good' | '';
  /** Markup. */
  readonly page: string;
}

const mostFindings = 200;
const mostRows = 200;

export function reportPage(check: CheckName, report: Report): CheckAnswer {
  const { findings, facts = [], tables = [], notes = [] } = report;
  const more = findings.length - mostFindings;
  const page = html`${facts.length === 0 ? undefined : factList(facts)}
  ${
    findings.length === 0
      ? report.unchecked === true
        ? undefined
        : html`<p class="say">Nothing found.</p>`
      : html`<ul class="findings">
          ${findings.slice(0, mostFindings).map(finding)}
        </ul>`
  }
  ${more > 0 ? html`<p class="none">${more} more findings are not listed.</p>` : undefined} ${tables.map(table)}
  ${notes.map((note) => html`<p class="none">${note}</p>`)}`;
  return { check, ...summary(report), page: page.markup };
}

function summary({ findings, unchecked }: Report): Pick<CheckAnswer, 'badge' | 'mark'> {
  if (unchecked === true) return { badge: '', mark: '' };
  const counts = (['problem', 'warning', 'note'] as const).map(
    (level) => [level, findings.filter((each) => each.level === level).length] as const,
  );
  const found = counts.filter(([, count]) => count > 0);
  const [worst] = found;
  if (worst === undefined) return { badge: 'nothing found', mark: 'good' };
  return { badge: found.map(([level, n]) => `${n} ${level}${n === 1 ? '' : 's'}`).join(', '), mark: worst[0] };
}

const levels: Readonly<Record<Level, string>> = { problem: 'Problem', warning: 'Warning', note: 'Note' };

function finding({ level, what, why, places, more, details = [] }: Finding): Markup {
  return html`<li class="finding ${level}">
    <p class="found"><span class="chip">${levels[level]}</span> <b>${what}</b></p>
    <p class="why">${why}</p>
    ${details.map((detail) => html`<p class="why">${detail}</p>`)}
    ${
      places.length === 0
        ? undefined
        : html`<ul class="places">
            ${places.map(
              ({ line, words }) =>
                html`<li>
                  <a role="link" tabindex="0" data-source="${line}" title="Show it in the source">Line ${line + 1}</a>
                  ${words === '' ? undefined : html`<code>${words}</code>`}
                </li>`,
            )}
            ${more > 0 ? html`<li>and ${more} more</li>` : undefined}
          </ul>`
    }
  </li>`;
}

function factList(facts: readonly (readonly [string, string])[]): Markup {
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function table({ caption, heads, rows }: Table): Markup {
  const more = rows.length - mostRows;
  return html`<table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, mostRows).map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="none">${more} more rows are not shown.</p>` : undefined}`;
}
