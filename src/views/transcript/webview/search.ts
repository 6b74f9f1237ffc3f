/**
 * Search in the dialogues of a page: marks what is found without touching the text, shows one hit after another, opens what is folded
 * around it. What is in the box stays when the page is drawn anew.
 */
const mostHits = 1_000;
const painted = 'found';
const paintedNow = 'found-now';

let hits: Range[] = [];
let now = -1;

/** `redrawn`: the page is another, what is looked for is not, nor which hit one is at. */
export function search(step: 'afresh' | 'redrawn' | 'on' | 'back'): void {
  const box = document.querySelector<HTMLInputElement>('#search');
  if (box === null) return;
  if (step === 'afresh' || step === 'redrawn') {
    hits = hitsOf(box.value);
    now = step === 'redrawn' ? Math.min(now, hits.length - 1) : -1;
  } else if (hits.length > 0) {
    now = (now + (step === 'on' ? 1 : -1) + hits.length) % hits.length;
    show(hits[now]);
  }
  paint();
  tell(box.value);
}

function hitsOf(wanted: string): Range[] {
  const word = wanted.toLowerCase();
  if (word === '') return [];
  const found = [...document.querySelectorAll('.dialogue .said, .dialogue .text, .decisions .said')]
    .flatMap(textsOf)
    .flatMap((node) => hitsIn(node, word));
  return found.slice(0, mostHits);
}

/** The texts of a line, without the explanations that are shown on hover. */
function textsOf(said: Element): Text[] {
  const texts: Text[] = [];
  const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() !== null) {
    const node = walker.currentNode;
    if (node instanceof Text && node.parentElement?.closest('.tip') === null) texts.push(node);
  }
  return texts;
}

function hitsIn(node: Text, word: string): Range[] {
  const text = node.data.toLowerCase();
  const found: Range[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    found.push(range);
  }
  return found;
}

function show(hit: Range | undefined): void {
  const element = hit?.startContainer.parentElement ?? null;
  for (let at = element; at !== null; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
  element?.scrollIntoView({ block: 'center' });
}

function paint(): void {
  const current = hits[now];
  CSS.highlights.set(painted, new Highlight(...hits));
  CSS.highlights.set(paintedNow, new Highlight(...(current === undefined ? [] : [current])));
}

function tell(wanted: string): void {
  const found = document.querySelector('#found');
  if (found === null) return;
  if (wanted === '') found.textContent = '';
  else if (hits.length === 0) found.textContent = 'nothing found';
  else found.textContent = now < 0 ? `${hits.length} found` : `${now + 1} of ${hits.length}`;
}
