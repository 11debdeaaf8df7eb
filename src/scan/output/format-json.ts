import type { Found } from '../item.ts';

/**
 * What was found, for programs. Every field is always there, but for `commit`, which is there when commits were scanned,
 * and `jwt`, which is there for a JSON Web Token.
 */
export function formatJson(found: readonly Found[]): string {
  const findings = found.map(
    ({ surface: _surface, replacement: _replacement, excerpt: _excerpt, commit, jwt, ...fields }) => ({
      ...fields,
      ...(commit === null ? {} : { commit }),
      ...(jwt === null ? {} : { jwt }),
    }),
  );
  return `${JSON.stringify({ findings })}\n`;
}
