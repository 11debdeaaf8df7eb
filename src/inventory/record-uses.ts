import { randomUUID } from 'node:crypto';
import type { Trx } from '../store/transaction.ts';
import { showOnCheck } from './record-check.ts';
import type { Scrub } from './scrub.ts';

/** A line of a commit that takes a credential from the variable in which it leaked. */
export interface CredentialUse {
  readonly credentialId: string;
  /** The variable's name. */
  readonly key: string;
  readonly commit: string;
  readonly path: string;
  readonly line: number;
  readonly startColumn: number;
  /** Exclusive. */
  readonly endColumn: number;
  readonly introduced: boolean;
}

/**
 * Records lines that use a known credential as places where it is exposed, and shows them on a check. Its incident stays
 * as it is: nothing leaked anew.
 */
export async function recordUses(
  trx: Trx,
  repositoryId: number,
  checkId: string,
  uses: readonly CredentialUse[],
  scrub: Scrub,
): Promise<void> {
  for (const use of uses) {
    const { id } = await trx
      .insertInto('exposures')
      .values({
        id: randomUUID(),
        credential_id: use.credentialId,
        repository_id: repositoryId,
        commit_sha: use.commit,
        path: scrub(use.path),
        start_line: use.line,
        start_column: use.startColumn,
        end_line: use.line,
        end_column: use.endColumn,
        surface: 'actions-variable',
        slot: 'env',
        server: null,
        key: scrub(use.key),
      })
      .onConflict((conflict) =>
        conflict
          .columns(['credential_id', 'repository_id', 'commit_sha', 'path', 'start_line', 'start_column'])
          .doUpdateSet({ end_line: use.line }),
      )
      .returning('id')
      .executeTakeFirstOrThrow();
    await showOnCheck(trx, checkId, id, { introduced: use.introduced });
  }
}
