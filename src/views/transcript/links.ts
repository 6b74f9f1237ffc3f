/** Names of settings, messages and documents in a sentence become links that lead there; moments are told in local time. Pure. */
import { isQueueId } from '../../engine/mailroot/layout';
import { clockTime } from '../times';
import { html, type Markup } from './html';

const moment = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z/;
const wholeMoment = new RegExp(`^${moment.source}$`);
const linkShape = new RegExp(
  `\\b(mailroot(?:\\.[A-Za-z]+)+|docs/[a-z]+\\.md|\\d{8}T\\d{6}Z-[0-9a-f]{7}(?:-[fdsc]\\d+)?(?:\\.eml)?|${moment.source})`,
  'g',
);

export function linked(text: string): Markup {
  const parts = text.split(linkShape);
  return html`${parts.map((part, i) => (i % 2 === 0 ? html`${part}` : named(part)))}`;
}

function named(part: string): Markup {
  if (!wholeMoment.test(part)) return link(part);
  const at = Date.parse(part);
  return Number.isNaN(at) ? html`${part}` : html`<time datetime="${part}" title="${part}">${clockTime(at)}</time>`;
}

/** Not `<a href>`: the editor would follow it. Not `<button>`: it would break the line. */
function link(name: string): Markup {
  const id = name.replace(/\.eml$/, '');
  const [kind, title] = isQueueId(id)
    ? [id === name ? 'message' : 'dropped', 'Open this message']
    : name.startsWith('docs/')
      ? ['document', 'Read this document']
      : ['setting', 'Open this setting'];
  return html`<a role="link" tabindex="0" data-${kind}="${id}" title="${title}">${name}</a>`;
}
