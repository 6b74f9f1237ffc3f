/** A calendar as a table: what, when, where, who. Pure. */
import { html, type Markup } from '../../views/transcript/html';
import type { Calendar, CalendarEvent, Person } from '../mail/calendar';

const mostPeople = 50;

/** What its sender wants (RFC 5546 §3.2). */
const methods: Readonly<Record<string, string>> = {
  PUBLISH: 'Published: for information, nobody answers.',
  REQUEST: 'An invitation, or a change of one: an answer is asked for.',
  REPLY: 'An answer of somebody who was invited.',
  ADD: 'More dates of an event.',
  CANCEL: 'Called off.',
  REFRESH: 'The organizer is asked to send it again.',
  COUNTER: 'Another time is proposed.',
  DECLINECOUNTER: 'The proposed time is declined.',
};

export function calendarTable({ method, events, more }: Calendar): Markup {
  const said = method === undefined ? undefined : `${method}: ${methods[method] ?? 'a method that is not known here.'}`;
  return html`${said === undefined ? undefined : html`<p class="say">${said}</p>`} ${events.map(eventTable)}
  ${more > 0 ? html`<p class="none">${more} more events are not shown.</p>` : undefined}
  ${events.length === 0 ? html`<p class="none">A calendar without events.</p>` : undefined}`;
}

function eventTable(event: CalendarEvent): Markup {
  const { kind, summary, when, place, organizer, attendees, status, repeats, description } = event;
  return html`<table class="facts" aria-label="${kind}: ${summary.slice(0, 200)}">
    <tbody>
      ${row(kind, summary)} ${row('When', when)} ${row('Repeats', repeats)} ${row('Where', place)}
      ${row('Organizer', organizer && person(organizer))}
      ${row('Attendees', attendees.length === 0 ? undefined : people(attendees))} ${row('Status', status)}
      ${row('Description', description && html`<pre>${description}</pre>`)}
    </tbody>
  </table>`;
}

function row(name: string, value: string | Markup | undefined): Markup {
  if (value === undefined) return html``;
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${value}</td>
  </tr>`;
}

function people(all: readonly Person[]): Markup {
  const more = all.length - mostPeople;
  return html`<ul class="people">
    ${all.slice(0, mostPeople).map((each) => html`<li>${person(each)}</li>`)}
    ${more > 0 ? html`<li class="none">and ${more} more</li>` : undefined}
  </ul>`;
}

function person({ name, address, answer, optional }: Person): Markup {
  const who = name === '' ? html`${address}` : html`<b>${name}</b> &lt;${address}&gt;`;
  const facts = [...(answer === undefined ? [] : [answer]), ...(optional ? ['optional'] : [])];
  return facts.length === 0 ? who : html`${who} <span class="none">(${facts.join(', ')})</span>`;
}
