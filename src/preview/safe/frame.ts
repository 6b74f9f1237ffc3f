/**
 * The document of the frame in which the HTML of a message is shown: a CSP of its own in front of everything, nothing of the message in
 * front of that. Pure.
 */
import type { SafeHtml } from './html';

export interface FrameWishes {
  readonly remote: boolean;
  readonly dark: boolean;
}

/** What a frame may load: images that are in it, and remote ones where a person allowed them. Never a script, a font or a style sheet. */
export function frameCsp(remote: boolean): string {
  const images = remote ? 'data: https: http:' : 'data:';
  return `default-src 'none'; img-src ${images}; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-src 'none'`;
}

/** As mail programs begin: white paper, dark ink, a plain face, and pictures that do not burst the page. */
const paper = `html{color:#1f1f1f}body{margin:16px;font:14px/1.5 Arial,Helvetica,sans-serif;overflow-wrap:anywhere}img{max-width:100%}`;
/** What mail programs do with a message that has no dark style: colours turned round, pictures not. */
const turned = `html{background:#fff;filter:invert(1) hue-rotate(180deg)}img,[background]{filter:invert(1) hue-rotate(180deg)}`;
const ownDark = `html{background:#1f1f1f;color:#e6e6e6;color-scheme:dark}`;

export function frameDocument(safe: SafeHtml, { remote, dark }: FrameWishes): string {
  const shade = safe.ownDark ? ownDark : turned;
  return `<!doctype html><html${safe.rootAttributes}><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${frameCsp(remote)}"><meta name="referrer" content="no-referrer"><title>Message</title><style>${paper}${dark ? shade : ''}</style><style>${safe.styles}</style></head><body${safe.bodyAttributes}>${safe.body}</body></html>`;
}
