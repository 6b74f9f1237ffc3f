/**
 * The rows of the checks: opened and closed here, asked for when they are open and seen, and asked for again when the message has
 * changed. Until the new answer is there the last one stands, marked as old.
 */
export interface CheckAnswer {
  readonly check: string;
  readonly badge: string;
  readonly mark: string;
  readonly page: string;
}

export class Checks {
  readonly #ask: (name: string) => void;
  readonly #answers = new Map<string, CheckAnswer>();
  readonly #asked = new Set<string>();

  constructor(ask: (name: string) => void) {
    this.#ask = ask;
  }

  /** Another message: nothing of the last one holds. */
  forget(): void {
    this.#answers.clear();
  }

  /** The page was put in anew: what stands there may be old. */
  renewed(): void {
    this.#asked.clear();
  }

  /** Shows which are open, and asks for those that are `seen` and not yet asked for. */
  show(open: readonly string[], seen: 'seen' | 'hidden'): void {
    for (const button of document.querySelectorAll<HTMLElement>('[data-check]')) {
      const name = button.dataset['check'] ?? '';
      const isOpen = open.includes(name);
      button.setAttribute('aria-expanded', String(isOpen));
      const report = document.getElementById(`report-${name}`);
      if (report === null) continue;
      report.hidden = !isOpen;
      this.#fill(name);
      if (isOpen && seen === 'seen' && !this.#asked.has(name)) this.#wait(name, report);
    }
  }

  take(answer: CheckAnswer): void {
    this.#answers.set(answer.check, answer);
    this.#fill(answer.check);
    document.getElementById(`report-${answer.check}`)?.setAttribute('aria-busy', 'false');
  }

  #wait(name: string, report: HTMLElement): void {
    this.#asked.add(name);
    report.setAttribute('aria-busy', 'true');
    if (!this.#answers.has(name)) report.textContent = 'Checking…';
    this.#ask(name);
  }

  #fill(name: string): void {
    const answer = this.#answers.get(name);
    const report = document.getElementById(`report-${name}`);
    const badge = document.getElementById(`badge-${name}`);
    if (answer === undefined || report === null || badge === null) return;
    // Every text in it was escaped when it was made (html.ts).
    report.innerHTML = answer.page;
    badge.textContent = answer.badge;
    badge.dataset['mark'] = answer.mark;
  }
}
