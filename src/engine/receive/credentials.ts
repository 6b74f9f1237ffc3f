/**
 * Whether a name and its proof are those of a user. Proofs: the password itself (PLAIN, LOGIN), a digest of a challenge with it (CRAM-MD5,
 * RFC 2195), or a token that is the password (XOAUTH2). Keeps nothing, and takes as long for a wrong name as for a wrong password.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface Proof {
  readonly username?: string | undefined;
  readonly password?: string | null | undefined;
  readonly accessToken?: string | undefined;
  /** CRAM-MD5: whether the digest is that of this password. */
  readonly validatePassword?: (password: string) => boolean;
  readonly method: string;
}

export function isOneOf(users: ReadonlyMap<string, string>, proof: Proof): boolean {
  const name = proof.username ?? '';
  const secret = users.get(name);
  const proven = proves(proof, secret ?? '');
  return secret !== undefined && secret !== '' && proven;
}

function proves({ method, password, accessToken, validatePassword }: Proof, secret: string): boolean {
  if (method === 'CRAM-MD5') return validatePassword?.(secret) === true;
  return same((method === 'XOAUTH2' ? accessToken : password) ?? '', secret);
}

function same(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
