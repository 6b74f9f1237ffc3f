/** What a reader must know before trusting what is seen: what was blocked, taken out, or not read. Pure. */
import { sizeText } from '../../language/model/content';
import { limits } from '../../language/model/part';
import { html, type Markup } from '../../views/transcript/html';
import type { Mail } from '../mail/mail';
import type { SafeHtml } from '../safe/html';

export interface NoteFacts {
  readonly mail: Mail;
  readonly safe: SafeHtml | undefined;
  readonly wishes: { readonly remote: boolean; readonly images: boolean };
  readonly note: string | undefined;
}

export function notesOf(facts: NoteFacts): Markup {
  const notes = [...unread(facts.mail), ...(facts.note === undefined ? [] : [html`${facts.note}`]), ...ofHtml(facts)];
  if (notes.length === 0) return html``;
  return html`<ul class="notes" aria-label="Notes">
    ${notes.map((note) => html`<li>${note}</li>`)}
  </ul>`;
}

function unread({ octets: { size }, scanned, message }: Mail): Markup[] {
  const over = message.leftOut.map((what) =>
    what === 'parts'
      ? html`It has more than ${limits.parts} parts: the others are shown as text of the last.`
      : html`It nests deeper than ${limits.levels} levels: what is deeper is shown as text.`,
  );
  const capped =
    scanned < size
      ? [html`Only the first ${sizeText(scanned)} of ${sizeText(size)} were read: what stands behind is not shown.`]
      : [];
  return [...capped, ...over];
}

const mostHosts = 5;

function ofHtml({ safe, wishes }: NoteFacts): Markup[] {
  if (safe === undefined) return [];
  const removed = [...safe.removed].map(([what, count]) => `${count} × ${what.slice(0, 60)}`).slice(0, 12);
  return [
    ...(safe.remoteImages > 0 ? [remote(safe, wishes)] : []),
    ...(removed.length > 0 ? [html`Taken out of the HTML: ${removed.join(', ')}.`] : []),
    ...(safe.shortened ? [html`The HTML has too many elements: its end is not shown.`] : []),
  ];
}

function remote({ hosts, remoteImages }: SafeHtml, { remote: allowed }: NoteFacts['wishes']): Markup {
  const more = hosts.length > mostHosts ? ` and ${hosts.length - mostHosts} more` : '';
  const where = `${hosts.slice(0, mostHosts).join(', ')}${more}`;
  const images = remoteImages === 1 ? '1 remote image' : `${remoteImages} remote images`;
  return allowed
    ? html`${images} of ${where} may be loaded. <button data-do="blockRemote">Block Again</button>`
    : html`${images} of ${where} not loaded. <button data-do="allowRemote">Load for This Message</button>`;
}
