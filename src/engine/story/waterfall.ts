/**
 * When each stage of a session began and ended, in the order in which they began. A command begins when it is sent and ends with its
 * reply, so stages overlap where commands are pipelined (RFC 2920); what names an event began where the line before it ended. Pure.
 */
import type { RtrSession } from '../mailroot/transcript';
import { StageReader, type TimedStage } from './stageTimes';

/** `reply`: from the end of the content to what was said to it. */
export interface StageSpan {
  readonly stage: TimedStage | 'reply';
  /** Milliseconds since the session began. */
  readonly fromMs: number;
  readonly toMs: number;
}

type Line = Exclude<RtrSession['lines'][number], { readonly mark: 'text' }>;

export function waterfall(lines: RtrSession['lines']): StageSpan[] {
  const drawing = new Drawing();
  for (const line of lines) if (line.mark !== 'text') drawing.add(line);
  return drawing.spans;
}

class Drawing {
  readonly spans: StageSpan[] = [];
  readonly #reader = new StageReader();
  #before = 0;
  #sent = false;

  add({ mark, text, ms }: Line): void {
    const read = this.#reader.stageOf(mark, text);
    const stage = mark === '<' && read === 'data' && this.#sent ? 'reply' : read;
    // What is said of a connection that stays open or was closed took no time of a stage.
    const idle = mark === '*' && /^(?:closed|kept|certificate|reused): /.test(text);
    if (!idle) this.#put(stage, mark === '>' ? ms : this.#before, ms);
    if (mark === '*' && text.startsWith('content: ')) this.#sent = true;
    this.#before = Math.max(this.#before, ms);
  }

  #put(stage: StageSpan['stage'], fromMs: number, toMs: number): void {
    const i = this.#goesOn(stage, fromMs);
    const span = this.spans[i];
    if (span === undefined) this.spans.push({ stage, fromMs, toMs: Math.max(fromMs, toMs) });
    else this.spans[i] = { ...span, toMs: Math.max(span.toMs, toMs) };
  }

  /** The span of that stage that is not over: the newest, or one whose answer is still to come. A second EHLO is another. */
  #goesOn(stage: StageSpan['stage'], at: number): number {
    const i = this.spans.findLastIndex((span) => span.stage === stage);
    const isNewest = i === this.spans.length - 1;
    const newest = this.spans.at(-1);
    const pipelined = i >= 0 && newest !== undefined && newest.fromMs <= at && overlaps(stage, newest.stage);
    return i >= 0 && (isNewest || pipelined) ? i : -1;
  }
}

/** Commands that are sent before earlier ones were answered. */
function overlaps(stage: StageSpan['stage'], newest: StageSpan['stage']): boolean {
  const pipelined: readonly StageSpan['stage'][] = ['mail', 'rcpt', 'data', 'quit'];
  return pipelined.includes(stage) && pipelined.includes(newest);
}
