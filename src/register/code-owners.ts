import { sql } from 'kysely';
import { ownersOf, parseCodeOwners, type OwnersRule } from '../policy/code-owners.ts';
import type { Database } from '../store/database.ts';

/** Characters of CODEOWNERS that are held at once. An organisation of thousands of repositories has a few megabytes. */
const MAX_TEXT = 64_000_000;

/**
 * Who owns the files of all repositories of an installation, by the CODEOWNERS of each as it was read last. A file is
 * understood when it is needed first.
 */
export async function openCodeOwners(
  db: Database,
  installationId: number,
): Promise<(repositoryId: number, path: string) => readonly string[]> {
  // The smallest first, so that one enormous file leaves no other out.
  const { rows } = await sql<{ readonly id: number; readonly text: string }>`
    select id, text from (
      select repository_id as id, code_owners as text,
        sum(length(code_owners)) over (order by length(code_owners), repository_id) as so_far
      from register_reads where installation_id = ${installationId} and code_owners is not null and code_owners <> '') t
    where so_far <= ${MAX_TEXT}`.execute(db);
  const texts = new Map(rows.map(({ id, text }) => [id, text]));
  const rules = new Map<number, readonly OwnersRule[]>();
  return (repositoryId, path) => {
    const known = rules.get(repositoryId) ?? parseCodeOwners(texts.get(repositoryId) ?? '');
    rules.set(repositoryId, known);
    return ownersOf(known, path);
  };
}
