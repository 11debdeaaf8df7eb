import { z } from 'zod';

/** A name in our vocabulary, such as `github` or `mcp-access-token`. */
export const Name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/);

/** A moment as RFC 3339 has it, in UTC. */
export const Moment = z.iso.datetime();

/** What a URI is made of (RFC 3986), but for the brackets around an address of IP version 6. */
const URI = /^https?:\/\/(?:[\w.~:/?#@!$&'()*+,;=-]|\[[\dA-Fa-f:.]+\]|%[\dA-Fa-f]{2})+$/;

/**
 * An address from a configuration or a policy; whether it may be contacted is decided where it would be. It is kept and
 * told, so it must hold no password.
 */
export const Address = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .regex(URI)
  .refine((text) => {
    const { username = '', password = '' } = URL.parse(text) ?? {};
    return username === '' && password === '';
  }, 'has a user name or password');

/** An id that somebody else gave: visible characters, as RFC 6749 appendix A.1 has them for client ids. */
export const ForeignId = z
  .string()
  .max(512)
  .regex(/^[ -~]+$/);

/** Whoever brought a credential to where it leaked, when that is nobody of the owner's. */
export const BroughtBy = z
  .string()
  .regex(/^[\w-]{1,64}$/)
  .describe(
    'An outsider who brought it to where it leaked, by a name of the client’s own that tells nobody who that is. The circuit breaker counts what each brought apart; absent: the owner’s own people.',
  );

/** Something that the sender counts with and the broker gives back unread. */
export const Reference = z.string().regex(/^[\w.:-]{1,100}$/);
