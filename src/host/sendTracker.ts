/**
 * Follows the files one has sent from the editor: which document became which Pickup file, how far it is, how it ended.
 * Knows only what the engine says live; a window that was closed meanwhile finds the rest in the folders.
 */
import type { Outcome, Progress } from '../engine/protocol';

export type Sending =
  | { readonly kind: 'waiting'; readonly since: number; readonly engineRuns: boolean }
  | { readonly kind: 'underway'; readonly progress: Progress }
  | { readonly kind: 'ended'; readonly outcome: Outcome };

export interface Sent {
  /** URI of the document, as text. */
  readonly document: string;
  readonly pickupFile: string;
  /** Epoch ms: when it was handed in. */
  readonly at: number;
  readonly state: Sending;
}

export class SendTracker {
  readonly #byDocument = new Map<string, Sent>();
  readonly #documentOf = new Map<string, string>();
  readonly #listeners = new Set<(sent: Sent) => void>();

  /** Calls `hear` on each step of a file sent from here; returns how to stop. */
  onChange(hear: (sent: Sent) => void): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  of(document: string): Sent | undefined {
    return this.#byDocument.get(document);
  }

  /** The newest sending of each document. */
  all(): readonly Sent[] {
    return [...this.#byDocument.values()];
  }

  began(document: string, pickupFile: string, { now, engineRuns }: { now: number; engineRuns: boolean }): void {
    this.#documentOf.set(pickupFile, document);
    this.#become({ document, pickupFile, at: now, state: { kind: 'waiting', since: now, engineRuns } });
  }

  progressed(progress: Progress): void {
    const sent = this.#find(progress.pickupFile);
    if (sent !== undefined) this.#become({ ...sent, state: { kind: 'underway', progress } });
  }

  ended(outcome: Outcome): void {
    const sent = this.#find(outcome.pickupFile);
    if (sent !== undefined) this.#become({ ...sent, state: { kind: 'ended', outcome } });
  }

  /** Only the newest sending of a document is followed. */
  #find(pickupFile: string | undefined): Sent | undefined {
    const document = this.#documentOf.get(pickupFile ?? '');
    const sent = document === undefined ? undefined : this.#byDocument.get(document);
    return sent?.pickupFile === pickupFile ? sent : undefined;
  }

  #become(sent: Sent): void {
    this.#byDocument.set(sent.document, sent);
    for (const hear of this.#listeners) hear(sent);
  }
}
