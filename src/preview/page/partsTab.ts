/** The MIME tree: what each part is, how large, in which charset, on which line of the source. Pure. */
import { html, type Markup } from '../../views/transcript/html';
import { sizeText } from '../../language/model/content';
import type { Part } from '../../language/model/part';
import { nameOf, sizeOf } from '../mail/content';
import { linesAt } from '../mail/lines';
import { dispositionOf, namedCharset, type Mail } from '../mail/mail';

const mostParts = 1_000;
/** Deeper is not moved further to the right. */
const deepest = 12;

export function partsTab(mail: Mail): Markup {
  const { parts } = mail.message;
  const shown = parts.slice(0, mostParts);
  const lines = linesAt(
    mail,
    shown.map(({ start }) => start),
  );
  const more = parts.length - shown.length;
  return html`<table class="tree" aria-label="Parts of the message">
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col">Name</th>
          <th scope="col">Size</th>
          <th scope="col">Charset</th>
          <th scope="col">Encoding</th>
          <th scope="col">Line</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((part, i) => row(mail, part, lines[i] ?? 0))}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="none">${more} more parts are not shown.</p>` : undefined}`;
}

function row(mail: Mail, part: Part, line: number): Markup {
  const { text } = mail.message;
  const role = part === mail.html ? 'HTML' : mail.texts.includes(part) ? 'text' : dispositionOf(text, part);
  const charset = part.type.word.startsWith('text/') ? (namedCharset(part) ?? 'not named') : '';
  return html`<tr data-part="${part.path}">
    <td class="level l${Math.min(part.level, deepest)}">
      <span class="number">${part.path}</span>
      <a role="link" tabindex="0" data-source="${line}" title="Show it in the source"
        >${part.type.word.slice(0, 100)}</a
      >
      ${role === '' ? undefined : html`<span class="chip">${role.slice(0, 20)}</span>`}
    </td>
    <td>${nameOf(mail, part)?.slice(0, 200) ?? ''}</td>
    <td class="number">${sizeText(sizeOf(mail, part))}</td>
    <td>${charset.slice(0, 40)}</td>
    <td>${part.kind === 'leaf' ? part.encoding.slice(0, 40) : ''}</td>
    <td class="number">${line + 1}</td>
  </tr>`;
}
