import type { ColumnType } from 'kysely';
import type { Confidence, Slot } from '../detect/finding.ts';
import type { Place, PlaceKind } from '../github/place.ts';
import type { GitHubId, Timestamp } from './column-types.ts';

/** One place at which a credential was seen. */
export interface ExposuresTable {
  readonly id: string;
  readonly credential_id: string;
  readonly repository_id: GitHubId;
  readonly kind: ColumnType<PlaceKind, PlaceKind | undefined, PlaceKind>;
  /** The commit, or what else tells versions of the place apart; see `placeVersion`. */
  readonly commit_sha: string;
  /** The file, or what else names the place; see `placePath`. Credentials in it are replaced by `[redacted]`. */
  readonly path: string;
  /** All about a place that is no commit; null for a commit. */
  readonly place: ColumnType<Place | null, string | null | undefined, string | null>;
  /** Whether the file still stood so at the head of a branch when it was found; null where nobody looked. */
  readonly at_head: ColumnType<boolean | null, boolean | null | undefined, boolean | null>;
  /** Found by reading the history: the first commit that held the credential in this file. */
  readonly history: ColumnType<boolean, boolean | undefined, boolean>;
  readonly start_line: number;
  readonly start_column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly surface: string;
  readonly slot: Slot;
  readonly server: string | null;
  readonly key: string | null;
  /** How sure it was that it is a credential; null for what was found before that was kept. */
  readonly confidence: ColumnType<Confidence | null, Confidence | null | undefined, Confidence | null>;
  /** Login of who brought it there; empty where GitHub knows no account, null where nobody looked. */
  readonly author: ColumnType<string | null, string | null | undefined, string | null>;
  /** Login of whom GitHub vouches for that he brought the commit; empty for nobody, null where nobody looked. */
  readonly brought_by: ColumnType<string | null, string | null | undefined, string | null>;
  /** Who could have put it there; see `github/crowd.ts`. */
  readonly crowd: ColumnType<string, string | undefined, string>;
  readonly seen_at: Timestamp;
}
