/** The envelope against the headers: who gets it, who is only named, who is not named. Pure. */
import { html, type Markup } from '../../views/transcript/html';
import type { EnvelopeRow, EnvelopeView } from '../mail/envelope';

const mostRows = 1_000;

export function envelopeTab({ reversePath, why, rows, notes }: EnvelopeView): Markup {
  const more = rows.length - mostRows;
  return html`<p class="none">${why}</p>
    <dl class="who">
      <dt>Reverse-path</dt>
      <dd>
        ${reversePath === undefined ? 'none' : reversePath === '' ? html`&lt;&gt; (null: nobody hears of a failure)` : reversePath}
      </dd>
    </dl>
    ${notes.map((note) => html`<p class="say">${note}</p>`)}
    <table class="recipients" aria-label="Recipients">
      <thead>
        <tr>
          <th scope="col">Address</th>
          <th scope="col">Gets it</th>
          <th scope="col">Named in</th>
          <th scope="col">What that means</th>
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, mostRows).map(row)}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="none">${more} more recipients are not shown.</p>` : undefined}`;
}

function row({ address, named, receives, state }: EnvelopeRow): Markup {
  const gets = receives ? (state ?? 'yes') : 'no';
  return html`<tr class="${receives ? 'gets' : 'not'}">
    <td class="address">${address}</td>
    <td>${gets}</td>
    <td>${named.length === 0 ? '—' : named.join(', ')}</td>
    <td>${meaning({ receives, named })}</td>
  </tr>`;
}

function meaning({ receives, named }: Pick<EnvelopeRow, 'receives' | 'named'>): string {
  const seen = named.filter((name) => !name.endsWith('Bcc'));
  if (!receives) return 'Only named: the envelope does not have it.';
  if (seen.length > 0) return 'Named and in the envelope.';
  return named.length > 0
    ? 'A blind copy: the others do not see it.'
    : 'In the envelope alone: no header field names it.';
}
