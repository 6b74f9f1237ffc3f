/** Where the time of a session went, as a bar and, for those who cannot see it, in words. Pure; no inline style, as the CSP wants it. */
import { took } from '../times';
import { html, type Markup } from './html';
import type { StageTime, TimedStage } from '../../engine/story/stageTimes';

const words: Readonly<Record<TimedStage, string>> = {
  dns: 'DNS',
  connect: 'connect',
  greeting: 'greeting',
  ehlo: 'EHLO',
  tls: 'TLS',
  auth: 'AUTH',
  mail: 'MAIL',
  rcpt: 'RCPT',
  data: 'DATA',
  quit: 'QUIT',
};

const width = 1_000;
/** What took no time is still to be seen. */
const least = 4;

export function timeBar(times: readonly StageTime[]): Markup {
  if (times.length === 0) return html``;
  const whole = times.reduce((sum, { ms }) => sum + ms, 0);
  const room = width - least * times.length;
  let x = 0;
  const pieces = times.map(({ stage, ms }) => {
    const w = least + (whole === 0 ? room / times.length : (room * ms) / whole);
    const piece = html`<rect class="s-${stage}" x="${x.toFixed(1)}" y="0" width="${w.toFixed(1)}" height="10"
      ><title>${words[stage]} ${took(ms)}</title></rect
    >`;
    x += w;
    return piece;
  });
  const legend = times.map(
    ({ stage, ms }) =>
      html`<li>
        <svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="s-${stage}" width="10" height="10" /></svg
        >${words[stage]} ${took(ms)}
      </li>`,
  );
  return html`<div class="time">
    <svg class="bar" viewBox="0 0 ${width} 10" preserveAspectRatio="none" aria-hidden="true">${pieces}</svg>
    <ul class="legend" aria-label="Time per stage">
      ${legend}
    </ul>
  </div>`;
}
