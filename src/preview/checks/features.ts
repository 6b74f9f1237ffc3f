/**
 * How each feature of caniemail is known in a message: the element, attribute, property, value, function, unit or selector that it is. Most
 * names say it themselves (`css-gap`, `html-video`); the table has the others. Pure data.
 */
import { slugs } from './support';

function w(kind: string, names: string): string[] {
  return names.split(' ').map((name) => `${kind}:${name}`);
}

function logical(property: string, of: string): string[] {
  return of.split(' ').map((each) => `property:${property}-${each}`);
}

const known: Readonly<Record<string, readonly string[]>> = {
  'css-animation': w('property', 'animation animation-name animation-duration animation-delay'),
  'css-transition': w('property', 'transition transition-property transition-duration'),
  'css-block-inline-size': w('property', 'block-size inline-size'),
  'css-border-inline-block': w('property', 'border-inline border-block'),
  'css-border-inline-block-longhand': logical(
    'border',
    'inline-width inline-style inline-color block-width block-style block-color',
  ),
  'css-border-inline-block-individual': logical('border', 'inline-start inline-end block-start block-end'),
  'css-border-radius-logical': w(
    'property',
    'border-start-start-radius border-start-end-radius border-end-start-radius border-end-end-radius',
  ),
  'css-column-layout-properties': w('property', 'columns column-width column-rule column-span column-fill'),
  'css-comments': ['sign:css-comment'],
  'css-display-flex': w('display', 'flex inline-flex'),
  'css-display-grid': w('display', 'grid inline-grid'),
  'css-display-none': ['display:none'],
  'css-flex-direction': ['property:flex-direction'],
  'css-gap': w('property', 'gap column-gap row-gap grid-gap'),
  'css-grid-template': w('property', 'grid-template grid-template-columns grid-template-rows grid-template-areas'),
  'css-important': ['sign:important'],
  'css-inert-attribute': ['attribute:inert'],
  'css-intrinsic-size': w('value', 'fit-content min-content max-content'),
  'css-left-right-top-bottom': w('property', 'left right top bottom'),
  'css-margin-block-start-end': logical('margin', 'block-start block-end'),
  'css-margin-inline-block': logical('margin', 'inline block'),
  'css-margin-inline-start-end': logical('margin', 'inline-start inline-end'),
  'css-padding-block-start-end': logical('padding', 'block-start block-end'),
  'css-padding-inline-block': logical('padding', 'inline block'),
  'css-padding-inline-start-end': logical('padding', 'inline-start inline-end'),
  'css-linear-gradient': w('function', 'linear-gradient repeating-linear-gradient'),
  'css-radial-gradient': w('function', 'radial-gradient repeating-radial-gradient'),
  'css-conic-gradient': w('function', 'conic-gradient repeating-conic-gradient'),
  'css-modern-color': w('function', 'lch oklch lab oklab'),
  'css-rgb': ['function:rgb'],
  'css-rgba': ['function:rgba'],
  'css-scroll-snap': w('property', 'scroll-snap-type scroll-snap-align'),
  'css-sytem-ui': w('value', 'system-ui ui-serif ui-sans-serif ui-rounded ui-monospace'),
  'css-unit-calc': ['function:calc'],
  'css-unit-initial': ['value:initial'],
  'css-unit-percent': ['unit:%'],
  'css-variables': ['function:var', 'sign:custom-property'],
  'css-nesting': ['sign:nesting'],
  'css-at-media-hover': w('media', 'hover any-hover'),
  'css-at-media-device-pixel-ratio': w(
    'media',
    '-webkit-device-pixel-ratio -webkit-min-device-pixel-ratio -webkit-max-device-pixel-ratio',
  ),
  ...Object.fromEntries(
    ['orientation', 'prefers-color-scheme', 'prefers-reduced-motion'].map((name) => [
      `css-at-media-${name}`,
      [`media:${name}`],
    ]),
  ),
  ...Object.fromEntries(
    'align aria-describedby aria-hidden aria-label aria-labelledby aria-live background cellpadding cellspacing dir hidden height lang popover required role target valign width'
      .split(' ')
      .map((name) => [`html-${name}`, [`attribute:${name}`]]),
  ),
  'html-loading-attribute': ['attribute:loading'],
  'html-srcset': w('attribute', 'srcset sizes'),
  'html-anchor-links': ['sign:anchor-link'],
  'html-mailto-links': ['sign:mailto-link'],
  'html-button-reset': ['button:reset'],
  'html-button-submit': ['button:submit'],
  'html-comments': ['sign:html-comment'],
  'html-doctype': ['sign:doctype'],
  'html-h1-h6': w('element', 'h1 h2 h3 h4 h5 h6'),
  'html-image-maps': w('element', 'map area'),
  'html-lists': w('element', 'ul ol dl'),
  'html-meta-color-scheme': w('meta', 'color-scheme supported-color-schemes'),
  'html-semantics': w(
    'element',
    'article aside details figcaption figure footer header main mark nav section summary time',
  ),
  ...Object.fromEntries(
    'checkbox hidden radio reset submit text'.split(' ').map((name) => [`html-input-${name}`, [`input:${name}`]]),
  ),
  'image-base64': ['image:data'],
  'image-jpg': w('image', 'jpg jpeg'),
  'image-tiff': w('image', 'tif tiff'),
  'image-heif': w('image', 'heif heic'),
};

const prefixes: readonly (readonly [prefix: string, kind: string])[] = [
  ['css-at-', 'at'],
  ['css-pseudo-class-', 'pseudo-class'],
  ['css-pseudo-element-', 'pseudo-element'],
  ['css-selector-', 'selector'],
  ['css-unit-', 'unit'],
  ['css-function-', 'function'],
  ['css-', 'property'],
  ['html-', 'element'],
  ['image-', 'image'],
];

function table(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const slug of slugs) {
    const prefix = prefixes.find(([start]) => slug.startsWith(start));
    const keys = known[slug] ?? (prefix === undefined ? [] : [`${prefix[1]}:${slug.slice(prefix[0].length)}`]);
    for (const key of keys) found.set(key, [...(found.get(key) ?? []), slug]);
  }
  return found;
}

/** What may stand in a message, each with the features it is. Keys are `kind:name`, as in `property:gap` or `element:video`. */
export const featuresOf: ReadonlyMap<string, readonly string[]> = table();
