/** Attachments: what each is called and how large it is, how it looks (glimpses), and what can be done with it. Pure. */
import { html, type Markup } from '../../views/transcript/html';
import { sizeText } from '../../language/model/content';
import type { Part } from '../../language/model/part';
import { nameOf, savedName, sizeOf } from '../mail/content';
import { isMessage } from '../mail/inside';
import { linesAt } from '../mail/lines';
import { dispositionOf, type Mail } from '../mail/mail';
import { glimpse, type GlimpseAround } from './glimpses';

const mostFiles = 500;

export function filesTab(around: GlimpseAround): Markup {
  const { mail } = around;
  const files = mail.files.slice(0, mostFiles);
  const lines = linesAt(
    mail,
    files.map(({ start }) => start),
  );
  const more = mail.files.length - files.length;
  return html`<ul class="files">
      ${files.map((part, i) => file({ ...around, line: lines[i] ?? 0 }, part))}
    </ul>
    ${more > 0 ? html`<p class="none">${more} more attachments are not shown here; they are under Parts.</p>` : undefined}`;
}

function file({ line, ...around }: GlimpseAround & { readonly line: number }, part: Part): Markup {
  const { mail } = around;
  const name = nameOf(mail, part)?.slice(0, 200) ?? savedName(mail, part);
  const { shape, content } = glimpse(around, part);
  return html`<li class="${shape}" data-part="${part.path}">
    <div class="look">${content}</div>
    <div class="name">${name}</div>
    <div class="what">${what(mail, part).join(' · ')}</div>
    <div class="acts">
      ${
        isMessage(mail, part)
          ? html`<button data-inside="${part.path}" aria-label="Preview ${name}">Preview</button>`
          : undefined
      }
      <button data-open="${part.path}" aria-label="Open ${name}">Open</button>
      <button data-save="${part.path}" aria-label="Save ${name}">Save…</button>
      <button data-source="${line}" aria-label="Show ${name} in the source">Source</button>
    </div>
  </li>`;
}

function what(mail: Mail, part: Part): string[] {
  const { text } = mail.message;
  const words = [part.type.word.slice(0, 100), sizeText(sizeOf(mail, part)), dispositionOf(text, part).slice(0, 20)];
  return words.filter((word) => word !== '');
}
