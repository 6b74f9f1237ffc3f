/** What was read from disk, and heard from the engine, about one row. */
import type { Envelope } from '../engine/mailroot/envelope';
import type { FolderEntry } from '../engine/mailroot/list';
import type { Summary } from '../engine/mailroot/summary';
import type { Progress } from '../engine/protocol';

export interface RowFacts {
  readonly entry: FolderEntry;
  readonly summary?: Summary | undefined;
  /** Queue, Sent and BadMail: the state kept beside the message. */
  readonly envelope?: Envelope | undefined;
  /** BadMail: the text of its `.bdr`. */
  readonly reason?: string | undefined;
  /** Queue: the stage it is in right now. */
  readonly live?: Progress | undefined;
}
