/**
 * One header field without what it tells of persons: addresses and ids by their other names, free text as text of the same length, the names of
 * unknown fields too. What a message is made of, its types, encodings and dates, stays. Pure.
 */
import { mailboxes } from '../../message/address';
import type { HeaderField } from '../../message/headers';
import { parsePathLine } from '../../message/pathLine';
import { readContentType } from '../../message/reportParts';
import { encodeXtext } from '../../message/xtext';
import { filled } from './fill';
import type { Redaction } from './redaction';

type Writer = (value: string, redaction: Redaction) => string | undefined;

/** `raw`: the field as it stands, octets as Latin-1 characters. Keeps its line end. */
export function redactField(
  { name, value }: Pick<HeaderField, 'name' | 'value'>,
  raw: string,
  redaction: Redaction,
): string {
  const known = name.toLowerCase();
  const end = /\r*\n?$/.exec(raw)?.[0] ?? '';
  const written = writers.get(known)?.(value, redaction);
  if (written !== undefined) return `${name}: ${written}${end}`;
  const isPublic = writers.has(known) || freeText.has(known);
  const colon = raw.indexOf(':') + 1;
  return `${isPublic ? name : 'X-Redacted'}: ${filled(raw.slice(colon).replace(/^[ \t]/, ''))}`;
}

const addresses: Writer = (value, { names }) => {
  const boxes = mailboxes(value);
  if (value === '<>') return value;
  if (boxes.length === 0) return undefined;
  return boxes
    .map(({ name, address }) => `${name === '' ? '' : `${names.named('name', name)} `}<${names.address(address)}>`)
    .join(',\r\n ');
};

/** An envelope line, with its ESMTP parameters. */
const path: Writer = (value, { names, text }) => {
  const line = parsePathLine(value);
  if (line === undefined) return undefined;
  const parameters = Object.entries(line.parameters).map(([key, given]) => {
    if (given === '') return ` ${key}`;
    const instead = key === 'ENVID' ? names.named('word', given) : text.text(given);
    return ` ${key}=${encodeXtext(instead)}`;
  });
  return `<${line.address === '' ? '' : names.address(line.address)}>${parameters.join('')}`;
};

const ids: Writer = (value, { names }) => {
  const found = value.match(/<[^<>]+>/g);
  return found?.map((each) => `<${names.address(each.slice(1, -1))}>`).join('\r\n ');
};

const moment: Writer = (value) => {
  const plain = value.replace(/\s*\([^)]*\)\s*$/, '');
  return /^[\w ,:+-]{1,60}$/.test(plain) && !Number.isNaN(Date.parse(plain)) ? plain : undefined;
};

function oneOf(words: RegExp): Writer {
  return (value) => (words.test(value) ? value : undefined);
}

const mediaTypes =
  /^(?:text|multipart|message|image|audio|video|application|font|model)\/(?:[a-z0-9]+(?:[.+-](?!vnd\b)[a-z0-9]+){0,2}|vnd\.(?:openxmlformats-|ms-|oasis\.)[a-z0-9.-]{1,80})$/;
const harmless =
  /^(?:charset|format|delsp|report-type|method|micalg|type|start-info|protocol|component|conversions|padding|number|total)$/;

const mediaType: Writer = (value, redaction) => {
  const { type, parameters } = readContentType(value);
  const known = mediaTypes.test(type) ? type : 'application/octet-stream';
  return [known, ...parametersOf(parameters, redaction)].join(';\r\n ');
};

const disposition: Writer = (value, redaction) => {
  const { type, parameters } = readContentType(value);
  return [/^(?:inline|attachment)$/.test(type) ? type : 'attachment', ...parametersOf(parameters, redaction)].join(
    ';\r\n ',
  );
};

function parametersOf(parameters: Readonly<Record<string, string>>, { names }: Redaction): string[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    if (name === 'boundary') return `boundary="${names.boundary(value)}"`;
    if (/^(?:file)?name\*?(?:\d+\*?)?$/.test(name)) return `${name.replace(/\*.*$/, '')}="${names.file(value)}"`;
    return harmless.test(name) && /^[\w./+-]{1,60}$/.test(value) && names.word(value) === undefined
      ? `${name}="${value}"`
      : [];
  });
}

/** Words of trace fields that tell nobody apart. */
const traceWord =
  /^(?:from|by|with|id|for|via|using|helo|ehlo|unknown|e?smtps?a?|utf8smtps?a?|lmtps?a?|http|https|tls|ssl|cipher|bits|local|mailroot|[+-]\d{4}|\d+|\d\d:\d\d:\d\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|tlsv1(?:\.[0-3])?|tls_[a-z0-9_]+|spf|dkim|dmarc|arc|auth|iprev|pass|fail|softfail|neutral|none|temperror|permerror|policy|smtp|header|mailfrom)$/i;

/** Hosts and addresses by their other names, what else is unknown is left out. */
const trace: Writer = (value, { text }) =>
  value.replace(/[^\s()[\]<>;,="]+/g, (word) => {
    if (traceWord.test(word) || /^\d{8}T\d{6}Z-[0-9a-f]{7}$/.test(word)) return word;
    const instead = text.text(word);
    return instead !== word || /^(?:127\.[\d.]+|localhost|::1)$/.test(word) ? instead : 'redacted';
  });

/** Of a report: its words are those of hosts, and explain what happened. */
const said: Writer = (value, { text }) => text.text(value);
const envelopeId: Writer = (value, { names }) => names.named('word', value);

const all = (names: string, writer: Writer): (readonly [string, Writer])[] =>
  names.split(' ').map((name) => [name, writer]);

const writers: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ...all(
    'from to cc bcc sender reply-to return-path delivered-to errors-to return-receipt-to x-original-to',
    addresses,
  ),
  ...all('resent-from resent-to resent-cc resent-bcc resent-sender', addresses),
  ...all('disposition-notification-to envelope-to apparently-to', addresses),
  ...all('x-sender x-receiver', path),
  ...all('message-id in-reply-to references content-id resent-message-id', ids),
  ...all('date resent-date arrival-date last-attempt-date will-retry-until', moment),
  ...all('received x-received authentication-results received-spf', trace),
  ...all('reporting-mta remote-mta received-from-mta reporting-ua', said),
  ...all('final-recipient original-recipient diagnostic-code', said),
  ...all('original-envelope-id x-envelope-id', envelopeId),
  ['action', oneOf(/^(?:failed|delayed|delivered|relayed|expanded)$/i)],
  ['status', oneOf(/^[245]\.\d{1,3}\.\d{1,3}$/)],
  ['disposition', oneOf(/^[a-z-]+\/[a-z-]+; ?[a-z]+$/i)],
  ['content-type', mediaType],
  ['content-disposition', disposition],
  ['mime-version', oneOf(/^\d\.\d$/)],
  ['content-transfer-encoding', oneOf(/^(?:7bit|8bit|binary|base64|quoted-printable)$/i)],
  ['precedence', oneOf(/^(?:bulk|list|junk|normal|first-class)$/i)],
  ['auto-submitted', oneOf(/^(?:no|auto-generated|auto-replied|auto-notified)$/i)],
  ['importance', oneOf(/^(?:high|normal|low)$/i)],
  ['priority', oneOf(/^(?:urgent|normal|non-urgent)$/i)],
  ['x-priority', oneOf(/^[1-5](?: \((?:highest|high|normal|low|lowest)\))?$/i)],
  ['tls-required', oneOf(/^no$/i)],
  ['lines', oneOf(/^\d{1,9}$/)],
  ['content-length', oneOf(/^\d{1,12}$/)],
]);

/** Fields everybody knows, whose values are free text. */
const freeText: ReadonlySet<string> = new Set(
  (
    'subject comments keywords organization user-agent x-mailer content-description content-location content-language content-base ' +
    'content-features content-duration content-md5 thread-topic thread-index dkim-signature domainkey-signature arc-seal ' +
    'arc-message-signature arc-authentication-results authentication-results-original list-id list-unsubscribe list-unsubscribe-post ' +
    'list-post list-help list-owner list-archive list-subscribe feedback-id original-message-id supersedes expires accept-language ' +
    'autocrypt openpgp face x-face x-spam-status x-spam-score x-spam-flag x-spam-level x-spam-report x-virus-scanned x-originating-ip ' +
    'x-mail-source x-campaign-id x-msmail-priority x-mimeole x-ms-has-attach x-auto-response-suppress mail-followup-to ' +
    'x-createdby x-helodomain x-source x-sourceipaddress x-extendedmessageprops x-endofinjectedxheaders'
  ).split(' '),
);
