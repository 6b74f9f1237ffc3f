/** What a transcript page may ask of the editor, and nothing else: its buttons' wishes, checked before anything is done. Pure. */
import { isQueueId } from '../../engine/mailroot/layout';
import { wishIn } from '../pages/wish';

const actions = ['retryNow', 'showStory', 'openMessage', 'sendAgain', 'openLtr', 'openRtr', 'openItr'] as const;

export type PageRequest =
  | { readonly ready: true }
  | { readonly do: (typeof actions)[number] }
  /** Full name, `mailroot.remoteDomains`. */
  | { readonly setting: string }
  /** Queue id. */
  | { readonly message: string }
  /** Queue id of a file in Drop. */
  | { readonly dropped: string }
  /** `docs/simulator.md`. */
  | { readonly document: string };

export function isPageRequest(value: unknown): value is PageRequest {
  const [kind = '', wish] = wishIn(value) ?? [];
  if (kind === 'ready') return wish === true;
  return typeof wish === 'string' && allowed(kind, wish);
}

function allowed(kind: string, wish: string): boolean {
  switch (kind) {
    case 'do':
      return actions.some((action) => action === wish);
    case 'setting':
      return /^mailroot(?:\.[A-Za-z]+)+$/.test(wish);
    case 'message':
    case 'dropped':
      return isQueueId(wish);
    case 'document':
      return /^docs\/[a-z]+\.md$/.test(wish);
    default:
      return false;
  }
}
