import { sql } from 'kysely';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { forgetPins, ORGANISATION_FILE, type PinnedFile } from '../../inventory/name-pins.ts';
import { changedSettings } from '../../policy/changed-settings.ts';
import { namedRepositories } from '../../policy/named-repositories.ts';
import { parsePolicyFile } from '../../policy/policy-file.ts';
import type { Policy } from '../../policy/policy.ts';
import { readPolicyFiles } from '../../sources/read-policy-file.ts';
import type { JobContext } from '../queue/context.ts';
import { choosePolicy, type ParsedFile } from './choose-policy.ts';
import { pinApprovers } from './pin-approvers.ts';
import { pinRepositories, repositoryPin } from './pin-repositories.ts';

/** How old a policy may be before it is read again: a webhook may have been missed. */
const MAX_AGE_MS = 3_600_000;

/** The policy that judges a repository. */
export interface JudgingPolicy {
  readonly policy: Policy;
}

/** The owner's `.github` repository holds the organisation's policy and has none of its own. */
export function isOrganisationPolicy(repository: { readonly name: string }): boolean {
  return repository.name.toLowerCase() === '.github';
}

function parse(text: string | undefined): ParsedFile {
  if (text === undefined) return { isBroken: false };
  const { policy } = parsePolicyFile(text);
  return policy ? { file: policy, isBroken: false } : { isBroken: true };
}

/**
 * Keeps what the names in a file mean, and forgets those that it lists no more: that takes a commit. A broken file says
 * neither, nor does one that is not there: the App may have lost its repository for a while, and whoever took a name
 * meanwhile must not come back with it.
 */
async function settleNames(
  context: JobContext,
  octokit: Octokit,
  file: PinnedFile,
  { owner }: RepositoryRef,
  { file: content, isBroken }: ParsedFile,
): Promise<void> {
  if (isBroken || !content) return;
  const approvers = [...(content.approvers ?? []), ...(content.dashboard?.viewers ?? [])];
  const repositories = file.repositoryId === ORGANISATION_FILE ? namedRepositories(content) : [];
  await forgetPins(context.db, file, [...approvers, ...repositories.map(repositoryPin)]);
  try {
    await pinApprovers(context, octokit, { file, owner, approvers });
    await pinRepositories(context, octokit, file, repositories);
  } catch (error) {
    // Nothing is judged later for that: whoever decides is looked up when he does.
    context.log.warn(
      { err: error, installation: file.installationId },
      'names in the policy could not be looked up',
    );
  }
}

/**
 * Reads the policy of a repository: from the database while it is fresh, else from the default branches of the
 * repository and of the owner's `.github` repository. A broken file never takes effect, see `choosePolicy`. What
 * is wrong with it is said by the check run of the commit that brought it, see `jobs/policy`.
 */
export async function policyFor(
  context: JobContext,
  installationId: number,
  repository: RepositoryRef,
  options: { readonly reread: boolean },
): Promise<JudgingPolicy> {
  const { db, policyCache } = context;
  const cached = options.reread ? undefined : policyCache.get(repository.id);
  if (cached) return { policy: cached };
  const kept = await db
    .selectFrom('policies')
    .select(['policy', 'read_at', 'organisation_file', 'own_file'])
    .where('repository_id', '=', repository.id)
    .executeTakeFirst();
  const last = kept?.policy;
  if (kept && last && !options.reread && Date.now() - kept.read_at.getTime() < MAX_AGE_MS) {
    policyCache.set(repository.id, last);
    return { policy: last };
  }

  const octokit = await context.github.forInstallation(installationId);
  const sources = await readPolicyFiles(octokit, repository);
  const files = { organisation: parse(sources.organisation?.text), own: parse(sources.repository?.text) };
  const { policy, good } = choosePolicy(
    files,
    kept && { organisation: kept.organisation_file, own: kept.own_file },
  );
  const { organisation, own } = files;
  await settleNames(
    context,
    octokit,
    { installationId, repositoryId: ORGANISATION_FILE },
    repository,
    organisation,
  );
  await settleNames(context, octokit, { installationId, repositoryId: repository.id }, repository, own);

  policyCache.set(repository.id, policy);
  const row = {
    policy: JSON.stringify(policy),
    organisation_file: good.organisation && JSON.stringify(good.organisation),
    own_file: good.own && JSON.stringify(good.own),
    read_at: new Date(),
    installation_id: installationId,
  };
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{
      before: Policy;
      after: Policy;
    }>`select policy as before, ${row.policy}::jsonb as after from policies
      where repository_id = ${repository.id} for update`.execute(trx);
    await trx
      .insertInto('policies')
      .values({ repository_id: repository.id, ...row })
      .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(row))
      .execute();
    const [known] = rows;
    const changed = known ? changedSettings(known.before, known.after) : [];
    const entry = known ? { event: 'policy_changed', why: changed.join(', ') } : { event: 'policy_read' };
    const subject = { installationId, kind: 'policy', id: repository.id } as const;
    if (!known || changed.length > 0) await recordAudit(trx, subject, 'rekey', entry);
  });
  return { policy };
}

/** Forgets what was read for an installation, after its organisation's policy changed. */
export async function forgetPolicies(context: JobContext, installationId: number): Promise<void> {
  context.policyCache.clear();
  // Aged rather than deleted: the last good policy must survive a broken new one.
  await context.db
    .updateTable('policies')
    .set({ read_at: new Date(0) })
    .where('installation_id', '=', installationId)
    .execute();
}
