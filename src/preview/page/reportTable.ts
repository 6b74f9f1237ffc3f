/** A delivery report as a table: what became of each recipient, what the host said, and what that means. Pure. */
import { explainReported } from '../../engine/explain/reported';
import type { readDeliveryStatus, ToldRecipient } from '../../engine/message/readReport';
import { html, type Markup } from '../../views/transcript/html';

const mostRows = 200;

export function reportTable({ reporter, recipients }: ReturnType<typeof readDeliveryStatus>): Markup {
  const more = recipients.length - mostRows;
  return html`${reporter === undefined ? undefined : html`<p class="say">Reported by ${untyped(reporter)}</p>`}
    <table class="report" aria-label="What became of each recipient">
      <thead>
        <tr>
          <th scope="col">Recipient</th>
          <th scope="col">Action</th>
          <th scope="col">Status</th>
          <th scope="col">What was said</th>
          <th scope="col">What that means</th>
        </tr>
      </thead>
      <tbody>
        ${recipients.slice(0, mostRows).map(row)}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="none">${more} more recipients are not shown.</p>` : undefined}`;
}

function row(told: ToldRecipient): Markup {
  const { address, original, action, status, diagnostic, remoteHost, retryUntil } = told;
  const words = explainReported(told);
  return html`<tr>
    <td class="address">
      ${address.slice(0, 320)}
      ${original === undefined || original === address ? undefined : html`<p class="none">as ${original.slice(0, 320)}</p>`}
    </td>
    <td>${action}</td>
    <td class="number">${status}</td>
    <td>
      ${diagnostic === undefined ? '—' : untyped(diagnostic)}
      ${remoteHost === undefined ? undefined : html`<p class="none">${untyped(remoteHost)}</p>`}
      ${retryUntil === undefined ? undefined : html`<p class="none">It is tried until ${retryUntil.slice(0, 100)}</p>`}
    </td>
    <td>
      ${
        words === undefined
          ? meaning[action]
          : html`<b>${words.title}.</b> ${words.meaning}
              <p class="none">${words.side} ${words.advice}</p>`
      }
    </td>
  </tr>`;
}

const meaning: Readonly<Record<ToldRecipient['action'], string>> = {
  failed: 'It was given up.',
  delayed: 'It is tried again.',
  delivered: 'It is in the mailbox.',
  relayed: 'It was handed on to a host that reports nothing.',
  expanded: 'It went to the members of a list.',
};

/** `smtp; 550 ...` without its type. */
function untyped(value: string): string {
  return value.replace(/^[\w-]{1,20}\s*;\s*/, '').slice(0, 1_000);
}
