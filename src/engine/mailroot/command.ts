/**
 * What a person may ask of a message beyond moving its files: the commands, as data, that the editor and the command line send and
 * the queue carries out (queue/steer). Read with a schema, since the control socket may be told anything.
 */
import * as v from 'valibot';
import { priorities } from './envelope';

/** Domains that one message may leave to, or is captured for, though the settings say otherwise. */
export const namedDomains = v.optional(
  v.array(v.pipe(v.string(), v.trim(), v.toLowerCase(), v.regex(/^[^\s*@]+$/, 'is not a domain'))),
);
const why = v.optional(v.pipe(v.string(), v.trim()));
const moment = v.variant('to', [
  v.object({ to: v.picklist(['next', 'delay-notification', 'expiration']) }),
  v.object({ to: v.literal('later'), ms: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
]);
/** How far the clock of a message is moved: to its next event, its delay notification, its expiration, or by a duration. */
export type Moment = v.InferOutput<typeof moment>;

const command = v.variant('kind', [
  /** Attempt it now. A held message stays held. */
  v.object({ kind: v.literal('retry') }),
  /** Neither attempted nor given up until it is released. */
  v.object({ kind: v.literal('hold'), why }),
  v.object({ kind: v.literal('release') }),
  /** Give up the open recipients: the sender gets a failure DSN. */
  v.object({ kind: v.literal('expire') }),
  /** Take it out of the Queue into Sent: it is not delivered, and nobody is told. */
  v.object({ kind: v.literal('remove') }),
  /**
   * Once more, its life beginning anew: with other recipients in place of those not delivered yet, or by another next hop
   * (`host:port`, or `Drop`). Works on messages in BadMail and Sent too.
   */
  v.object({
    kind: v.literal('requeue'),
    recipients: v.optional(v.pipe(v.array(v.pipe(v.string(), v.trim())), v.minLength(1, 'names nobody'))),
    via: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1))),
    mayLeave: namedDomains,
    capture: namedDomains,
    /** Absolute path of a file whose content it takes. */
    file: v.optional(v.pipe(v.string(), v.minLength(1))),
  }),
  /** Take the content of this file (absolute path); envelope and history stay. */
  v.object({ kind: v.literal('edit'), file: v.pipe(v.string(), v.minLength(1)) }),
  v.object({ kind: v.literal('priority'), priority: v.picklist(priorities) }),
  v.object({ kind: v.literal('advance'), moment }),
]);
export type Command = v.InferOutput<typeof command>;
export type CommandKind = Command['kind'];

export function readCommand(raw: unknown): { kind: 'command'; command: Command } | { kind: 'refused'; why: string } {
  const result = v.safeParse(command, raw);
  if (result.success) return { kind: 'command', command: result.output };
  const where = v.getDotPath(result.issues[0]) ?? 'kind';
  return { kind: 'refused', why: `This is not a command to a message (${where}: ${result.issues[0].message}).` };
}
