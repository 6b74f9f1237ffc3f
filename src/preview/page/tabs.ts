/** The views of a message: a row for each, in the order of the page. A row that has nothing to show for a message is left out. Pure. */
import { readDeliveryStatus } from '../../engine/message/readReport';
import { sizeText } from '../../language/model/content';
import type { Part } from '../../language/model/part';
import { html, type Markup } from '../../views/transcript/html';
import { readCalendar } from '../mail/calendar';
import { octetsOf, wordsOf } from '../mail/content';
import type { EnvelopeView } from '../mail/envelope';
import type { Mail } from '../mail/mail';
import type { Pictures } from '../mail/pictures';
import type { SafeHtml } from '../safe/html';
import { calendarTable } from './calendarTable';
import { checksTab } from './checksTab';
import { envelopeTab } from './envelopeTab';
import { filesTab } from './filesTab';
import { isCalendar, isReport, mostLaidOut } from './glimpses';
import { headersTab } from './headersTab';
import { partsTab } from './partsTab';
import { reportTable } from './reportTable';
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
  ({ mail }) => laidOut(mail, isReport, { name: 'report', label: 'Report', content: report }),
  ({ mail }) => laidOut(mail, isCalendar, { name: 'calendar', label: 'Calendar', content: calendar }),
  ({ mail }) => ({ name: 'headers', label: 'Headers', content: headersTab(mail) }),
  ({ envelope }) => ({ name: 'envelope', label: 'Envelope', content: envelopeTab(envelope) }),
  ({ mail }) => ({ name: 'parts', label: `Parts (${mail.message.parts.length})`, content: partsTab(mail) }),
  ({ mail, pictures }) =>
    mail.files.length === 0
      ? undefined
      : { name: 'files', label: `Attachments (${mail.files.length})`, content: filesTab({ mail, pictures }) },
  () => ({ name: 'checks', label: 'Checks', content: checksTab() }),
];

export function tabsOf(facts: TabFacts): Tab[] {
  return rows.flatMap((row) => row(facts) ?? []);
}

function rendered(safe: SafeHtml, wishes: Wishes): Markup {
  return html`${toolbar(safe, wishes)}
    <div class="stage"><div class="paper" data-frame="${sizeText(safe.body.length)}"></div></div>`;
}

type LaidOut = Omit<Tab, 'content'> & { readonly content: (mail: Mail, part: Part) => Markup | undefined };

/** The first part of that kind, as what the message is about. */
function laidOut(mail: Mail, isOne: (part: Part) => boolean, { content, ...tab }: LaidOut): Tab | undefined {
  const part = mail.files.find(isOne);
  const made = part && content(mail, part);
  return made && { ...tab, content: made };
}

function report(mail: Mail, part: Part): Markup | undefined {
  const read = readDeliveryStatus(octetsOf(mail, part, mostLaidOut));
  return read.recipients.length === 0 ? undefined : reportTable(read);
}

function calendar(mail: Mail, part: Part): Markup | undefined {
  const read = readCalendar(wordsOf(mail, part, mostLaidOut).text);
  return read && calendarTable(read);
}
