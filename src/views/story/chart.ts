/** Where the time of a session went, one row a stage, as bars on one axis and in words beside them. Pure; no inline style, as the CSP wants it. */
import type { StageSpan } from '../../engine/story/waterfall';
import { took } from '../times';
import { html, type Markup } from '../transcript/html';

const words: Readonly<Record<StageSpan['stage'], string>> = {
  dns: 'DNS',
  connect: 'connect',
  greeting: 'banner',
  ehlo: 'EHLO',
  tls: 'TLS',
  auth: 'AUTH',
  mail: 'MAIL',
  rcpt: 'RCPT',
  data: 'DATA',
  reply: 'reply',
  quit: 'QUIT',
};

const width = 1_000;
/** What took no time is still to be seen. */
const least = 6;

export function chart(spans: readonly StageSpan[]): Markup {
  if (spans.length === 0) return html``;
  const whole = Math.max(1, ...spans.map(({ toMs }) => toMs));
  const scale = (width - least) / whole;
  const rows = spans.map(({ stage, fromMs, toMs }) => {
    const [x, w] = [fromMs * scale, least + (toMs - fromMs) * scale];
    return html`<li>
      <span class="stage">${words[stage]}</span>
      <svg class="bar" viewBox="0 0 ${width} 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="s-${stage}" x="${x.toFixed(1)}" y="0" width="${w.toFixed(1)}" height="10" />
      </svg>
      <span class="took">${took(toMs - fromMs)}</span>
    </li>`;
  });
  return html`<ol class="waterfall" aria-label="Time per stage, in order">
    ${rows}
  </ol>`;
}
