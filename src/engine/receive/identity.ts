/**
 * Which certificate the listener presents: the user's own, or one made for this MailRoot and kept beside it, made anew before it
 * expires or when it can't be used. In trouble it says so in a sentence, and what can be presented all the same is presented.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { errorText } from '../ports';
import { readPair, writePair, type TlsPair, type TlsPaths } from '../mailroot/tlsFiles';
import { makeCertificate } from './certificate';

export interface Identity extends TlsPair {
  /** Where the certificate stands: what an app under test has to trust. */
  readonly path: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly own: 'made here' | "the user's";
}

export interface IdentityFound {
  /** Undefined: no TLS. */
  readonly identity?: Identity;
  readonly trouble?: string;
}

export interface IdentityWanted {
  /** The user's own; undefined where there is none. */
  readonly given: TlsPaths | undefined;
  readonly made: TlsPaths;
  /** Epoch ms. */
  readonly now: number;
}

const day = 86_400_000;
const lifeDays = 365;
const renewBeforeMs = 30 * day;
const names = ['localhost'];
const addresses = ['127.0.0.1', '::1'];

export async function findIdentity({ given, made, now }: IdentityWanted): Promise<IdentityFound> {
  if (given === undefined) return madeHere(made, now);
  const found = await readGiven(given, now);
  if ('identity' in found && found.trouble === undefined) return found;
  return { ...(await madeHere(made, now)), ...found };
}

async function readGiven(paths: TlsPaths, now: number): Promise<IdentityFound> {
  const where = `The certificate ${paths.certificate} with the key ${paths.key}`;
  const instead = 'Correct mailroot.smtp.tls.certificate and mailroot.smtp.tls.key';
  try {
    const pair = await readPair(paths);
    const expiresAt = judge(pair);
    const identity: Identity = { ...pair, path: paths.certificate, expiresAt, own: "the user's" };
    if (expiresAt > now) return { identity };
    return { identity, trouble: `${where} has expired on ${new Date(expiresAt).toISOString()}. Renew it.` };
  } catch (error) {
    return { trouble: `${where} can't be used (${errorText(error)}): one made here stands in. ${instead}.` };
  }
}

async function madeHere(paths: TlsPaths, now: number): Promise<IdentityFound> {
  const found = await readPair(paths).catch(() => undefined);
  if (found !== undefined && isGood(found, now)) return { identity: identityOf(found, paths) };
  try {
    const pair = makeCertificate({ names, addresses, now, days: lifeDays });
    await writePair(paths, pair);
    return { identity: identityOf(pair, paths) };
  } catch (error) {
    const trouble = `No certificate could be written to ${paths.certificate} (${errorText(error)}): SMTP goes without TLS.`;
    return { trouble };
  }
}

function identityOf(pair: TlsPair, paths: TlsPaths): Identity {
  return { ...pair, path: paths.certificate, expiresAt: judge(pair), own: 'made here' };
}

function isGood(pair: TlsPair, now: number): boolean {
  try {
    const { subjectAltName = '', validFrom } = new X509Certificate(pair.cert);
    return (
      judge(pair) - now > renewBeforeMs &&
      Date.parse(validFrom) <= now &&
      names.every((name) => subjectAltName.includes(`DNS:${name}`))
    );
  } catch {
    return false;
  }
}

/** Epoch ms of its end. Throws, in words, when the two do not belong together or can't be read. */
function judge({ cert, key }: TlsPair): number {
  const certificate = new X509Certificate(cert);
  if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is not that of the certificate');
  return Date.parse(certificate.validTo);
}
