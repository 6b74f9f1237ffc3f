/** Learns what tells persons apart, from the places of a case in which it is known what is what, so that it is known in sentences as well. */
import type { EngineConfig } from '../../config/schema';
import { decodeEnvelope, type Envelope } from '../../mailroot/envelope';
import { decodeItr } from '../../mailroot/inbound';
import { decodeRtr } from '../../mailroot/transcript';
import { mailboxes } from '../../message/address';
import { decodeWords } from '../../message/encodedWord';
import { headerValues, readHeaders } from '../../message/headers';
import { parsePathLine } from '../../message/pathLine';
import type { Pseudonyms } from './pseudonyms';

export function learnState(text: string, names: Pseudonyms): void {
  const decoded = decodeEnvelope(text);
  if (decoded.kind === 'envelope') learnEnvelope(decoded.envelope, names);
}

function learnEnvelope(
  { reversePath, recipients, source, envid, fqdn, mayLeave = [] }: Envelope,
  names: Pseudonyms,
): void {
  names.learnAddress(reversePath);
  for (const { address, orcpt } of recipients) {
    names.learnAddress(address);
    names.learnAddress(orcpt?.replace(/^[^;]*;/, '') ?? '');
  }
  if (source.kind === 'pickup') names.learnFile(source.file);
  if (envid !== undefined) names.learnPhrase(envid);
  mayLeave.forEach((domain) => names.learnDomain(domain));
  names.learnHost(fqdn ?? '');
}

const idFields = ['Message-ID', 'In-Reply-To', 'References', 'Content-ID', 'Resent-Message-ID'];
const addressFields = [
  'From',
  'Sender',
  'Reply-To',
  'To',
  'Cc',
  'Bcc',
  'Return-Path',
  'Resent-From',
  'Resent-To',
  'Resent-Cc',
  'Resent-Bcc',
];

/** `head`: the message, or its beginning. */
export function learnMessage(head: Uint8Array, names: Pseudonyms): void {
  const block = readHeaders(head);
  const values = (all: readonly string[]): string[] => all.flatMap((name) => headerValues(block, name));
  for (const value of values(['X-Sender', 'X-Receiver'])) learnPath(value, names);
  for (const { name, address } of mailboxes(...values(addressFields))) {
    names.learnAddress(address);
    names.learnName(decodeWords(name));
  }
  for (const value of values(idFields))
    for (const [, id = ''] of value.matchAll(/<([^<>]+)>/g)) if (!names.isKnown(id)) names.learnId(id);
  for (const value of values(['Subject'])) {
    names.learnPhrase(decodeWords(value));
    names.learnPhrase(value);
  }
}

function learnPath(value: string, names: Pseudonyms): void {
  const path = parsePathLine(value);
  if (path === undefined) return;
  names.learnAddress(path.address);
  names.learnAddress(path.parameters['ORCPT']?.replace(/^[^;]*;/, '') ?? '');
  names.learnPhrase(path.parameters['ENVID'] ?? '');
}

/** Hosts call themselves, and one another, by names without a dot too. */
export function learnSessions(text: string, names: Pseudonyms): void {
  for (const { name } of decodeRtr(text)) names.learnHost(name);
  const said = [...decodeRtr(text), decodeItr(text)].flatMap((session) => session?.lines ?? []);
  for (const line of said) {
    const host = /^(?:EHLO |HELO |220[ -]|250[ -](?=\S+ (?:hello|greets|nice|at your)))(\S+)/i.exec(line.text)?.[1];
    if (host !== undefined) names.learnHost(host);
  }
}

export function learnSettings(settings: EngineConfig, names: Pseudonyms): void {
  const {
    localDomains,
    allowedDomains,
    remoteDomains,
    dkim,
    rehearsalRecipient,
    defaultDomain,
    masqueradeDomain,
    fqdn,
  } = settings;
  names.learnAddress(rehearsalRecipient);
  names.learnAddress(settings['dsn.copyTo']);
  const domains = [
    ...localDomains,
    ...allowedDomains,
    ...Object.keys(remoteDomains),
    ...Object.keys(dkim),
    defaultDomain,
    masqueradeDomain,
  ];
  for (const domain of domains) names.learnDomain(domain.replace(/^\*\.?/, ''));
  names.learnHost(fqdn);
  for (const user of Object.keys(settings['smtp.users'])) names.learnAddress(user);
}
