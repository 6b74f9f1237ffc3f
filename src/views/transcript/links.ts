/** Names of settings, messages and documents in a sentence become buttons that lead there. Pure. */
import { isQueueId } from '../../engine/mailroot/layout';
import { html, type Markup } from './html';

const linkShape = /\b(mailroot(?:\.[A-Za-z]+)+|docs\/[a-z]+\.md|\d{8}T\d{6}Z-[0-9a-f]{7}(?:-[fd]\d+)?)/g;

export function linked(text: string): Markup {
  const parts = text.split(linkShape);
  return html`${parts.map((part, i) => (i % 2 === 0 ? html`${part}` : link(part)))}`;
}

function link(name: string): Markup {
  if (isQueueId(name))
    return html`<button class="link" data-message="${name}" title="Open this message">${name}</button>`;
  if (name.startsWith('docs/')) return html`<button class="link" data-document="${name}">${name}</button>`;
  return html`<button class="link" data-setting="${name}" title="Open this setting">${name}</button>`;
}
