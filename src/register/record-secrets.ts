import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Scrub } from '../inventory/scrub.ts';
import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';
import type { RepositoryKey } from './record-file.ts';

/** Whose secrets a list holds; `repositoryId` is 0 for an organisation's. */
export interface SecretHolder extends RepositoryKey {
  readonly scope: 'repository' | 'environment' | 'organization';
  /** Empty unless the scope is `environment`. */
  readonly environment: string;
}

/** A secret's name and dates. */
export interface NamedSecret {
  /** Upper case. */
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly visibility?: 'all' | 'private' | 'selected';
}

/** A deployment environment and what guards it. */
export interface NamedEnvironment {
  readonly name: string;
  readonly reviewers: boolean;
  readonly branches: boolean;
}

async function recordSecret(
  trx: Trx,
  { installationId, repositoryId, scope, environment }: SecretHolder,
  secret: NamedSecret,
): Promise<void> {
  const facts = {
    visibility: secret.visibility ?? null,
    created_at: secret.createdAt,
    updated_at: secret.updatedAt,
    seen_at: new Date(),
    gone_at: null,
  };
  await trx
    .insertInto('actions_secrets')
    .values({
      id: randomUUID(),
      installation_id: installationId,
      repository_id: repositoryId,
      scope,
      environment,
      name: secret.name,
      ...facts,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['installation_id', 'repository_id', 'scope', 'environment', 'name'])
        .doUpdateSet(facts),
    )
    .execute();
}

/** Writes down a whole list of secrets, in the place of what it said before. Doing it twice leaves the same rows. */
export async function recordSecrets(
  trx: Trx,
  holder: SecretHolder,
  secrets: readonly NamedSecret[],
  scrub: Scrub,
): Promise<void> {
  const scrubbed = secrets.map((secret) => ({ ...secret, name: scrub(secret.name) }));
  for (const secret of scrubbed) await recordSecret(trx, holder, secret);
  await trx
    .updateTable('actions_secrets')
    .set({ gone_at: new Date() })
    .where('installation_id', '=', holder.installationId)
    .where('repository_id', '=', holder.repositoryId)
    .where('scope', '=', holder.scope)
    .where('environment', '=', holder.environment)
    .where('gone_at', 'is', null)
    .$if(scrubbed.length > 0, (query) =>
      query.where(
        'name',
        'not in',
        scrubbed.map(({ name }) => name),
      ),
    )
    .execute();
}

/** Which repositories can read an organisation's secret of visibility `selected`. */
export async function recordSecretReaders(
  trx: Trx,
  installationId: number,
  name: string,
  repositories: readonly number[],
): Promise<void> {
  await trx
    .updateTable('actions_secrets')
    .set({ repositories: JSON.stringify(repositories) })
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', 0)
    .where('name', '=', name)
    .execute();
}

/** Writes down the environments of a repository; the secrets of one that is gone are gone with it. */
export async function recordEnvironments(
  trx: Trx,
  { installationId, repositoryId }: RepositoryKey,
  environments: readonly NamedEnvironment[],
  scrub: Scrub,
): Promise<void> {
  const read_at = new Date();
  const names: string[] = [];
  for (const { name, reviewers, branches } of environments) {
    const scrubbed = scrub(name);
    names.push(scrubbed);
    await trx
      .insertInto('deploy_environments')
      .values({ repository_id: repositoryId, name: scrubbed, reviewers, branches, read_at })
      .onConflict((conflict) =>
        conflict.columns(['repository_id', 'name']).doUpdateSet({ reviewers, branches, read_at }),
      )
      .execute();
  }
  await trx
    .deleteFrom('deploy_environments')
    .where('repository_id', '=', repositoryId)
    .$if(names.length > 0, (query) => query.where('name', 'not in', names))
    .execute();
  await trx
    .updateTable('actions_secrets')
    .set({ gone_at: read_at })
    .where('installation_id', '=', installationId)
    .where('repository_id', '=', repositoryId)
    .where('scope', '=', 'environment')
    .where('gone_at', 'is', null)
    .$if(names.length > 0, (query) => query.where('environment', 'not in', names))
    .execute();
}

/**
 * Keeps of the secrets which a repository's servers and jobs take at present that they are in use: once none does any
 * more, the last such moment tells since when a secret lies about.
 */
export async function noteSecretUse(
  db: Database,
  { installationId, repositoryId }: RepositoryKey,
): Promise<void> {
  await sql`
    update actions_secrets s set used_at = now()
    where s.installation_id = ${installationId} and s.repository_id in (0, ${repositoryId}) and s.gone_at is null and exists (
      select 1 from credential_references t left join workflow_jobs j on j.id = t.job_id
      where t.installation_id = s.installation_id and t.repository_id = ${repositoryId} and t.via = 'secret' and t.name = s.name
        and (s.scope <> 'environment' or lower(j.environment) = lower(s.environment)))`.execute(db);
}
