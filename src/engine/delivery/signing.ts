/**
 * Who signs a message with DKIM, by `mailroot.dkim`: the domain of its From, or the nearest above it that has keys there. Keys are read anew
 * for each message, from a file or a secret, and kept nowhere. A key that can't be had is a trouble that delays: who asked for
 * signatures does not want a message to leave without.
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { domainToASCII } from 'node:url';
import type { DeliveryStatus } from '../mailroot/envelope';
import type { ForeseenSigning } from '../routeAnswer';
import { domainOf, mailboxes } from '../message/address';
import { algorithmOf, dkimSignature, type DkimSigner } from '../message/dkim';
import { readEnvelopeBlock } from '../message/envelopeBlock';
import { headerValues, readHeaders } from '../message/headers';
import type { Outgoing } from '../message/outgoing';
import { errorText } from '../ports';
import { absentSecret } from './login';

export interface DkimSetting {
  readonly selector: string;
  /** Path of a PEM file, `${env:NAME}` or `${secret:NAME}`. */
  readonly key: string;
}
export type DkimSettings = Readonly<Record<string, DkimSetting | readonly DkimSetting[]>>;

export interface SigningPorts {
  /** Relative paths begin there. */
  readonly root: string;
  readonly secret: (reference: string) => string | undefined;
}

export type Signing =
  | { readonly kind: 'signers'; readonly signers: readonly (DkimSigner & { readonly from: string })[] }
  | { readonly kind: 'trouble'; readonly text: string };

/** `bytes` is the file as queued. No signers: no setting speaks for the domain of its From. */
export async function signingFor(bytes: Uint8Array, settings: DkimSettings, ports: SigningPorts): Promise<Signing> {
  const found = Object.keys(settings).length === 0 ? undefined : settingFor(fromDomain(bytes), settings);
  if (found === undefined) return { kind: 'signers', signers: [] };
  if (found.all.length === 0) return trouble(found.name, 'the setting has no key for it that can be used.');
  const signers: (DkimSigner & { readonly from: string })[] = [];
  for (const { selector, key } of found.all) {
    const read = await readKey(key, ports);
    if ('why' in read) return trouble(`${found.name} (selector ${selector})`, read.why);
    signers.push({ domain: domainToASCII(found.name), selector, key: read.key, from: key });
  }
  return { kind: 'signers', signers };
}

function trouble(who: string, why: string): Signing {
  return { kind: 'trouble', text: `The message is to be signed with DKIM for ${who}, and can't be: ${why}` };
}

/** Who would sign it, as a dry run tells it: where the key is, never the key. */
export async function foreseeSigning(
  bytes: Uint8Array,
  settings: DkimSettings,
  ports: SigningPorts,
): Promise<ForeseenSigning> {
  const found = await signingFor(bytes, settings, ports);
  if (found.kind === 'trouble') return { kind: 'trouble', text: found.text };
  const signers = found.signers.map(({ domain, selector, key, from }) => ({
    domain,
    selector,
    algorithm: algorithmOf(key),
    from,
  }));
  return { kind: 'signers', signers };
}

/** The message with a signature of each on top, the first one uppermost. `at` is epoch ms. */
export function signed(outgoing: Outgoing, signers: readonly DkimSigner[], at: number): Outgoing {
  if (signers.length === 0) return outgoing;
  const fields = signers.map((signer) => dkimSignature(outgoing.content, signer, at));
  return {
    ...outgoing,
    content: Buffer.concat([Buffer.from(fields.join('')), outgoing.content]),
    notes: [...outgoing.notes, ...signers.map(signerNote)],
  };
}

function signerNote({ domain, selector, key }: DkimSigner): string {
  return `signed with DKIM for ${domain}, selector ${selector}, ${algorithmOf(key)} (mailroot.dkim)`;
}

/** RFC 3463 X.7.5: a key that is needed is not available, or not valid. */
export function notSigned(text: string, at: number): DeliveryStatus {
  const setting = 'mailroot.dkim';
  return { action: 'delayed', at, stage: 'route', category: 'signing', status: '4.7.5', text, setting };
}

function fromDomain(bytes: Uint8Array): string {
  const { end } = readEnvelopeBlock(bytes);
  const [author] = mailboxes(...headerValues(readHeaders(bytes, end), 'From'));
  return domainOf(author?.address ?? '');
}

/** Of `a.b.example.com`: itself, then `b.example.com`, then `example.com`: a receiver takes them for aligned (RFC 7489 §3.1.1). */
function settingFor(
  domain: string,
  settings: DkimSettings,
): { readonly name: string; readonly all: readonly DkimSetting[] } | undefined {
  for (let rest = domain; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    const name = Object.keys(settings).find((each) => domainToASCII(each) === rest);
    const given = name === undefined ? undefined : settings[name];
    if (name !== undefined && given !== undefined) return { name, all: [given].flat() };
  }
  return undefined;
}

type ReadKey = { readonly key: KeyObject } | { readonly why: string };

async function readKey(given: string, { root, secret }: SigningPorts): Promise<ReadKey> {
  if (!given.startsWith('${')) return readKeyFile(resolve(root, given.replace(/^~(?=$|[/\\])/, homedir())));
  const pem = secret(given);
  if (pem === undefined || pem === '') return { why: `"key" is ${given}, and ${absentSecret(given)}` };
  // A variable often has its line ends written out.
  return keyOf(pem.replace(/\\n/g, '\n'), given);
}

async function readKeyFile(path: string): Promise<ReadKey> {
  try {
    return keyOf(await readFile(path, 'utf8'), path);
  } catch (error) {
    return { why: `the file of its key can't be read: ${errorText(error)}.` };
  }
}

function keyOf(pem: string, where: string): ReadKey {
  const key = parsed(pem);
  if (key === undefined) return { why: `${where} ${whatElse(pem)}` };
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = key;
  if (type === 'ed25519') return { key };
  if (type !== 'rsa') return { why: `${where} is a key of type ${type}; DKIM knows RSA and Ed25519.` };
  const bits = details?.modulusLength ?? 0;
  // RFC 8301 §3.2: verifiers take shorter ones for no signature.
  return bits < 1_024 ? { why: `${where} is an RSA key of ${bits} bits; it takes 1024 or, better, 2048.` } : { key };
}

function parsed(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** Node's own words could quote the key. */
function whatElse(pem: string): string {
  if (pem.includes('ENCRYPTED'))
    return 'is a key behind a passphrase, which MailRoot does not know. Store it without one.';
  try {
    createPublicKey(pem);
    return 'is a public key: that one belongs in the DNS. Name the private key.';
  } catch {
    return 'is no private key in PEM ("-----BEGIN PRIVATE KEY-----" ...).';
  }
}
