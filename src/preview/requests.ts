/** What a preview page may ask of the editor, and nothing else: checked before anything is done, since a message is behind it. Pure. */
import { isCheckName, type CheckName } from './checks/names';
import { wishIn } from '../views/pages/wish';

const actions = ['openText', 'allowRemote', 'blockRemote', 'back'] as const;

export type PreviewAction = (typeof actions)[number];

export type PreviewRequest =
  | { readonly ready: true }
  | { readonly do: PreviewAction }
  | { readonly dark: 'on' | 'off' }
  | { readonly images: 'on' | 'off' }
  /** A line of the source, from 0. */
  | { readonly source: string }
  /** A part by its path. */
  | { readonly open: string }
  | { readonly save: string }
  /** A message inside, as a preview of its own. */
  | { readonly inside: string }
  /** A check that was opened. */
  | { readonly check: CheckName }
  /** A link of the HTML that was followed. */
  | { readonly link: string };

export function isPreviewRequest(value: unknown): value is PreviewRequest {
  const [kind = '', wish] = wishIn(value) ?? [];
  if (kind === 'ready') return wish === true;
  return typeof wish === 'string' && Object.hasOwn(wishes, kind) && wishes[kind]?.(wish) === true;
}

const isSwitch = (wish: string): boolean => wish === 'on' || wish === 'off';
const isPart = (wish: string): boolean => /^(?:\d{1,5}(?:\.\d{1,5}){0,200})?$/.test(wish);

const wishes: Readonly<Record<string, (wish: string) => boolean>> = {
  do: (wish) => actions.some((action) => action === wish),
  dark: isSwitch,
  images: isSwitch,
  source: (wish) => /^\d{1,9}$/.test(wish),
  open: isPart,
  save: isPart,
  inside: isPart,
  check: isCheckName,
  link: (wish) => wish.length < 8_000 && /^(?:https?|mailto|tel):[^\s\p{Cc}]+$/u.test(wish),
};
