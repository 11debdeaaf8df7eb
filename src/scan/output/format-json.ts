import type { Found } from '../item.ts';

/** What was found, for programs: every field is always there, `commit` only when commits were scanned. */
export function formatJson(found: readonly Found[]): string {
  const findings = found.map(
    ({ surface: _surface, replacement: _replacement, excerpt: _excerpt, commit, ...fields }) =>
      commit === null ? fields : { ...fields, commit },
  );
  return `${JSON.stringify({ findings })}\n`;
}
