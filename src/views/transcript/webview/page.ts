/**
 * The script of the transcript page: puts in the page it is sent, keeps what is folded, scrolled and focused, and hands on what
 * buttons ask for. The only script there; the page's own text has none.
 */
interface Host {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();
const main = document.querySelector('main');

window.addEventListener('message', ({ data }: MessageEvent<{ page?: string; path?: string }>) => {
  if (main === null || typeof data.page !== 'string') return;
  host.setState({ path: data.path });
  const turned = main.dataset['path'] !== data.path;
  const kept = turned ? undefined : remember(main);
  main.dataset['path'] = data.path ?? '';
  // Every text in it was escaped when it was made (html.ts), and the CSP runs nothing.
  main.innerHTML = data.page;
  if (kept === undefined) window.scrollTo(0, 0);
  else restore(main, kept);
});

interface Kept {
  readonly folded: ReadonlyMap<string, boolean>;
  readonly newest: string | undefined;
  readonly focused: number;
  readonly scroll: number;
}

const focusable = 'button, summary, [tabindex]';
const asking = 'button, a';

function remember(page: HTMLElement): Kept {
  const all = [...page.querySelectorAll('details')];
  return {
    folded: new Map(all.map(({ id, open }) => [id, open])),
    newest: all[0]?.id,
    focused: [...page.querySelectorAll(focusable)].findIndex((each) => each === document.activeElement),
    scroll: window.scrollY,
  };
}

function restore(page: HTMLElement, { folded, newest, focused, scroll }: Kept): void {
  const all = [...page.querySelectorAll('details')];
  for (const each of all) each.open = folded.get(each.id) ?? each.open;
  const element = [...page.querySelectorAll<HTMLElement>(focusable)][focused];
  element?.focus({ preventScroll: true });
  // A new attempt is shown; else one goes on reading where one was.
  if (newest === all[0]?.id) window.scrollTo(0, scroll);
}

function ask(target: EventTarget | null): void {
  const asked = target instanceof Element ? target.closest<HTMLElement>(asking) : null;
  for (const [kind, wish] of Object.entries(asked?.dataset ?? {})) host.postMessage({ [kind]: wish });
}

document.addEventListener('click', ({ target }) => ask(target));
// A button is clicked by the browser when Enter is pressed; our links are not.
document.addEventListener('keydown', ({ key, target }) => {
  if (key === 'Enter' && target instanceof HTMLAnchorElement) ask(target);
});

host.postMessage({ ready: true });
