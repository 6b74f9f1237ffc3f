/**
 * The script of the transcript and story pages: puts in the page it is sent, keeps what is folded, scrolled, typed and focused, and hands
 * on what buttons ask for. The only script there; the page's own text has none.
 */
import { search } from './search';

interface Host {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();
const main = document.querySelector('main');

window.addEventListener('message', ({ data }: MessageEvent<{ page?: string; path?: string; isNew?: boolean }>) => {
  if (main === null || typeof data.page !== 'string') return;
  host.setState({ path: data.path });
  const turned = data.isNew === true || (data.isNew === undefined && main.dataset['path'] !== data.path);
  const kept = turned ? undefined : remember(main);
  main.dataset['path'] = data.path ?? '';
  // Every text in it was escaped when it was made (html.ts), and the CSP runs nothing.
  main.innerHTML = data.page;
  if (kept === undefined) begin(main);
  else restore(main, kept);
});

/** What one came to see is shown, else the top. */
function begin(page: HTMLElement): void {
  const wanted = page.querySelector('.wanted');
  if (wanted === null) window.scrollTo(0, 0);
  else wanted.scrollIntoView({ block: 'start' });
}

interface Kept {
  readonly folded: ReadonlyMap<string, boolean>;
  readonly newest: string | undefined;
  readonly focused: number;
  readonly scroll: number;
  readonly typed: ReadonlyMap<string, string>;
}

type Field = HTMLInputElement | HTMLSelectElement;
const focusable = 'button, summary, input, select, [tabindex]';
const asking = 'button, a';

function remember(page: HTMLElement): Kept {
  const all = [...page.querySelectorAll('details')];
  return {
    folded: new Map(all.map(({ id, open }) => [id, open])),
    newest: newestOf(page)?.id,
    focused: [...page.querySelectorAll(focusable)].findIndex((each) => each === document.activeElement),
    scroll: window.scrollY,
    typed: new Map([...page.querySelectorAll<Field>('input, select')].map(({ id, value }) => [id, value])),
  };
}

function restore(page: HTMLElement, { folded, newest, focused, scroll, typed }: Kept): void {
  for (const each of page.querySelectorAll('details')) each.open = folded.get(each.id) ?? each.open;
  for (const field of page.querySelectorAll<Field>('input, select')) retype(field, typed.get(field.id));
  search('redrawn');
  const element = [...page.querySelectorAll<HTMLElement>(focusable)][focused];
  element?.focus({ preventScroll: true });
  // A new attempt is shown on the page of transcripts; else one goes on reading where one was.
  if (newest === newestOf(page)?.id || page.querySelector('#search') !== null) window.scrollTo(0, scroll);
}

function retype(field: Field, value: string | undefined): void {
  if (value === undefined) return;
  if (field instanceof HTMLInputElement || hasOption(field, value)) field.value = value;
}

function newestOf(page: HTMLElement): HTMLElement | null {
  return page.querySelector<HTMLElement>('details[id^="attempt-"]');
}

function hasOption(field: HTMLSelectElement, value: string): boolean {
  return [...field.options].some((option) => option.value === value);
}

/** What the page can do by itself; everything else is asked of the editor. */
function ask(target: EventTarget | null): void {
  const asked = target instanceof Element ? target.closest<HTMLElement>(asking) : null;
  for (const [kind, wish = ''] of Object.entries(asked?.dataset ?? {})) {
    if (kind === 'find') search(wish === 'back' ? 'back' : 'on');
    else if (kind === 'goto') goTo(wish);
    else if (kind === 'compareChosen') host.postMessage({ compare: `${chosen('left')}~${chosen('right')}` });
    else host.postMessage({ [kind]: wish });
  }
}

function goTo(id: string): void {
  const wanted = document.getElementById(id);
  if (!(wanted instanceof HTMLDetailsElement)) return;
  wanted.open = true;
  wanted.scrollIntoView({ block: 'start' });
  wanted.querySelector('summary')?.focus({ preventScroll: true });
}

function chosen(side: 'left' | 'right'): string {
  return document.querySelector<HTMLSelectElement>(`#compare-${side}`)?.value ?? '';
}

document.addEventListener('click', ({ target }) => ask(target));
document.addEventListener('input', ({ target }) => {
  if (target instanceof HTMLInputElement) search('afresh');
});
document.addEventListener('keydown', (event) => {
  const { key, target, shiftKey } = event;
  // A button is clicked by the browser when Enter is pressed; our links are not.
  if (key === 'Enter' && target instanceof HTMLAnchorElement) ask(target);
  if (key === 'Enter' && target instanceof HTMLInputElement) search(shiftKey ? 'back' : 'on');
  const find = (event.ctrlKey || event.metaKey) && key.toLowerCase() === 'f';
  const box = find ? document.querySelector<HTMLInputElement>('#search') : null;
  if (box === null) return;
  event.preventDefault();
  box.focus();
  box.select();
});

host.postMessage({ ready: true });
