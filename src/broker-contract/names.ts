import { z } from 'zod';

/** A name in our vocabulary, such as `github` or `mcp-access-token`. */
export const Name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/);

/** A moment as RFC 3339 has it, in UTC. */
export const Moment = z.iso.datetime();

/**
 * An address from a configuration or a policy; whether it may be contacted is decided where it would be. It is kept and
 * told, so it must hold no password.
 */
export const Address = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .refine((text) => {
    const { username = '', password = '' } = URL.parse(text) ?? {};
    return username === '' && password === '';
  }, 'has a user name or password');

/** Something that the sender counts with and the broker gives back unread. */
export const Reference = z.string().regex(/^[\w.:-]{1,100}$/);
