import { z } from 'zod';
import { duration, map, oneOf } from './schema-parts.ts';

const CHECK_ERROR = 'Write the id of a check, such as no-owner; docs/governance.md lists them.';

/** How the register is judged, and where what the checks find is told. */
export const governance = map({
  hygiene: oneOf(['issues', 'dashboard', 'off']).optional(),
  max_token_ttl: duration.optional(),
  max_age: duration.optional(),
  unused_after: duration.optional(),
  checks: z
    .record(z.string().regex(/^[a-z][a-z-]{0,63}$/, { error: CHECK_ERROR }), oneOf(['on', 'off']), {
      error: 'Write a map from the id of a check to on or off.',
    })
    .optional(),
}).transform(({ max_token_ttl: maxTokenSeconds, max_age: maxAge, unused_after: unusedAfter, ...rest }) => ({
  ...rest,
  maxTokenSeconds,
  maxAge,
  unusedAfter,
}));
