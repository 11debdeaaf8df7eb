import { sql } from 'kysely';
import type { RepositoryRef } from '../../github/types.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { mergePolicies } from '../../policy/merge-policies.ts';
import { parsePolicyFile, type PolicyFile } from '../../policy/policy-file.ts';
import { DEFAULT_POLICY, type Policy } from '../../policy/policy.ts';
import { readPolicyFiles } from '../../sources/read-policy-file.ts';
import type { JobContext } from '../queue/context.ts';

/** How old a policy may be before it is read again: a webhook may have been missed. */
const MAX_AGE_MS = 3_600_000;

/** The policy that judges a repository. */
export interface JudgingPolicy {
  readonly policy: Policy;
}

interface ParsedFile {
  readonly file?: PolicyFile;
  readonly isBroken: boolean;
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
 * Reads the policy of a repository: from the database while it is fresh, else from the default branches of the
 * repository and of the owner's `.github` repository. A broken file never takes effect; the last good policy stays. What
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
    .select(['policy', 'read_at'])
    .where('repository_id', '=', repository.id)
    .executeTakeFirst();
  const last = kept?.policy;
  if (kept && last && !options.reread && Date.now() - kept.read_at.getTime() < MAX_AGE_MS) {
    policyCache.set(repository.id, last);
    return { policy: last };
  }

  const octokit = await context.github.forInstallation(installationId);
  const sources = await readPolicyFiles(octokit, repository);
  const organisation = parse(sources.organisation?.text);
  const own = parse(sources.repository?.text);
  const broken = own.isBroken || organisation.isBroken;
  const policy = broken ? (last ?? DEFAULT_POLICY) : mergePolicies(organisation.file, own.file);

  policyCache.set(repository.id, policy);
  const row = { policy: JSON.stringify(policy), read_at: new Date(), installation_id: installationId };
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ same: boolean }>`select policy = ${row.policy}::jsonb as same from policies
      where repository_id = ${repository.id} for update`.execute(trx);
    await trx
      .insertInto('policies')
      .values({ repository_id: repository.id, ...row })
      .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(row))
      .execute();
    const event = rows.length === 0 ? 'policy_read' : 'policy_changed';
    const subject = { installationId, kind: 'policy', id: repository.id } as const;
    if (rows[0]?.same !== true) await recordAudit(trx, subject, 'rekey', { event });
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
