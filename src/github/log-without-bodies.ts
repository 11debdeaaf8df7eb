import type { Logger } from 'pino';

const KEPT = new Set(['err', 'error', 'event']);

/**
 * The log for libraries that speak to GitHub: they hand over the body of each request as the fields of a line, and what
 * Rekey writes to GitHub is for those who may read it there.
 */
export function logWithoutBodies(log: Logger): Logger {
  return log.child(
    {},
    {
      formatters: {
        log: (fields) => Object.fromEntries(Object.entries(fields).filter(([name]) => KEPT.has(name))),
      },
    },
  );
}
