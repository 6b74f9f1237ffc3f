/** The SMTP session in which a message was handed in, or refused, as a part of its page or a page of its own; each reply explained. Pure. */
import { decidingReply, partiesOf, type ReadInboundSession } from '../../engine/mailroot/inbound';
import type { InboundFile } from '../../engine/story/inbound';
import { clockTime, took } from '../times';
import { inboundDialogue } from './dialogue';
import { html, type Markup } from './html';

export function inboundSection({ session }: InboundFile): Markup {
  const { at, verdict } = session;
  return html`<details class="attempt" id="inbound" open>
    <summary>
      <h2>Handed in over SMTP</h2>
      <span class="when">${clockTime(at)}</span>
      <span class="chip ${chipOf(session)}">${verdict}</span>
    </summary>
    <div class="inbound">
      <h3>What was said on the wire</h3>
      ${sessionBlock(session, html`<h4>${whose(session)}</h4>`)}
    </div>
  </details>`;
}

/** Of a session that has no message: it was refused. */
export function sessionPage({ session }: InboundFile): string {
  const { id, at, verdict } = session;
  const { from = 'nobody', to } = partiesOf(session);
  return html`<header>
      <h1>${verdict === 'refused' ? 'Refused SMTP session' : 'SMTP session'}</h1>
      <p class="where"><code>${id}</code> <span class="chip ${chipOf(session)}">${verdict}</span> ${clockTime(at)}</p>
      <nav aria-label="What can be done"><button data-do="openItr">ITR as Text</button></nav>
      <dl class="parties">
        <dt>From</dt>
        <dd>${from}</dd>
        <dt>To</dt>
        <dd>${to.length === 0 ? 'nobody' : to.join(', ')}</dd>
        <dt>Decided by</dt>
        <dd>${decidingReply(session)}</dd>
      </dl>
    </header>
    ${sessionBlock(session, html`<h2>${whose(session)}</h2>`)}`.markup;
}

function chipOf({ verdict }: ReadInboundSession): string {
  return verdict === 'refused' ? 'failed' : 'delivered';
}

function whose({ client, port }: ReadInboundSession): string {
  return `${client.address}, port ${client.port}, to our port ${port}`;
}

function sessionBlock({ client, lines }: ReadInboundSession, heading: Markup): Markup {
  const totalMs = lines.flatMap((line) => (line.mark === 'text' ? [] : [line.ms])).at(-1) ?? 0;
  return html`<article class="session" aria-label="Session of ${client.address}">
    ${heading}
    <p class="facts">${tlsOf(lines) ?? 'without TLS'} · ${took(totalMs)}</p>
    ${inboundDialogue(lines)}
  </article>`;
}

function tlsOf(lines: ReadInboundSession['lines']): string | undefined {
  const found = lines.find(({ mark, text }) => mark === '*' && text.startsWith('tls: '));
  return found?.text.slice('tls: '.length);
}
