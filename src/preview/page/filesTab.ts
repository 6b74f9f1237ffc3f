/** Attachments: what each is called and how large it is, pictures as pictures, and what can be done with them. Pure. */
import { html, type Markup } from '../../views/transcript/html';
import { sizeText } from '../../language/model/content';
import type { Part } from '../../language/model/part';
import { nameOf, savedName, sizeOf, wordsOf } from '../mail/content';
import { linesAt } from '../mail/lines';
import { dispositionOf, type Mail } from '../mail/mail';
import type { Pictures } from '../mail/pictures';
import { shown } from './textTab';

const mostFiles = 500;
const longestGlimpse = 2_000;
/** Small text is shown at once. */
const readAtOnce =
  /^(?:text\/(?!html)|message\/(?:delivery-status|global-delivery-status|disposition-notification)$|application\/json$)/;

export function filesTab(mail: Mail, pictures: Pictures): Markup {
  const files = mail.files.slice(0, mostFiles);
  const lines = linesAt(
    mail,
    files.map(({ start }) => start),
  );
  const more = mail.files.length - files.length;
  return html`<ul class="files">
      ${files.map((part, i) => file({ mail, pictures, line: lines[i] ?? 0 }, part))}
    </ul>
    ${more > 0 ? html`<p class="none">${more} more attachments are not shown here; they are under Parts.</p>` : undefined}`;
}

interface Around {
  readonly mail: Mail;
  readonly pictures: Pictures;
  readonly line: number;
}

function file({ mail, pictures, line }: Around, part: Part): Markup {
  const { text } = mail.message;
  const given = nameOf(mail, part);
  const name = given?.slice(0, 200) ?? savedName(mail, part);
  const what = [
    part.type.word.slice(0, 100),
    sizeText(sizeOf(mail, part)),
    dispositionOf(text, part).slice(0, 20),
  ].filter((word) => word !== '');
  return html`<li>
    <div class="look">${glimpse({ mail, pictures, line }, part)}</div>
    <div class="name">${name}</div>
    <div class="what">${what.join(' · ')}</div>
    <div class="acts">
      <button data-open="${part.path}" aria-label="Open ${name}">Open</button>
      <button data-save="${part.path}" aria-label="Save ${name}">Save…</button>
      <button data-source="${line}" aria-label="Show ${name} in the source">Source</button>
    </div>
  </li>`;
}

function glimpse({ mail, pictures }: Around, part: Part): Markup {
  const uri = pictures.of(part);
  if (uri !== undefined) return html`<img src="${uri}" alt="${nameOf(mail, part)?.slice(0, 200) ?? 'picture'}" />`;
  if (part.kind === 'leaf' && readAtOnce.test(part.type.word) && part.body.end - part.body.start < 200_000) {
    const words = shown(wordsOf(mail, part).text);
    return html`<pre>${words.slice(0, longestGlimpse)}</pre>`;
  }
  return html`<span class="kind" aria-hidden="true">${ending(savedName(mail, part))}</span>`;
}

function ending(name: string): string {
  return (/\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1] ?? 'file').toUpperCase();
}
