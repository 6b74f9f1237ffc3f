/** Every header field, decoded or as it stands, with the line it is on. Pure. */
import { html, type Markup } from '../../views/transcript/html';
import { unfolded } from '../../language/model/fields';
import { cut } from '../../language/model/span';
import { raw, readable } from '../mail/content';
import { linesAt } from '../mail/lines';
import type { Mail } from '../mail/mail';
import { shown } from './textTab';

const mostFields = 1_000;
const longestValue = 4_000;

export function headersTab(mail: Mail): Markup {
  const { text, root, envelope } = mail.message;
  const fields = root.fields.slice(0, mostFields);
  const lines = linesAt(
    mail,
    fields.map(({ start }) => start),
  );
  const more = root.fields.length - fields.length;
  const top = new Set(envelope);
  const rows = fields.map((field, i) => {
    const value = { start: field.value.start, end: Math.min(field.value.end, field.value.start + longestValue) };
    const cutOff = field.value.end > value.end ? '…' : '';
    return html`<tr class="${top.has(field) ? 'envelope' : 'field'}" data-line="${lines[i] ?? 0}">
      <th scope="row">
        <a role="link" tabindex="0" data-source="${lines[i] ?? 0}" title="Line ${(lines[i] ?? 0) + 1} of the source"
          >${field.name}</a
        >
      </th>
      <td>
        <span class="decoded">${readable(unfolded(text, value)).replace(/\t/g, ' ')}${cutOff}</span>
        <pre class="asis">${shown(raw(cut(text, value)))}${cutOff}</pre>
      </td>
    </tr>`;
  });
  return html`<div class="toolbar" role="group" aria-label="How fields are shown">
      <button data-fields="decoded" aria-pressed="true">Decoded</button>
      <button data-fields="raw" aria-pressed="false">Raw</button>
    </div>
    <table class="fields" aria-label="Header fields">
      <tbody>
        ${rows}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="none">${more} more fields are not shown.</p>` : undefined}`;
}
