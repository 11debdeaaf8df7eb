import type { PlaceKind } from '../github/place.ts';
import type { Database } from '../store/database.ts';

/** How a credential came to be where it was seen first. */
export interface Introduction {
  readonly kind: PlaceKind;
  readonly repository: {
    readonly id: number;
    readonly owner: string;
    readonly name: string;
    readonly private: boolean;
  };
  /** The commit; for other places `placeVersion`. */
  readonly commit: string;
  /** The file; for other places `placePath`. */
  readonly path: string;
  /** Login; empty where GitHub knows no account, absent where nobody looked. */
  readonly author?: string;
  /**
   * Of a commit: the login that GitHub vouches for, of who pushed it, opened its pull request or signed it. Empty where
   * there is none, absent where nobody looked. The author is whom the commit names, which anybody may have written.
   */
  readonly broughtBy?: string;
}

/** The place at which a credential was seen first. What stands in the history is older than what told of it. */
export async function readIntroduction(
  db: Database,
  credentialId: string,
): Promise<(Introduction & { readonly exposureId: string }) | undefined> {
  const row = await db
    .selectFrom('exposures')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .select(['exposures.id as exposureId', 'kind', 'commit_sha', 'path', 'author', 'brought_by'])
    .select(['repositories.id', 'repositories.owner', 'repositories.name', 'repositories.private'])
    .where('credential_id', '=', credentialId)
    .orderBy('seen_at')
    .orderBy('exposures.id')
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const { exposureId, kind, commit_sha: commit, path, author, brought_by: broughtBy, ...repository } = row;
  return {
    exposureId,
    kind,
    repository,
    commit,
    path,
    ...(author === null ? {} : { author }),
    ...(broughtBy === null ? {} : { broughtBy }),
  };
}

/** Keeps who brought it to a place, where that was looked up afterwards. */
export async function keepAuthor(
  db: Database,
  exposureId: string,
  { author, broughtBy }: { readonly author: string; readonly broughtBy: string },
): Promise<void> {
  await db
    .updateTable('exposures')
    .set({ author, brought_by: broughtBy })
    .where('id', '=', exposureId)
    .execute();
}
