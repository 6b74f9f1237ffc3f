/** What the page of a case may ask of the editor: to open or copy what is in the case, to compare, and nothing that acts on mail. Pure. */
import { wishIn } from '../pages/wish';
import { storyRequest, type StoryRequest } from '../story/requests';

export type CaseRequest =
  | Exclude<StoryRequest, { readonly run: unknown } | { readonly cure: unknown } | { readonly setting: unknown }>
  /** A file by its name in the zip. */
  | { readonly packed: string };

export function caseRequest(value: unknown): CaseRequest | undefined {
  const [kind, wish] = wishIn(value) ?? [];
  if (kind === 'packed') return typeof wish === 'string' ? { packed: wish } : undefined;
  // A setting that a sentence names is one of where the case comes from.
  if (kind === 'setting') return { packed: 'settings.json' };
  const request = storyRequest(value);
  if (request === undefined || 'run' in request || 'cure' in request || 'setting' in request) return undefined;
  return isLink(request) ? undefined : request;
}

/** It would lead to a message of this machine. */
function isLink(request: CaseRequest): boolean {
  return 'copy' in request && request.copy.what === 'link';
}
