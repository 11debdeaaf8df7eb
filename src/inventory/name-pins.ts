import type { Database } from '../store/database.ts';

/** Ids of users and teams by the names under which a policy file lists them; null: nobody had the name. */
export type Pins = ReadonlyMap<string, number | null>;

/** A policy file: the organisation's, or that of a repository. Names of one file mean nothing in another. */
export interface PinnedFile {
  readonly installationId: number;
  /** {@link ORGANISATION_FILE}, or the id of the repository. */
  readonly repositoryId: number;
}

/** In place of a repository's id. */
export const ORGANISATION_FILE = 0;

/** How names are kept. */
export const pinName = (approver: string): string => `@${approver.replace(/^@/, '').toLowerCase()}`;

/** Whom the names of a file meant when it listed them first. */
export async function readPins(
  db: Database,
  { installationId, repositoryId }: PinnedFile,
  approvers: readonly string[],
): Promise<Pins> {
  if (approvers.length === 0) return new Map();
  const rows = await db
    .selectFrom('name_pins')
    .select(['name', 'github_id'])
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .where('name', 'in', approvers.map(pinName))
    .execute();
  return new Map(rows.map((row) => [row.name, row.github_id]));
}

/** Keeps whom a name means, unless that is known. Returns whom it means. */
export async function keepPin(
  db: Database,
  { installationId, repositoryId }: PinnedFile,
  name: string,
  id: number | null,
): Promise<number | null> {
  const key = { installation_id: installationId, repository_id: repositoryId, name };
  const row = await db
    .insertInto('name_pins')
    .values({ ...key, github_id: id })
    .onConflict((conflict) =>
      // Another process was first; without a change nothing would be returned.
      conflict.columns(['installation_id', 'repository_id', 'name']).doUpdateSet({ name }),
    )
    .returning('github_id')
    .executeTakeFirstOrThrow();
  return row.github_id;
}

/** Forgets names that a file lists no longer: if it lists one again, that means whoever has it then. */
export async function forgetPins(
  db: Database,
  { installationId, repositoryId }: PinnedFile,
  approvers: readonly string[],
): Promise<void> {
  const names = approvers.map(pinName);
  await db
    .deleteFrom('name_pins')
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .$if(names.length > 0, (query) => query.where('name', 'not in', names))
    .execute();
}
