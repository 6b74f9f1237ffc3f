/**
 * DSNs within a walk: one that was dropped here is read and handed to the desk; what the desk has about a message is written into its
 * state and LTR. Mail that is no report costs a look at its header.
 */
import type { Envelope } from '../mailroot/envelope';
import { reportLines, withReport } from '../mailroot/originals';
import { readEnvelopeBlock } from '../message/envelopeBlock';
import { readReport } from '../message/readReport';
import type { Walk } from './walked';

/** What came about this message since it was looked at last; it is saved with whatever the walk does. */
export function withReports(walked: Walk): Walk {
  let { envelope } = walked;
  for (const tied of walked.ask.reports) {
    const after = withReport(envelope, tied);
    if (after !== envelope)
      for (const { text, recipient } of reportLines(walked.id, tied)) walked.story.note('dsn', text, recipient);
    envelope = after;
  }
  return { ...walked, envelope };
}

/** `after` is the message as it stands now: what was dropped just now may be a DSN. */
export async function tieDropped({ envelope, content, ports, story }: Walk, after: Envelope): Promise<void> {
  const dropped = after.recipients.find(
    ({ state }, i) => state.action === 'delivered' && envelope.recipients[i]?.state.action !== 'delivered',
  );
  if (dropped?.state.action !== 'delivered') return;
  const bytes = await content();
  const report = readReport(bytes, readEnvelopeBlock(bytes).end);
  if (report === undefined) return;
  const id = await ports.reports.arrived(report, dropped.state.file, ports.clock.now());
  if (id !== undefined) story.note('dsn', `it is a notification about ${id}, which was told`);
}
