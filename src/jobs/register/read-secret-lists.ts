import { redactKnownFormats } from '../../detect/index.ts';
import type { Octokit } from '../../github/types.ts';
import { createScrub } from '../../inventory/scrub.ts';
import { forgetLists, keepList, readLists } from '../../register/lists.ts';
import { ORGANISATION } from '../../register/reads.ts';
import type { RepositoryKey } from '../../register/record-file.ts';
import {
  recordEnvironments,
  recordSecretReaders,
  recordSecrets,
  type SecretHolder,
} from '../../register/record-secrets.ts';
import { inOrder } from '../../sources/in-order.ts';
import {
  environments,
  environmentSecrets,
  organisationSecrets,
  repositorySecrets,
  secretReaders,
  type ListedSecret,
} from '../../sources/register/secret-lists.ts';
import { listPages, type ListAnswer, type PagedList } from '../../sources/variables/list-pages.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import { isMissing, noteMissing } from './note-missing.ts';

const WIDTH = 4;
const SECRETS = 'secrets';
const ENVIRONMENTS = 'environments';
/** Of so many secrets of an organisation it is read which repositories can read them. */
const MAX_SELECTED = 100;

/** What reading the lists of a repository, or of an organisation, works with. */
export interface ListReader {
  readonly context: JobContext;
  readonly octokit: Octokit;
  readonly owner: string;
  /** Empty for an organisation. */
  readonly name: string;
  readonly key: RepositoryKey;
}

const scrub = createScrub([], redactKnownFormats);

/** Reads a list if it changed, and writes it down together with how it was read. */
async function readList<T>(
  { context, octokit, key }: ListReader,
  name: string,
  list: PagedList<T>,
  record: (trx: Trx, items: readonly T[]) => Promise<void>,
): Promise<ListAnswer<T>> {
  const { db } = context;
  const answer = await listPages(octokit, list, (await readLists(db, key)).get(name) ?? []);
  if (answer.kind === 'read')
    await db.transaction().execute(async (trx) => {
      await record(trx, answer.items);
      await keepList(trx, key, name, answer.pages);
    });
  return answer;
}

const readSecretsOf = (
  reader: ListReader,
  list: PagedList<ListedSecret>,
  { scope, environment }: Pick<SecretHolder, 'scope' | 'environment'>,
) =>
  readList(reader, environment === '' ? SECRETS : `${SECRETS}/${scrub(environment)}`, list, (trx, secrets) =>
    recordSecrets(trx, { ...reader.key, scope, environment: scrub(environment) }, secrets, scrub),
  );

/** The environments of a repository by their names; undefined where the App may not know. */
async function readEnvironmentNames(reader: ListReader): Promise<readonly string[] | undefined> {
  const { context, key } = reader;
  const answer = await readList(reader, ENVIRONMENTS, environments(reader), async (trx, items) => {
    await recordEnvironments(trx, key, items, scrub);
    const lists = [...(await readLists(trx, key)).keys()];
    const present = new Set(items.map(({ name }) => `${SECRETS}/${scrub(name)}`));
    const gone = lists.filter((list) => list.startsWith(`${SECRETS}/`) && !present.has(list));
    await forgetLists(trx, key, gone);
  });
  if (answer.kind === 'read') return answer.items.map(({ name }) => name);
  if (answer.kind !== 'unchanged') return undefined;
  const rows = await context.db
    .selectFrom('deploy_environments')
    .select('name')
    .where('repository_id', '=', key.repositoryId)
    .execute();
  return rows.map(({ name }) => name);
}

/**
 * Reads the names of a repository's secrets, its environments with what guards them, and the names of their secrets. A
 * list that did not change costs nothing. What the installation gives no permission for is left out.
 */
export async function readRepositorySecrets(reader: ListReader): Promise<void> {
  const { context, key } = reader;
  if (!(await isMissing(context, key.installationId, 'secrets'))) {
    const own = await readSecretsOf(reader, repositorySecrets(reader), {
      scope: 'repository',
      environment: '',
    });
    await noteMissing(context, key.installationId, 'secrets', own);
  }
  const names = (await readEnvironmentNames(reader)) ?? [];
  const read = (environment: string) =>
    readSecretsOf(reader, environmentSecrets(reader, environment), { scope: 'environment', environment });
  // Without the permission for one there is none for the others. (The sweep of variables says so.)
  for await (const { kind } of inOrder(names, WIDTH, read)) if (kind === 'refused') return;
}

/**
 * Reads the names of an organisation's secrets, who sees them, and of those for selected repositories which ones. GitHub
 * hides an organisation's lists from an App without the permission as if there were none.
 */
export async function readOrganisationSecrets(reader: ListReader): Promise<void> {
  const { context, owner, key } = reader;
  const { db } = context;
  const answer = await readSecretsOf(reader, organisationSecrets(owner), {
    scope: 'organization',
    environment: '',
  });
  const isHidden = answer.kind === 'gone';
  await noteMissing(
    context,
    key.installationId,
    'organization_secrets',
    isHidden ? { kind: 'refused' } : answer,
  );
  if (isHidden || answer.kind === 'refused') return;
  const selected = await db
    .selectFrom('actions_secrets')
    .select('name')
    .where('installation_id', '=', key.installationId)
    .where('repository_id', '=', ORGANISATION)
    .where('visibility', '=', 'selected')
    .where('gone_at', 'is', null)
    .orderBy('name')
    .limit(MAX_SELECTED)
    .execute();
  const read = ({ name }: { readonly name: string }) =>
    readList(reader, `readers/${name}`, secretReaders(owner, name), (trx, ids) =>
      recordSecretReaders(trx, key.installationId, name, ids),
    );
  for await (const { kind } of inOrder(selected, WIDTH, read)) if (kind === 'refused') return;
}
