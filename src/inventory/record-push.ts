import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { fingerprint, type Keys } from '../base/keys.ts';
import type { RepositoryRef } from '../github/types.ts';
import type { Trx } from '../store/transaction.ts';
import type { CheckFacts, Observation } from './observation.ts';
import { recordCredentials, type RecordedCredential } from './record-credentials.ts';
import type { Scrub } from './scrub.ts';

async function upsertRepository(trx: Trx, installationId: number, repository: RepositoryRef): Promise<void> {
  const facts = {
    owner: repository.owner,
    name: repository.name,
    private: repository.private,
    updated_at: new Date(),
  };
  await trx
    .insertInto('repositories')
    .values({ id: repository.id, installation_id: installationId, ...facts })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ installation_id: installationId, ...facts }),
    )
    .execute();
}

async function upsertExposure(
  trx: Trx,
  repositoryId: number,
  credentialId: string,
  seen: Observation,
  scrub: Scrub,
): Promise<string> {
  const { finding } = seen;
  const path = scrub(seen.path);
  if (!seen.introduced) {
    // It stands where it stood: the place is known already, whichever commit brought it.
    const known = await trx
      .selectFrom('exposures')
      .select('id')
      .where('credential_id', '=', credentialId)
      .where('repository_id', '=', repositoryId)
      .where('path', '=', path)
      .limit(1)
      .executeTakeFirst();
    if (known) return known.id;
  }
  const { id } = await trx
    .insertInto('exposures')
    .values({
      id: randomUUID(),
      credential_id: credentialId,
      repository_id: repositoryId,
      commit_sha: seen.commit,
      path,
      start_line: seen.startLine,
      start_column: finding.span.startColumn,
      end_line: seen.endLine,
      end_column: finding.span.endColumn,
      surface: finding.surface,
      slot: finding.slot,
      server: finding.server === undefined ? null : scrub(finding.server),
      key: finding.key === undefined ? null : scrub(finding.key),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['credential_id', 'repository_id', 'commit_sha', 'path', 'start_line', 'start_column'])
        .doUpdateSet({ end_line: seen.endLine }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function upsertCheck(trx: Trx, repositoryId: number, facts: CheckFacts): Promise<string> {
  const content = {
    mode: facts.mode,
    notes: JSON.stringify(facts.notes),
    policy_errors: JSON.stringify(facts.policyErrors),
  };
  const { id } = await trx
    .insertInto('checks')
    .values({
      id: randomUUID(),
      installation_id: facts.installationId,
      repository_id: repositoryId,
      head_sha: facts.headSha,
      ...content,
    })
    .onConflict((conflict) => conflict.columns(['repository_id', 'head_sha']).doUpdateSet(content))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** What a push that found something leaves behind. */
export interface RecordedPush {
  readonly checkId: string;
  readonly credentials: readonly RecordedCredential[];
}

/** Records all that a push showed, in the caller's transaction. Doing it twice leaves the same rows. */
export async function recordPush(
  trx: Trx,
  keys: Keys,
  repository: RepositoryRef,
  check: CheckFacts,
  observations: readonly Observation[],
  scrub: Scrub,
): Promise<RecordedPush> {
  await upsertRepository(trx, check.installationId, repository);
  const checkId = await upsertCheck(trx, repository.id, check);
  const credentials = await recordCredentials(trx, keys, check.installationId, observations, scrub);
  for (const seen of observations) {
    const credential = credentials.get(fingerprint(keys, seen.finding.secret));
    if (!credential) continue;
    const exposureId = await upsertExposure(trx, repository.id, credential.credentialId, seen, scrub);
    await trx
      .insertInto('check_exposures')
      .values({ check_id: checkId, exposure_id: exposureId, introduced: seen.introduced })
      .onConflict((conflict) =>
        // Brought by one commit of the push and still there in the next: it came with the push.
        conflict
          .columns(['check_id', 'exposure_id'])
          .doUpdateSet({ introduced: sql<boolean>`check_exposures.introduced or excluded.introduced` }),
      )
      .execute();
  }
  return { checkId, credentials: [...credentials.values()] };
}
