/**
 * The attempt within a walk: hands the message to delivery/ and brings back a status for each recipient, told by the message's clock.
 * A fault of our own becomes a delay that says so.
 */
import { attempt, type AttemptPorts } from '../delivery/attempt';
import { asSent } from '../delivery/asSent';
import { dropFile } from '../delivery/drop';
import { route, routeVia, type AskedFor, type Route, type SimulatedHop } from '../delivery/route';
import { internalError, tooManyHops } from '../delivery/setback';
import { notSigned, signed, signingFor, type Signing } from '../delivery/signing';
import { asPath, type DeliveryStatus, type Envelope, type Recipient } from '../mailroot/envelope';
import { drop } from '../mailroot/store';
import { domainOf } from '../message/address';
import { bestMatch } from '../message/governing';
import { outgoing, type Origin, type Outgoing } from '../message/outgoing';
import { isTlsOptional } from '../message/tlsRequired';
import { hopCount } from '../message/trace';
import { originFor } from '../origin';
import { errorText } from '../ports';
import { rehearsed } from '../queue/rehearsal';
import { dueRecipients, type Outcomes } from '../queue/settle';
import { aheadMs, onEnvelopesClock, retryPolicies, type Walk } from './walked';

/** Its clock is being moved: hosts are asked again, whatever the engine's own clock says of when they were asked last. */
export function isHurried({ envelope }: Walk): boolean {
  return envelope.advanceUntil !== undefined;
}

/** Who asks for an attempt asks for all; else each recipient has its own moment. `walked` is as it was before the attempt was counted. */
export function whoseTurn(walked: Walk): Recipient[] {
  const { envelope, ports, clock, askedFor } = walked;
  if (askedFor && !isHurried(walked)) return envelope.recipients;
  return dueRecipients(envelope, retryPolicies(ports.config()), clock.now());
}

/** `note` is told what hosts have taken while others are still being asked. */
export async function outcomesOf(walked: Walk, note: NonNullable<AttemptPorts['note']>): Promise<Outcomes> {
  return onEnvelopesClock(walked.envelope, await engineOutcomes(walked, note));
}

async function engineOutcomes(walked: Walk, note: AttemptPorts['note']): Promise<Outcomes> {
  const { envelope, ports, story, startedAt } = walked;
  try {
    const looping = envelope.recipients.some(isNew) ? await loopOutcomes(walked) : undefined;
    if (looping !== undefined) return looping;
    const sent = await envelopeSent(walked);
    const signing = signingOnce(walked);
    const unsigned = async (): Promise<DeliveryStatus | undefined> => {
      const found = await signing();
      return found.kind === 'trouble' ? notSigned(found.text, ports.clock.now()) : undefined;
    };
    return await attempt(sent, wireOnce(walked, signing), { ...attemptPorts(walked, sent), unsigned, note });
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    ports.log.error(`${walked.id}: a fault in MailRoot itself: ${stack}`);
    story.note('note', `a fault in MailRoot itself delayed this attempt: ${errorText(error)}`);
    return internalError(envelope.recipients, { at: startedAt, why: errorText(error) });
  }
}

/** Never attempted, or requeued: the hosts that the message passed are counted. They are the same at later attempts. */
function isNew({ state }: Recipient): boolean {
  return state.action === 'pending';
}

async function loopOutcomes({ content, envelope, ports, startedAt }: Walk): Promise<Outcomes | undefined> {
  const hops = hopCount(await content());
  return hops > ports.config().maxHopCount ? tooManyHops(envelope.recipients, { hops, at: startedAt }) : undefined;
}

/** Whether it passed other hosts before is looked at only where that matters. */
async function envelopeSent({ envelope, ports, content, story }: Walk): Promise<Envelope> {
  const { masqueradeDomain: domain, localDomains } = ports.config();
  const hops = domain === '' ? 0 : hopCount(await content());
  const isLocal = (address: string): boolean => bestMatch(domainOf(address), localDomains) !== undefined;
  const sent = asSent(envelope, { domain, isLocal, hops });
  if (sent.reversePath !== envelope.reversePath)
    story.note('note', `sent on from ${asPath(sent.reversePath)}: mailroot.masqueradeDomain`);
  return sent;
}

/** The message as it goes on the wire. */
export async function wire(walked: Walk): Promise<Outgoing> {
  const bytes = await walked.content();
  return outgoing(bytes, originOf(walked, bytes));
}

/** The same for the hosts of one attempt, made once; what is odd about it is told once. */
function wireOnce(walked: Walk, signing: () => Promise<Signing>): () => Promise<Outgoing> {
  let made: Promise<Outgoing> | undefined;
  return () => (made ??= make());
  async function make(): Promise<Outgoing> {
    const bytes = await walked.content();
    const found = await signing();
    // The attempt asks first, and puts off what can't be signed.
    if (found.kind === 'trouble') throw new Error(found.text);
    const plain = outgoing(bytes, originOf(walked, bytes));
    const whole = signed(plain, found.signers, walked.ports.clock.now());
    for (const note of whole.notes) walked.story.note('note', note);
    return whole;
  }
}

/** Who signs it is found out once an attempt, when there is a recipient elsewhere. */
function signingOnce({ content, ports }: Walk): () => Promise<Signing> {
  let found: Promise<Signing> | undefined;
  return () => (found ??= find());
  async function find(): Promise<Signing> {
    const { dkim } = ports.config();
    if (Object.keys(dkim).length === 0) return { kind: 'signers', signers: [] };
    return signingFor(await content(), dkim, { root: ports.mailRoot.root, secret: ports.secret });
  }
}

function originOf({ envelope, ports }: Walk, bytes: Buffer): Origin {
  return originFor(envelope, bytes, { fqdn: ports.fqdn(), dotStuffed: ports.config()['pickup.dotStuffed'] });
}

function attemptPorts(walked: Walk, sent: Envelope): AttemptPorts {
  const { ports, id, envelope, story, ask } = walked;
  const { clock, resolver, random, mailRoot, pool } = ports;
  const file = ask.pickupFile === undefined ? {} : { pickupFile: ask.pickupFile };
  return {
    clock,
    resolver,
    random,
    story,
    pool,
    fqdn: ports.fqdn(),
    sts: ports.config().mtaSts ? ports.sts : undefined,
    tlsOptional: async () => isTlsOptional(await walked.content()),
    elsewhere: ports.internet,
    since: walked.askedFor ? walked.startedAt : undefined,
    wait: ask.wait,
    maxRecipients: ports.config().maxRecipientsPerMessage,
    route: (recipient) => routeOf(recipient, { walked, simulated: (to) => ports.simulated(to, attemptOf(sent)) }),
    drop: async (recipients) => {
      const bytes = await walked.content();
      const parts = dropFile(bytes, envelope, { recipients, origin: originOf(walked, bytes) });
      const octets = parts.reduce((sum, { length }) => sum + length, 0);
      await ports.dropRoom.enter(octets);
      const { name } = await drop(mailRoot, id, parts);
      ports.dropRoom.wrote(octets);
      return name;
    },
    stage: (stage, nextHop) =>
      ports.onProgress({ id, ...file, stage, attempt: envelope.attempts, ...(nextHop !== undefined && { nextHop }) }),
  };
}

/** What a simulated host is to know. */
function attemptOf(sent: Envelope): AskedFor {
  const { id, envid = id, attempts, reversePath } = sent;
  return { envid, attempt: attempts, sender: reversePath, aheadMs: aheadMs(sent) };
}

/** By hand, or by the settings; with the leave that a person gave this one message. */
function routeOf(
  { address, via }: Pick<Recipient, 'address' | 'via'>,
  { walked, simulated }: { readonly walked: Walk; readonly simulated: SimulatedHop },
): Route {
  const config = walked.ports.config();
  const { mayLeave = [] } = walked.envelope;
  const settings = { ...config, allowedDomains: [...config.allowedDomains, ...mayLeave] };
  return via === undefined ? route(address, settings, simulated) : routeVia(address, via, settings);
}

/** In a rehearsal, whoever a remote host would hand it to is replaced. A simulated host hands it to nobody. */
export function rehearse(walked: Walk): Walk {
  const { envelope: before, ports, story } = walked;
  const to = ports.config().rehearsalRecipient;
  const isRemote = (recipient: Recipient): boolean =>
    ports.simulated(recipient.address) === undefined &&
    routeOf(recipient, { walked, simulated: () => undefined }).kind !== 'drop';
  const { envelope, replaced } = rehearsed(before, { to, isRemote });
  if (replaced.length === 0) return walked;
  const whom = replaced.map(asPath).join(', ');
  story.note('command', `rehearsal: ${asPath(to)} gets it instead of ${whom} (mailroot.rehearsalRecipient)`);
  return { ...walked, envelope };
}
