/**
 * The inbound transcript (ITR), specified in docs/transcripts.md: one SMTP session in which a message was handed in, or refused. Its lines
 * are those of an RTR: `>` is what we said, `<` what the other side said, `*` an event. Encode and decode stand together
 * (property-tested); a line that does not decode is kept as a `text` line.
 */
import { decodeRtrLine, encodeRtrEntry, type RtrEntry, type RtrSession } from './transcript';

/** One session, as far as it concerns one message. */
export interface InboundSession {
  /** Epoch ms. */
  readonly at: number;
  /** The client's address and port. */
  readonly client: { readonly address: string; readonly port: number };
  /** The port it came to. */
  readonly port: number;
  readonly lines: readonly RtrEntry[];
}

export interface ReadInboundSession extends Omit<InboundSession, 'lines'> {
  readonly id: string;
  readonly verdict: Verdict;
  readonly lines: RtrSession['lines'];
}

/** `refused`: what was wanted of us was not done, or the session ended in the middle of it. */
export type Verdict = 'accepted' | 'refused';

/** `id` is the message's, or one of its own for what was refused. */
export function encodeItr(id: string, verdict: Verdict, { at, client, port, lines }: InboundSession): string {
  const start = `== from ${client.address} port ${client.port} to port ${port} at ${new Date(at).toISOString()} ==`;
  return `MailRoot inbound transcript of ${id}, ${verdict}\r\n\r\n${start}\r\n${lines.map(encodeRtrEntry).join('')}`;
}

const headShape = /^MailRoot inbound transcript of (\S+), (accepted|refused)$/;
const startShape = /^== from (\S+) port (\d+) to port (\d+) at (\S+) ==$/;

/** Undefined when it is none. */
export function decodeItr(text: string): ReadInboundSession | undefined {
  const [head = '', , start = '', ...lines] = text.split(/\r?\n/);
  const [, id, verdict] = headShape.exec(head) ?? [];
  const [, address, clientPort, port, at = ''] = startShape.exec(start) ?? [];
  if (id === undefined || address === undefined) return undefined;
  return {
    id,
    verdict: verdict === 'refused' ? 'refused' : 'accepted',
    at: Date.parse(at),
    client: { address, port: Number(clientPort) },
    port: Number(port),
    lines: lines.filter((line) => line !== '').map(decodeRtrLine),
  };
}

/**
 * What decided it: of a refusal the last reply that refused, else how it ended. A client that goes on behind a refusal (DATA without a
 * recipient) is told 503: that is not why.
 */
export function decidingReply({ lines, verdict }: ReadInboundSession): string {
  const last = (wanted: RegExp): string | undefined =>
    lines.findLast((line) => line.mark === '>' && wanted.test(line.text))?.text;
  const said = verdict === 'refused' ? (last(/^(?!503)[45]\d\d[ -]/) ?? last(/^503[ -]/)) : last(/^250 /);
  return said ?? lines.findLast((line) => line.mark === '*')?.text ?? '';
}

/** Who wanted to send to whom, as the client put it; nothing of what it did not say. */
export function partiesOf({ lines }: Pick<ReadInboundSession, 'lines'>): {
  readonly from?: string;
  readonly to: readonly string[];
} {
  const said = lines.flatMap((line) => (line.mark === '<' ? [line.text] : []));
  const pathBehind = (command: RegExp): string[] => said.flatMap((text) => command.exec(text)?.[1] ?? []);
  const from = pathBehind(/^MAIL FROM: ?(<[^>]*>)/i).at(-1);
  return { ...(from !== undefined && { from }), to: pathBehind(/^RCPT TO: ?(<[^>]*>)/i) };
}
