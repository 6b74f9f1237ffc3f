/** The shape of a next hop as a person writes it, in remoteDomains and smartHost: a string, an object, or several of these in order. */
import * as v from 'valibot';
import { port, secret, text } from './shapes';

export const tlsPolicy = v.picklist(['off', 'opportunistic', 'required', 'verified']);
const tls = v.strictObject({
  policy: v.optional(tlsPolicy),
  implicit: v.optional(v.boolean()),
  ca: v.optional(text),
  fingerprint: v.optional(
    v.pipe(v.string(), v.regex(/^(?:sha-?256[:=])?(?:[0-9a-f]{2}[:\s]?){32}$/i, 'is not a SHA-256 fingerprint')),
  ),
  name: v.optional(text),
});
const seconds = v.optional(v.pipe(v.number(), v.minValue(0.001, 'must be more than 0')));
const hopObject = v.pipe(
  v.strictObject({
    host: v.optional(text),
    hosts: v.optional(v.pipe(v.array(text), v.minLength(1, 'needs at least one host'))),
    port: v.optional(port),
    tls: v.optional(v.lazy((given) => (typeof given === 'object' ? tls : tlsPolicy))),
    user: v.optional(text),
    password: v.optional(secret),
    auth: v.optional(v.pipe(v.string(), v.toUpperCase(), v.picklist(['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2']))),
    tokenCommand: v.optional(v.pipe(v.array(text), v.minLength(1, 'needs the name of a program'))),
    helo: v.optional(v.boolean()),
    timeouts: v.optional(
      v.strictObject({
        connect: seconds,
        greeting: seconds,
        command: seconds,
        data: seconds,
        block: seconds,
        end: seconds,
      }),
    ),
  }),
  v.check(({ host, hosts }) => (host === undefined) !== (hosts === undefined), 'needs "host", or "hosts" in order'),
  v.check(
    ({ user, password, auth, tokenCommand }) => user !== undefined || (password ?? auth ?? tokenCommand) === undefined,
    'has no "user" to log in',
  ),
  v.check(
    ({ user, password, tokenCommand }) =>
      user === undefined || (password === undefined) !== (tokenCommand === undefined),
    'has a "user": it needs either a "password" or a "tokenCommand"',
  ),
);
const hop = v.lazy((given) => (typeof given === 'string' ? text : hopObject));
export const hops = v.lazy((given) =>
  Array.isArray(given) ? v.pipe(v.array(hop), v.minLength(1, 'needs at least one host')) : hop,
);
