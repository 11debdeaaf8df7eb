import { randomUUID } from 'node:crypto';
import type { JobMention, Reference, ServerMention } from '../detect/index.ts';
import type { Scrub } from '../inventory/scrub.ts';
import type { Trx } from '../store/transaction.ts';

/** A file of a default branch, as far as the register is concerned. */
export interface FileMentions {
  readonly path: string;
  /** Git's id of its content. */
  readonly blob: string;
  readonly servers: readonly ServerMention[];
  readonly jobs: readonly JobMention[];
}

/** Where it stands. */
export interface RepositoryKey {
  readonly installationId: number;
  readonly repositoryId: number;
}

async function recordServer(
  trx: Trx,
  { installationId, repositoryId }: RepositoryKey,
  path: string,
  server: ServerMention,
  scrub: Scrub,
): Promise<string> {
  const facts = {
    line: server.line,
    surface: server.surface,
    transport: server.transport,
    url: server.url === undefined ? null : scrub(server.url),
    secret_in_url: server.secretInUrl,
    basic_auth: server.basicAuth,
    holds_credential: server.holdsCredential,
    runner: server.runner ?? null,
    package: server.package === undefined ? null : scrub(server.package),
    version: server.version === undefined ? null : scrub(server.version),
    seen_at: new Date(),
    gone_at: null,
  };
  const { id } = await trx
    .insertInto('mcp_servers')
    .values({
      id: randomUUID(),
      installation_id: installationId,
      repository_id: repositoryId,
      path,
      name: scrub(server.name),
      ...facts,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['repository_id', 'path', 'name'])
        .doUpdateSet({ installation_id: installationId, ...facts }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function recordJob(
  trx: Trx,
  { installationId, repositoryId }: RepositoryKey,
  path: string,
  job: JobMention,
  scrub: Scrub,
): Promise<string> {
  const facts = {
    environment: job.environment === undefined ? null : scrub(job.environment),
    triggers: JSON.stringify(job.triggers.map(scrub)),
    oidc: job.oidc,
    runs_foreign_code: job.runsForeignCode,
    mcp: job.mcp,
    seen_at: new Date(),
    gone_at: null,
  };
  const { id } = await trx
    .insertInto('workflow_jobs')
    .values({
      id: randomUUID(),
      installation_id: installationId,
      repository_id: repositoryId,
      path,
      job: scrub(job.job),
      ...facts,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['repository_id', 'path', 'job'])
        .doUpdateSet({ installation_id: installationId, ...facts }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** What takes a credential: a server or a job. */
type Taker =
  | { readonly server_id: string; readonly job_id: null }
  | { readonly server_id: null; readonly job_id: string };

async function recordReferences(
  trx: Trx,
  { installationId, repositoryId }: RepositoryKey,
  path: string,
  references: readonly (Reference & Taker)[],
  scrub: Scrub,
): Promise<void> {
  await trx
    .deleteFrom('credential_references')
    .where('repository_id', '=', repositoryId)
    .where('path', '=', path)
    .execute();
  if (references.length === 0) return;
  await trx
    .insertInto('credential_references')
    .values(
      references.map(({ via, name, key, line, server_id: serverId, job_id: jobId }) => ({
        id: randomUUID(),
        installation_id: installationId,
        repository_id: repositoryId,
        via,
        name: scrub(name),
        path,
        line,
        key: key === undefined ? null : scrub(key),
        server_id: serverId,
        job_id: jobId,
      })),
    )
    .execute();
}

/** The last of several of one name, as a reader of the file takes it. */
function byName<T>(all: readonly T[], nameOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [nameOf(one), one])).values()];
}

/**
 * Writes down what one file of a default branch says of servers and jobs, in the place of what it said before; what it no
 * longer names is gone from now on. Doing it twice leaves the same rows.
 */
export async function recordFile(
  trx: Trx,
  repository: RepositoryKey,
  file: FileMentions,
  scrub: Scrub,
): Promise<void> {
  const path = scrub(file.path);
  const { repositoryId } = repository;
  const now = new Date();
  const references: (Reference & Taker)[] = [];
  const present: string[] = [];
  for (const server of byName(file.servers, ({ name }) => scrub(name))) {
    const id = await recordServer(trx, repository, path, server, scrub);
    present.push(id);
    for (const one of server.references) references.push({ ...one, server_id: id, job_id: null });
  }
  for (const job of byName(file.jobs, ({ job: name }) => scrub(name))) {
    const id = await recordJob(trx, repository, path, job, scrub);
    present.push(id);
    for (const one of job.references) references.push({ ...one, server_id: null, job_id: id });
  }
  for (const table of ['mcp_servers', 'workflow_jobs'] as const)
    await trx
      .updateTable(table)
      .set({ gone_at: now })
      .where('repository_id', '=', repositoryId)
      .where('path', '=', path)
      .where('gone_at', 'is', null)
      .$if(present.length > 0, (query) => query.where('id', 'not in', present))
      .execute();
  await recordReferences(trx, repository, path, references, scrub);
  await trx
    .insertInto('register_files')
    .values({ repository_id: repositoryId, path, blob: file.blob })
    .onConflict((conflict) => conflict.columns(['repository_id', 'path']).doUpdateSet({ blob: file.blob }))
    .execute();
}

/** Files that stand no longer on the default branch: what they named is gone. */
export async function forgetFiles(
  trx: Trx,
  { repositoryId }: Pick<RepositoryKey, 'repositoryId'>,
  paths: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  for (const table of ['mcp_servers', 'workflow_jobs'] as const)
    await trx
      .updateTable(table)
      .set({ gone_at: new Date() })
      .where('repository_id', '=', repositoryId)
      .where('path', 'in', paths)
      .where('gone_at', 'is', null)
      .execute();
  for (const table of ['credential_references', 'register_files'] as const)
    await trx
      .deleteFrom(table)
      .where('repository_id', '=', repositoryId)
      .where('path', 'in', paths)
      .execute();
}
