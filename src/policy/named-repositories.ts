import type { PolicyFile } from './policy-file-schema.ts';

/** The repositories that a file names as places of trust, `owner/name` in lower case, each once. Pure. */
export function namedRepositories({ issues, rotate = [] }: PolicyFile): readonly string[] {
  const ofRules = rotate.flatMap(({ repositories = [], target }) => [
    ...repositories,
    ...(target.kind === 'secret' && target.repository !== undefined ? [target.repository] : []),
  ]);
  const all = [...(issues?.repository === undefined ? [] : [issues.repository]), ...ofRules];
  return [...new Set(all.map((name) => name.toLowerCase()))];
}
