/**
 * The script of the preview page: puts in the page it is sent, makes the frame for the HTML, keeps which tab and width one looks at, and
 * hands on what is asked for. The only script there: the frame's sandbox runs none.
 */
interface Host {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
  getState(): unknown;
}
declare function acquireVsCodeApi(): Host;

interface Page {
  readonly page: string;
  readonly frame?: string;
  readonly uri: string;
}

/** Where the cursor stands in the source (places.ts). */
interface Mark {
  readonly part: string;
  readonly field?: number;
}

/** What one looks at; kept while the message changes, and over a reload. */
interface Look {
  readonly uri: string;
  readonly tab: string;
  readonly width: string;
  readonly fields: string;
}

const host = acquireVsCodeApi();
const main = document.querySelector('main');
const first: Look = { uri: '', tab: '', width: 'desktop', fields: 'decoded' };
let look: Look = { ...first, ...(host.getState() as Partial<Look> | undefined) };

window.addEventListener('message', ({ data }: MessageEvent<Partial<Page> & { readonly mark?: Mark | null }>) => {
  if (data.mark !== undefined) showMark(data.mark);
  if (main === null || typeof data.page !== 'string' || typeof data.uri !== 'string') return;
  if (look.uri !== data.uri) look = { ...look, uri: data.uri, tab: '' };
  const scroll = [...main.querySelectorAll('.panel')].map(({ scrollTop }) => scrollTop);
  // Every text in it was escaped when it was made (html.ts); the HTML of the message is in the frame alone.
  main.innerHTML = data.page;
  if (typeof data.frame === 'string') main.querySelector('[data-frame]')?.append(frameOf(data.frame));
  showLook();
  for (const [i, panel] of [...main.querySelectorAll('.panel')].entries()) panel.scrollTop = scroll[i] ?? 0;
});

/** Marked in every view, and brought to sight in the one that is open; the focus stays where it is. */
function showMark(mark: Mark | null): void {
  for (const each of main?.querySelectorAll('[aria-current]') ?? []) each.removeAttribute('aria-current');
  if (mark === null || main === null) return;
  const { part, field } = mark;
  const of = [...main.querySelectorAll<HTMLElement>('[data-part]')].filter((each) => each.dataset['part'] === part);
  const lines = [...main.querySelectorAll<HTMLElement>('[data-line]')];
  const line = field === undefined ? undefined : lines.findLast((each) => Number(each.dataset['line']) <= field);
  for (const each of line === undefined ? of : [...of, line]) {
    each.setAttribute('aria-current', 'location');
    if (each.offsetParent !== null) each.scrollIntoView({ block: 'nearest' });
  }
}

/** No scripts, no forms, no pop-ups, no way out: `allow-same-origin` alone, so that this page can hear which link was clicked. */
function frameOf(content: string): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-same-origin');
  frame.title = 'The HTML of the message';
  frame.srcdoc = content;
  frame.addEventListener('load', () => frame.contentDocument?.addEventListener('click', followed));
  return frame;
}

/** Links lead out by way of the editor, which asks; those inside of the message scroll. */
function followed(event: MouseEvent): void {
  const target = event.target as Element | null;
  const href = target?.closest('a')?.getAttribute('href');
  if (href === null || href === undefined || href.startsWith('#')) return;
  event.preventDefault();
  host.postMessage({ link: href });
}

function showLook(): void {
  host.setState(look);
  if (main === null) return;
  const tabs = [...main.querySelectorAll<HTMLElement>('[data-tab]')];
  const chosen = tabs.find((tab) => tab.dataset['tab'] === look.tab) ?? tabs[0];
  for (const tab of tabs) {
    tab.setAttribute('aria-selected', String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
    const panel = document.getElementById(`panel-${tab.dataset['tab'] ?? ''}`);
    if (panel !== null) panel.hidden = tab !== chosen;
  }
  press('width', look.width);
  press('fields', look.fields);
  main.dataset['width'] = look.width;
  main.dataset['fields'] = look.fields;
}

function press(kind: string, value: string): void {
  for (const button of main?.querySelectorAll<HTMLElement>(`[data-${kind}]`) ?? [])
    button.setAttribute('aria-pressed', String(button.dataset[kind] === value));
}

/** What changes only how it is looked at is done here; all else is the editor's. */
function ask(target: EventTarget | null): void {
  const asked = target instanceof Element ? target.closest<HTMLElement>('button, a') : null;
  for (const [kind, wish] of Object.entries(asked?.dataset ?? {})) {
    if (kind === 'tab' || kind === 'width' || kind === 'fields') {
      look = { ...look, [kind]: wish };
      showLook();
    } else host.postMessage({ [kind]: wish });
  }
}

document.addEventListener('click', ({ target }) => ask(target));
document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (key === 'Enter' && target instanceof HTMLAnchorElement) ask(target);
  if (target instanceof HTMLElement && target.role === 'tab') step(target, key);
});

/** Arrows lead from tab to tab (ARIA). */
function step(tab: HTMLElement, key: string): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (by === undefined) return;
  const tabs = [...document.querySelectorAll<HTMLElement>('[data-tab]')];
  const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
  ask(next ?? null);
  next?.focus();
}

host.postMessage({ ready: true });
