/** Subject, who to whom, when: the head of the page. Pure. */
import { headerText, headerValue, readHeaders, type HeaderBlock } from '../../engine/message/headers';
import { mailboxes } from '../../engine/message/address';
import { decodeWords } from '../../engine/message/encodedWord';
import { readEnvelopeBlock } from '../../engine/message/envelopeBlock';
import { html, type Markup } from '../../views/transcript/html';
import type { EnvelopeView } from '../mail/envelope';
import type { Mail } from '../mail/mail';

const mostNames = 20;

export function headOf({ head }: Mail): HeaderBlock {
  return readHeaders(head, readEnvelopeBlock(head).end);
}

export function subjectOf(mail: Mail): string {
  return (headerText(headOf(mail), 'Subject') ?? '').slice(0, 500) || '(no subject)';
}

export function messageHead(mail: Mail, { rows }: EnvelopeView): Markup {
  const block = headOf(mail);
  const hidden = rows.filter(({ receives, named }) => receives && !named.some((name) => !name.includes('Bcc')));
  return html`<header>
    <div class="top">
      <h1>${subjectOf(mail)}</h1>
      <button data-do="openText" title="Open the source of the message">Open as Text</button>
    </div>
    <dl class="who">
      ${(['From', 'To', 'Cc'] as const).map((name) => people(block, name))} ${silent(hidden)} ${dated(block)}
    </dl>
  </header>`;
}

function people(block: HeaderBlock, name: string): Markup {
  const value = headerValue(block, name);
  if (value === undefined) return html``;
  const boxes = mailboxes(value.slice(0, 100_000));
  const shown = boxes.slice(0, mostNames).map(({ name: words, address }) => {
    const called = decodeWords(words);
    return called === ''
      ? html`<span class="box">${address}</span> `
      : html`<span class="box"><b>${called}</b> &lt;${address}&gt;</span> `;
  });
  const more =
    boxes.length > mostNames ? html`<span class="more">and ${boxes.length - mostNames} more</span>` : undefined;
  return html`<dt>${name}</dt>
    <dd>${shown.length === 0 ? decodeWords(value).slice(0, 200) : shown}${more}</dd>`;
}

/** Who gets it without being named in To or Cc. */
function silent(rows: EnvelopeView['rows']): Markup {
  if (rows.length === 0) return html``;
  const names = rows.slice(0, mostNames).map(({ address }) => html`<span class="box">${address}</span> `);
  const more =
    rows.length > mostNames ? html`<span class="more">and ${rows.length - mostNames} more</span>` : undefined;
  return html`<dt title="In the envelope, and neither in To nor in Cc">Unnamed</dt>
    <dd>${names}${more}</dd>`;
}

function dated(block: HeaderBlock): Markup {
  const value = headerValue(block, 'Date');
  return value === undefined
    ? html``
    : html`<dt>Date</dt>
        <dd>${value.slice(0, 100)}</dd>`;
}
