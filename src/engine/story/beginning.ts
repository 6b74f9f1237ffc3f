/** How a message came here and why its envelope is what it is: the first steps of its story. Pure. */
import type { Envelope } from '../mailroot/envelope';
import { decodeItr } from '../mailroot/inbound';
import { asPath } from '../mailroot/envelope';
import { namesAddress, type Place, type PlacedField, type PlacedLine } from './places';
import type { StorySources } from './sources';
import { senderWords, type Step } from './step';

export function beginningOf(sources: StorySources, told: readonly PlacedLine[]): Step[] {
  return [written(sources, told), sender(sources)];
}

function written(sources: StorySources, told: readonly PlacedLine[]): Step {
  const { envelope, itr, files } = sources;
  const arrival = told.find(({ entry }) => entry.kind === 'arrival');
  const session = decodeItr(itr);
  const base = { tone: 'plain', at: envelope.arrivedAt } as const;
  if (session !== undefined) {
    const { client, port } = session;
    const helo = session.lines.find(({ mark, text }) => mark === '<' && /^(?:EHLO|HELO) /i.test(text))?.text.slice(5);
    const name = helo === undefined ? '' : `, which calls itself ${helo}`;
    const text = `${client.address} port ${client.port}${name}, to our port ${port}`;
    return { ...base, title: 'Handed in over SMTP', text, place: { file: 'itr', line: 0 } };
  }
  const place: Place | undefined = arrival && { file: 'ltr', line: arrival.line };
  const text =
    arrival !== undefined && arrival.entry.kind !== 'text'
      ? arrival.entry.text.replace(/^(?:picked up|received over SMTP) /, '')
      : cameFrom(envelope);
  const title = files.message?.folder === 'Pickup' ? 'Waits in Pickup' : titles[envelope.source.kind];
  return { ...base, title, text, ...(place && { place }) };
}

const titles = { pickup: 'Picked up', smtp: 'Handed in over SMTP', dsn: 'Written by MailRoot' } as const;

function cameFrom({ source }: Envelope): string {
  switch (source.kind) {
    case 'pickup':
      return `as ${source.file}`;
    case 'smtp':
      return `by ${source.client}`;
    case 'dsn':
      return `a delivery status notification about ${source.of}`;
  }
}

function sender(sources: StorySources): Step {
  const { envelope, fields, itr } = sources;
  const { reversePath, recipients, why } = envelope;
  const to = recipients.length === 1 ? asPath(recipients[0]?.address ?? '') : `${recipients.length} recipients`;
  const field = senderField(fields, reversePath);
  const mail = itr.split(/\r?\n/).findIndex((line) => /< MAIL FROM:/i.test(line));
  const place: Place | undefined =
    mail >= 0 ? { file: 'itr', line: mail } : field && { file: 'message', line: field.line };
  const because = mail >= 0 ? 'as its client said in MAIL and RCPT' : why;
  const parameters = [envelope.ret && `RET=${envelope.ret}`, envelope.envid && `ENVID=${envelope.envid}`];
  const asked = parameters.filter((each) => each !== undefined).join(' ');
  return {
    title: 'Envelope',
    text: [`from ${senderWords(reversePath)} to ${to}`, because, asked].filter((each) => each !== '').join('\n'),
    tone: 'plain',
    ...(place && { place }),
  };
}

/** The field that gave the sender: the first of these that has it. */
function senderField(fields: readonly PlacedField[], reversePath: string): PlacedField | undefined {
  return ['x-sender', 'resent-sender', 'resent-from', 'sender', 'from']
    .flatMap((name) => fields.filter((field) => field.name.toLowerCase() === name))
    .find(({ value }) => namesAddress(value, reversePath) || (reversePath === '' && value === '<>'));
}
