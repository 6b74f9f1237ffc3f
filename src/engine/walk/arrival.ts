/** What happens at the first look at a message: its arrival is told, and a hold rule that fits stops it before any attempt. */
import { namesOf, route } from '../delivery/route';
import type { Envelope } from '../mailroot/envelope';
import { subjectOf } from '../message/subject';
import { arrivalSentences } from '../origin';
import { holdReason } from '../queue/holdRules';
import { asAnnounced } from './announced';
import type { Walk } from './walked';

export async function tellArrival({ content, envelope, story }: Walk): Promise<void> {
  const { from, paths } = arrivalSentences(envelope);
  story.note('arrival', `${from}, ${(await content()).length} octets`);
  story.note('envelope', `${paths}: ${envelope.why}`);
}

/** The envelope with what was said of the message beforehand, or held. */
export async function onArrival(walked: Walk): Promise<Envelope> {
  const { envelope, note } = asAnnounced(walked.envelope, walked.ports.announced?.of(walked.id));
  if (note !== undefined) walked.story.note('command', note);
  return heldByRule({ ...walked, envelope });
}

/** Our own notifications are never held: they tell of what is. */
async function heldByRule(walked: Walk): Promise<Envelope> {
  const { envelope, ports, clock } = walked;
  const rules = ports.config().holdRules;
  if (rules.length === 0 || envelope.source.kind === 'dsn') return envelope;
  const addresses = envelope.recipients.map(({ address }) => address);
  const bytes = await walked.content();
  const why = holdReason(
    {
      reversePath: envelope.reversePath,
      recipients: addresses,
      nextHops: addresses.flatMap((address) => hopName(address, walked)),
      subject: subjectOf(bytes),
    },
    rules,
  );
  return why === undefined ? envelope : { ...envelope, held: { at: clock.now(), why } };
}

function hopName(address: string, { ports }: Walk): string[] {
  return namesOf(route(address, ports.config(), ports.simulated));
}
