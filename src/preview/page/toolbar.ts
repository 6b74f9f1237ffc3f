/** How the HTML is looked at: width, dark mode, images. Pure. */
import { html, type Markup } from '../../views/transcript/html';
import type { SafeHtml } from '../safe/html';

/** In CSS pixels; the class of the stage says the same. */
const widths = [
  ['desktop', 'Desktop', 'as wide as the page'],
  ['tablet', 'Tablet', '768 px'],
  ['mobile', 'Mobile', '375 px'],
] as const;

export function toolbar(
  safe: SafeHtml,
  { images, dark }: { readonly images: boolean; readonly dark: boolean },
): Markup {
  const turned = safe.ownDark
    ? 'its own dark style'
    : 'it has no dark style: colours are turned round, as many mail programs do';
  return html`<div class="toolbar" role="toolbar" aria-label="How the HTML is shown">
    <span class="group" role="group" aria-label="Width">
      ${widths.map(
        ([name, label, size], i) =>
          html`<button data-width="${name}" aria-pressed="${i === 0 ? 'true' : 'false'}" title="${size}">
            ${label}
          </button>`,
      )}
    </span>
    <button data-dark="${dark ? 'off' : 'on'}" aria-pressed="${dark ? 'true' : 'false'}" title="Dark mode: ${turned}">
      Dark
    </button>
    <button
      data-images="${images ? 'off' : 'on'}"
      aria-pressed="${images ? 'true' : 'false'}"
      title="As it looks where images are off"
    >
      Images
    </button>
  </div>`;
}
