/** How an attachment is seen at once: one row for each kind; the first that knows it draws it. Nothing is run, fetched or inflated. */
import { readDeliveryStatus } from '../../engine/message/readReport';
import type { Part } from '../../language/model/part';
import { html, type Markup } from '../../views/transcript/html';
import { readCalendar } from '../mail/calendar';
import { nameOf, octetsOf, savedName, wordsOf } from '../mail/content';
import { innerHead } from '../mail/head';
import { isMessage } from '../mail/inside';
import { extentOf, type Mail } from '../mail/mail';
import { readPdf, type PdfFacts } from '../mail/pdf';
import type { Pictures } from '../mail/pictures';
import { calendarTable } from './calendarTable';
import { reportTable } from './reportTable';
import { shown } from './textTab';

export interface GlimpseAround {
  readonly mail: Mail;
  readonly pictures: Pictures;
}

export interface Glimpse {
  /** `wide` takes the whole width of the page. */
  readonly shape: 'small' | 'wide';
  readonly content: Markup;
}

export type Draw = (around: GlimpseAround, part: Part) => Glimpse | undefined;

const small = (content: Markup): Glimpse => ({ shape: 'small', content });
const wide = (content: Markup): Glimpse => ({ shape: 'wide', content });

const table: readonly Draw[] = [picture, calendar, report, message, pdf, smallText];

export function glimpse(around: GlimpseAround, part: Part): Glimpse {
  for (const draw of table) {
    const drawn = draw(around, part);
    if (drawn !== undefined) return drawn;
  }
  return small(html`${kind(around.mail, part)}`);
}

function picture({ mail, pictures }: GlimpseAround, part: Part): Glimpse | undefined {
  const { uri, why } = pictures.of(part);
  if (uri !== undefined)
    return small(html`<img src="${uri}" alt="${nameOf(mail, part)?.slice(0, 200) ?? 'picture'}" />`);
  return why === undefined ? undefined : small(html`${kind(mail, part)}<span class="none">${why}</span>`);
}

/** Characters of a calendar, and octets of a report, that are laid out. */
const mostLaidOut = 500_000;

export function isCalendar(part: Part): boolean {
  return part.kind === 'leaf' && part.type.word === 'text/calendar';
}

export function calendar({ mail }: GlimpseAround, part: Part): Glimpse | undefined {
  const isOne = isCalendar(part) || /\.ics$/i.test(nameOf(mail, part) ?? '');
  const read = isOne ? readCalendar(wordsOf(mail, part, mostLaidOut).text) : undefined;
  return read && wide(calendarTable(read));
}

export function isReport(part: Part): boolean {
  return part.kind === 'leaf' && /^message\/(?:global-)?delivery-status$/.test(part.type.word);
}

export function report({ mail }: GlimpseAround, part: Part): Glimpse | undefined {
  if (!isReport(part)) return undefined;
  const read = readDeliveryStatus(octetsOf(mail, part, mostLaidOut));
  return read.recipients.length === 0 ? undefined : wide(reportTable(read));
}

/** Its head, its text when it is opened out; a report returns some messages as their headers alone. */
function message({ mail }: GlimpseAround, part: Part): Glimpse | undefined {
  const headersAlone = part.kind === 'leaf' && /^(?:text\/rfc822|message\/global)-headers$/.test(part.type.word);
  if (!headersAlone && !isMessage(mail, part)) return undefined;
  const { subject, fields, text } = innerHead(mail, part);
  return wide(
    html`<details>
      <summary><b>${subject}</b> ${fields.find(([name]) => name === 'From')?.[1]}</summary>
      <dl class="who">
        ${fields.map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
      ${headersAlone || text === '' ? undefined : html`<pre>${shown(text)}</pre>`}
    </details>`,
  );
}

/** Octets of a PDF that are looked at. */
const mostOfPdf = 5_000_000;

function pdf({ mail }: GlimpseAround, part: Part): Glimpse | undefined {
  const isOne =
    part.kind === 'leaf' && (part.type.word === 'application/pdf' || /\.pdf$/i.test(nameOf(mail, part) ?? ''));
  const facts = isOne ? readPdf(octetsOf(mail, part, mostOfPdf)) : undefined;
  return facts && small(html`${kind(mail, part)}<span class="none">${pdfText(facts)}</span>`);
}

function pdfText({ version, pages, title, encrypted }: PdfFacts): string {
  const counted = pages === undefined ? [] : [pages === 1 ? '1 page' : `${pages} pages`];
  return [
    ...(title === undefined ? [] : [`“${title}”`]),
    ...counted,
    `PDF ${version}`,
    ...(encrypted ? ['encrypted'] : []),
  ].join(' · ');
}

const readAtOnce =
  /^(?:text\/(?!html)|message\/(?:delivery-status|global-delivery-status|disposition-notification)$|application\/json$)/;
const longestGlimpse = 2_000;

function smallText({ mail }: GlimpseAround, part: Part): Glimpse | undefined {
  const { start, end } = extentOf(mail, part);
  if (part.kind !== 'leaf' || !readAtOnce.test(part.type.word) || end - start > 200_000) return undefined;
  return small(html`<pre>${shown(wordsOf(mail, part, longestGlimpse).text)}</pre>`);
}

function kind(mail: Mail, part: Part): Markup {
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(savedName(mail, part))?.[1] ?? 'file';
  return html`<span class="kind" aria-hidden="true">${ending.toUpperCase()}</span>`;
}
