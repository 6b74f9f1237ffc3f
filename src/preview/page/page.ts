/**
 * The preview page as HTML: a head as mail programs have it, notes of what is not shown, tabs. Pure and without script of its own: every
 * text of the message is escaped; its HTML goes into the frame beside (safe/frame), never in here.
 */
import type { Envelope } from '../../engine/mailroot/envelope';
import { html, type Markup } from '../../views/transcript/html';
import { envelopeView } from '../mail/envelope';
import { placesOf, type Places } from '../mail/lines';
import type { Mail } from '../mail/mail';
import { Pictures } from '../mail/pictures';
import { wordsOf } from '../mail/content';
import { frameDocument } from '../safe/frame';
import { safeHtml } from '../safe/html';
import { messageHead, subjectOf } from './messageHead';
import { notesOf } from './notes';
import { tabsOf, type Tab } from './tabs';
import type { Wishes } from './wishes';

export interface PreviewFacts {
  readonly mail: Mail;
  /** The state beside the message, where there is one. */
  readonly state: Envelope | undefined;
  readonly wishes: Wishes;
  /** How many messages there are around it. */
  readonly depth?: number;
}

export interface PreviewPage {
  readonly title: string;
  readonly places: Places;
  /** The content of `<main>`. */
  readonly page: string;
  /** The document of the frame, where the message has HTML. */
  readonly frame?: string;
}

export function previewPage({ mail, state, wishes, depth = 0 }: PreviewFacts): PreviewPage {
  const pictures = new Pictures(mail);
  const words = mail.html === undefined ? undefined : wordsOf(mail, mail.html);
  const safe = words && safeHtml(words.text, { ...wishes, part: (id) => pictures.named(id) });
  const envelope = envelopeView(mail.head, state);
  const tabs = tabsOf({ mail, pictures, safe, envelope, wishes });
  const notes = notesOf({ mail, safe, wishes, note: words?.note });
  return {
    title: subjectOf(mail),
    places: placesOf(mail),
    page: html`${depth > 0 ? wayBack : undefined}${messageHead(mail, envelope)} ${notes} ${tabBar(tabs)}
    ${tabs.map(panel)}`.markup,
    ...(safe && { frame: frameDocument(safe, wishes) }),
  };
}

const wayBack = html`<nav aria-label="Where this message is">
  <button data-do="back">‹ Back</button> A message inside of another.
</nav>`;

function tabBar(tabs: readonly Tab[]): Markup {
  return html`<div class="tabs" role="tablist" aria-label="Views of the message">
    ${tabs.map(
      ({ name, label }, i) =>
        html`<button
          role="tab"
          id="tab-${name}"
          data-tab="${name}"
          aria-controls="panel-${name}"
          aria-selected="${i === 0 ? 'true' : 'false'}"
          tabindex="${i === 0 ? 0 : -1}"
        >
          ${label}
        </button>`,
    )}
  </div>`;
}

function panel({ name, content }: Tab, i: number): Markup {
  return html`<section
    class="panel ${name}"
    role="tabpanel"
    id="panel-${name}"
    aria-labelledby="tab-${name}"
    tabindex="0"
    ${i === 0 ? undefined : html`hidden`}
  >
    ${content}
  </section>`;
}
