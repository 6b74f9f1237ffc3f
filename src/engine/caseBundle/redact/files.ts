/**
 * The files of a message that are not the message, without what they tell of persons: state, transcripts, reason. Each is decoded, freed, and
 * encoded again, so that it reads as before. What does not decode comes back as undefined: nobody knows what stands in it. Pure.
 */
import { decodeEnvelope, encodeEnvelope, type Envelope } from '../../mailroot/envelope';
import { decodeItr, encodeItr } from '../../mailroot/inbound';
import {
  decodeLtr,
  decodeRtr,
  encodeLtr,
  encodeRtrSession,
  ltrHeader,
  rtrHeader,
  type RtrEntry,
  type RtrSession,
} from '../../mailroot/transcript';
import { splitFamilyName } from '../../mailroot/layout';
import { decodeXtext } from '../../message/xtext';
import { filled } from './fill';
import type { Redaction } from './redaction';

/** Members whose texts are words of ours. */
const words: ReadonlySet<string> = new Set(
  'id action kind stage category status enhanced setting ret notify body priority reason dsn of'.split(' '),
);

export function redactState(text: string, redaction: Redaction): string | undefined {
  const decoded = decodeEnvelope(text);
  return decoded.kind === 'envelope'
    ? encodeEnvelope(redactMember('', decoded.envelope, redaction) as Envelope)
    : undefined;
}

function redactMember(name: string, value: unknown, redaction: Redaction): unknown {
  if (Array.isArray(value)) return value.map((each) => redactMember(name, each, redaction));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, redactMember(key, each, redaction)]));
  return typeof value === 'string' && value !== '' ? textOf(name, value, redaction) : value;
}

function textOf(name: string, value: string, { names, text }: Redaction): string {
  if (words.has(name)) return value;
  switch (name) {
    case 'address':
    case 'reversePath':
      return names.address(value);
    case 'mayLeave':
    case 'fqdn':
      return names.host(value);
    case 'file':
      return splitFamilyName(value) === undefined ? names.file(value) : value;
    case 'envid':
      return names.named('word', value);
    default:
      return text.sentence(value);
  }
}

export function redactLtr(text: string, { names, text: texts }: Redaction, id: string): string {
  const lines = decodeLtr(text).map((line) => {
    if (line.kind === 'text')
      return line.text === ltrHeader(id).trim() ? ltrHeader(id) : `${filled(asOctets(line.text))}\r\n`;
    const whom =
      line.recipient === undefined ? {} : { recipient: line.recipient === '' ? '' : names.address(line.recipient) };
    return encodeLtr({ ...line, ...whom, text: texts.sentence(line.text) });
  });
  return lines.join('');
}

export function redactRtr(text: string, redaction: Redaction, id: string): string {
  const sessions = decodeRtr(text).map((session) => {
    const lines = session.lines.map((line) => redactLine(line, '>', redaction));
    return encodeRtrSession({ ...session, name: redaction.text.text(session.name), lines });
  });
  return rtrHeader(id) + sessions.join('');
}

export function redactItr(text: string, redaction: Redaction): string | undefined {
  const session = decodeItr(text);
  if (session === undefined) return undefined;
  const { id, verdict, client, lines } = session;
  const told = lines
    .map((line) => redactLine(line, '<', redaction))
    .filter((line): line is RtrEntry => line.mark !== 'text');
  return encodeItr(id, verdict, {
    ...session,
    client: { ...client, address: redaction.names.ip(client.address) },
    lines: told,
  });
}

/** `commands`: the mark of who gives them. */
function redactLine(
  line: RtrSession['lines'][number],
  commands: '>' | '<',
  redaction: Redaction,
): RtrSession['lines'][number] {
  if (line.mark === 'text') return { ...line, text: filled(asOctets(line.text)) };
  return { ...line, text: line.mark === commands ? command(line.text, redaction) : heard(line.text, redaction) };
}

function heard(said: string, { text }: Redaction): string {
  return said.startsWith('certificate: ') ? certificate(said, text) : text.text(said);
}

/** What is no command of SMTP may be anything. */
function command(said: string, { names, text }: Redaction): string {
  const [, verb = '', rest = ''] = /^(\w+)(.*)$/s.exec(said) ?? [];
  if (/^(?:EHLO|HELO)$/i.test(verb)) return `${verb} ${rest.trim() === '' ? '' : names.host(rest.trim())}`.trim();
  if (/^(?:MAIL|RCPT)$/i.test(verb)) {
    const [path = '', ...parameters] = rest.split(/(?= [A-Z0-9]+=)/i);
    const given = parameters.map((each) =>
      /^ ENVID=/i.test(each) ? ` ENVID=${names.named('word', decodeXtext(each.slice(7)))}` : text.text(each),
    );
    return verb + text.text(path) + given.join('');
  }
  return /^(?:DATA|RSET|NOOP|QUIT|STARTTLS|BDAT|AUTH|HELP)$/i.test(verb) ? text.text(said) : filled(asOctets(said));
}

/** Who it is for and how long it is good stays to be seen; who issued it does not. */
function certificate(line: string, text: Redaction['text']): string {
  const facts = line.slice('certificate: '.length).split('; ');
  const told = facts.map((fact) => {
    if (/^(?:for |SHA-256 |\d{4}-|not trusted: |none was shown)/.test(fact)) return text.text(fact);
    const freed = text.text(fact);
    return freed === fact ? fact.replace(/^(by )?.*$/s, '$1redacted') : freed;
  });
  return `certificate: ${told.join('; ')}`;
}

/** A reason file: IIS's sentence, with ours in quotes. */
export function redactReason(text: string, { text: texts }: Redaction): string | undefined {
  const [, before = '', why, after = ''] = /^(Unable to deliver [a-z ]*: ")([^]*?)("\r?\n[^]*)$/.exec(text) ?? [];
  return why === undefined
    ? undefined
    : before + texts.sentence(why) + after.replace(/(?<=^")[^]*/, (rest) => texts.sentence(rest));
}

function asOctets(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
