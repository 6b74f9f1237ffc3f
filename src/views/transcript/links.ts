/** Names of settings, messages and documents in a sentence become links that lead there. Pure. */
import { isQueueId } from '../../engine/mailroot/layout';
import { html, type Markup } from './html';

const linkShape = /\b(mailroot(?:\.[A-Za-z]+)+|docs\/[a-z]+\.md|\d{8}T\d{6}Z-[0-9a-f]{7}(?:-[fdsc]\d+)?)/g;

export function linked(text: string): Markup {
  const parts = text.split(linkShape);
  return html`${parts.map((part, i) => (i % 2 === 0 ? html`${part}` : link(part)))}`;
}

/** Not `<a href>`: the editor would follow it. Not `<button>`: it would break the line. */
function link(name: string): Markup {
  const [kind, title] = isQueueId(name)
    ? ['message', 'Open this message']
    : name.startsWith('docs/')
      ? ['document', 'Read this document']
      : ['setting', 'Open this setting'];
  return html`<a role="link" tabindex="0" data-${kind}="${name}" title="${title}">${name}</a>`;
}
