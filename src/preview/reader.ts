/**
 * The worker from outside: questions go in, answers come back. One that takes too long is ended and says so; the next question gets a
 * new one. Ended with its page.
 */
import { Worker } from 'node:worker_threads';
import type { Answer, Answered, Answers, Asked, Question, Trouble } from './worker/protocol';

/** Megabytes of memory a worker may take. */
const memory = 512;
export const patienceMs = 30_000;
/** Saving is as slow as the disk. */
const patienceToSaveMs = 600_000;

interface Waiting {
  readonly settle: (answer: Answer) => void;
  readonly clock: NodeJS.Timeout;
}

export class Reader {
  readonly #script: string;
  readonly #patienceMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #last = 0;

  /** `script`: path of the bundle. */
  constructor(script: string, patience = patienceMs) {
    this.#script = script;
    this.#patienceMs = patience;
  }

  ask<Kind extends keyof Answers>(question: Question & { readonly kind: Kind }): Promise<Answers[Kind] | Trouble> {
    const id = ++this.#last;
    const patience = question.kind === 'save' ? patienceToSaveMs : this.#patienceMs;
    return new Promise((settle) => {
      const tooLong = (): void =>
        this.#end(`The message could not be read in ${patience / 1_000} seconds. Open it as text.`);
      this.#waiting.set(id, {
        settle: (answer) => settle(answer as Answers[Kind] | Trouble),
        clock: setTimeout(tooLong, patience),
      });
      this.#running().postMessage({ id, question } satisfies Asked);
    });
  }

  dispose(): void {
    this.#end('The preview was closed.');
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(this.#script, { resourceLimits: { maxOldGenerationSizeMb: memory }, stderr: true });
    worker.on('message', ({ id, answer }: Answered) => this.#settle(id, answer));
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#end(`The message could not be read: ${error.message}. Open it as text.`);
    });
    this.#worker = worker;
    return worker;
  }

  #settle(id: number, answer: Answer): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.clock);
    waiting.settle(answer);
  }

  #end(text: string): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { kind: 'trouble', text });
  }
}
