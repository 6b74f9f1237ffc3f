/** What a preview page may ask of the editor, and nothing else: checked before anything is done, since a message is behind it. Pure. */
import { wishIn } from '../views/pages/wish';

const actions = ['openText', 'allowRemote', 'blockRemote'] as const;

export type PreviewRequest =
  | { readonly ready: true }
  | { readonly do: (typeof actions)[number] }
  | { readonly dark: 'on' | 'off' }
  | { readonly images: 'on' | 'off' }
  /** A line of the source, from 0. */
  | { readonly source: string }
  /** A part by its path. */
  | { readonly open: string }
  | { readonly save: string }
  /** A link of the HTML that was followed. */
  | { readonly link: string };

export function isPreviewRequest(value: unknown): value is PreviewRequest {
  const [kind = '', wish] = wishIn(value) ?? [];
  if (kind === 'ready') return wish === true;
  return typeof wish === 'string' && allowed(kind, wish);
}

function allowed(kind: string, wish: string): boolean {
  switch (kind) {
    case 'do':
      return actions.some((action) => action === wish);
    case 'dark':
    case 'images':
      return wish === 'on' || wish === 'off';
    case 'source':
      return /^\d{1,9}$/.test(wish);
    case 'open':
    case 'save':
      return /^(?:\d{1,5}(?:\.\d{1,5}){0,200})?$/.test(wish);
    case 'link':
      return wish.length < 8_000 && /^(?:https?|mailto|tel):[^\s\p{Cc}]+$/u.test(wish);
    default:
      return false;
  }
}
