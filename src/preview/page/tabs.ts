/** The views of a message: a row for each, in the order of the page. A row that has nothing to show for a message is left out. Pure. */
import { sizeText } from '../../language/model/content';
import type { Part } from '../../language/model/part';
import { html, type Markup } from '../../views/transcript/html';
import type { EnvelopeView } from '../mail/envelope';
import type { Mail } from '../mail/mail';
import type { Pictures } from '../mail/pictures';
import type { SafeHtml } from '../safe/html';
import { envelopeTab } from './envelopeTab';
import { filesTab } from './filesTab';
import { calendar, isCalendar, isReport, report, type Draw } from './glimpses';
import { headersTab } from './headersTab';
import { partsTab } from './partsTab';
import { textTab } from './textTab';
import { toolbar } from './toolbar';
import type { Wishes } from './wishes';

export interface TabFacts {
  readonly mail: Mail;
  readonly pictures: Pictures;
  readonly safe: SafeHtml | undefined;
  readonly envelope: EnvelopeView;
  readonly wishes: Wishes;
}

export interface Tab {
  /** Of the panel's class and id, too. */
  readonly name: string;
  readonly label: string;
  readonly content: Markup;
}

type Row = (facts: TabFacts) => Tab | undefined;

const rows: readonly Row[] = [
  ({ safe, wishes }) => safe && { name: 'html', label: 'HTML', content: rendered(safe, wishes) },
  ({ mail }) => ({ name: 'text', label: 'Text', content: textTab(mail) }),
  (facts) => laidOut(facts, isReport, { name: 'report', label: 'Report', draw: report }),
  (facts) => laidOut(facts, isCalendar, { name: 'calendar', label: 'Calendar', draw: calendar }),
  ({ mail }) => ({ name: 'headers', label: 'Headers', content: headersTab(mail) }),
  ({ envelope }) => ({ name: 'envelope', label: 'Envelope', content: envelopeTab(envelope) }),
  ({ mail }) => ({ name: 'parts', label: `Parts (${mail.message.parts.length})`, content: partsTab(mail) }),
  ({ mail, pictures }) =>
    mail.files.length === 0
      ? undefined
      : { name: 'files', label: `Attachments (${mail.files.length})`, content: filesTab({ mail, pictures }) },
];

export function tabsOf(facts: TabFacts): Tab[] {
  return rows.flatMap((row) => row(facts) ?? []);
}

function rendered(safe: SafeHtml, wishes: Wishes): Markup {
  return html`${toolbar(safe, wishes)}
    <div class="stage"><div class="paper" data-frame="${sizeText(safe.body.length)}"></div></div>`;
}

/** The first part of that kind, as what the message is about. */
function laidOut(facts: TabFacts, isOne: (part: Part) => boolean, { draw, ...tab }: LaidOut): Tab | undefined {
  const part = facts.mail.files.find(isOne);
  const drawn = part && draw(facts, part);
  return drawn && { ...tab, content: drawn.content };
}

type LaidOut = Omit<Tab, 'content'> & { readonly draw: Draw };
