import { mergePolicies } from '../../policy/merge-policies.ts';
import { parsePolicyFile } from '../../policy/policy-file.ts';
import type { Policy } from '../../policy/policy.ts';
import { readPolicyFile } from '../../sources/read-policy-file.ts';
import { policyFor } from '../judge/policies.ts';
import type { JobContext } from '../queue/context.ts';

/** Whose an installation is, and what its own policy says; no repository has a say in it. */
export interface Organisation {
  readonly owner: string;
  readonly policy: Policy;
}

const HOME = '.github';

/** Login of the account of an installation; undefined where nothing is known of it. */
async function readAccount({ db }: JobContext, installationId: number): Promise<string | undefined> {
  const known = await db
    .selectFrom('installations')
    .select('owner')
    .where('id', '=', installationId)
    .where('owner', '<>', '')
    .executeTakeFirst();
  const first = () =>
    db
      .selectFrom('repositories')
      .select('owner')
      .where('installation_id', '=', installationId)
      .where('removed_at', 'is', null)
      .limit(1)
      .executeTakeFirst();
  return (known ?? (await first()))?.owner;
}

/** A repository of an installation by its name, as it was seen last; undefined where the App is not installed in it. */
export async function readOwnRepository({ db }: JobContext, installationId: number, name: string) {
  return db
    .selectFrom('repositories')
    .select(['id', 'owner', 'name', 'private'])
    .where('installation_id', '=', installationId)
    .where('name', '=', name)
    .where('removed_at', 'is', null)
    .where('archived', '=', false)
    .executeTakeFirst();
}

/**
 * Reads the organisation's policy as such. A repository's own file is left out: it must not be able to send what is known
 * of all repositories to a place of its choice.
 */
export async function organisationPolicy(
  context: JobContext,
  installationId: number,
): Promise<Organisation | undefined> {
  const owner = await readAccount(context, installationId);
  if (owner === undefined) return undefined;
  const home = await readOwnRepository(context, installationId, HOME);
  if (home) {
    const repository = { ...home, defaultBranch: '' };
    const { policy } = await policyFor(context, installationId, repository, { reread: false });
    return { owner, policy };
  }
  // Where it is public, it can be read without the App's being installed in it.
  const octokit = await context.github.forInstallation(installationId);
  const source = await readPolicyFile(octokit, { owner, name: HOME });
  const file = source && parsePolicyFile(source.text).policy;
  return { owner, policy: mergePolicies(file ?? (source ? {} : undefined), undefined) };
}

/** The repository that the organisation's policy names for issues, when it is the organisation's own. */
export function securityRepository({
  owner,
  policy,
}: Organisation): { readonly owner: string; readonly name: string } | undefined {
  const [account = '', name] = policy.issues.repository?.split('/') ?? [];
  return name !== undefined && account.toLowerCase() === owner.toLowerCase() ? { owner, name } : undefined;
}
