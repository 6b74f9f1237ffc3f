/**
 * Notes within an attempt: what one host has taken is on disk while another is still being asked, so that a crash in those minutes does not
 * bring it there again. A disk that does not take the note now gets it with the end of the attempt.
 */
import { saveState } from '../mailroot/store';
import { errorText } from '../ports';
import { withTaken, type Outcomes } from '../queue/settle';
import { aheadMs, onEnvelopesClock, type Walk } from './walked';

/** `begun` has the envelope with the attempt counted, and all of its recipients. One note at a time. */
export function noteTo(begun: Walk): (outcomes: Outcomes) => Promise<void> {
  let writing = Promise.resolve();
  return (outcomes) => (writing = writing.then(() => write(begun, outcomes)));
}

async function write({ ports, envelope, clock, id }: Walk, outcomes: Outcomes): Promise<void> {
  const noted = withTaken(envelope, onEnvelopesClock(envelope, outcomes), clock.now());
  try {
    await saveState(ports.mailRoot, noted, (envelope.nextAttemptAt ?? 0) - aheadMs(envelope));
  } catch (error) {
    ports.log.warn(
      `${id}: what a host has taken could not be noted before the end of the attempt: ${errorText(error)}`,
    );
  }
}
