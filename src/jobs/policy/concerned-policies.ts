import type { Octokit } from '../../github/types.ts';
import type { OpenIncident } from '../../inventory/open-incidents.ts';
import { mergePolicies } from '../../policy/merge-policies.ts';
import type { PolicyFile } from '../../policy/policy-file.ts';
import type { PolicyPair } from '../../policy/preview/effects.ts';
import { readPolicyFile } from '../../sources/read-policy-file.ts';
import type { Database } from '../../store/database.ts';
import { readPolicy } from './read-change.ts';

/** Each costs a request; those with the most open incidents come first. */
const REPOSITORIES_MAX = 20;

/** The repositories of open incidents, those with most of them first. */
async function namesOf(db: Database, incidents: readonly OpenIncident[]) {
  const counts = new Map<number, number>();
  for (const { places } of incidents)
    for (const id of new Set(places.map(({ repositoryId }) => repositoryId)))
      counts.set(id, (counts.get(id) ?? 0) + 1);
  const ids = [...counts].toSorted(([, a], [, b]) => b - a).map(([id]) => id);
  const chosen = ids.slice(0, REPOSITORIES_MAX);
  if (chosen.length === 0) return { repositories: [], capped: false };
  const repositories = await db
    .selectFrom('repositories')
    .select(['id', 'owner', 'name'])
    .where('id', 'in', chosen)
    .where('removed_at', 'is', null)
    .execute();
  return { repositories, capped: ids.length > chosen.length };
}

/**
 * What the policy of each repository with open incidents is and would be with another file of the organisation. What
 * stands in a repository beyond the limit counts as unchanged.
 */
export async function concernedPolicies(
  db: Database,
  octokit: Octokit,
  incidents: readonly OpenIncident[],
  organisation: { readonly before: PolicyFile | undefined; readonly after: PolicyFile | undefined },
): Promise<{ readonly pairs: ReadonlyMap<number, PolicyPair>; readonly capped: boolean }> {
  const { repositories, capped } = await namesOf(db, incidents);
  const pairs = new Map<number, PolicyPair>();
  for (const { id, owner, name } of repositories) {
    const isOrganisations = name.toLowerCase() === '.github';
    const source = isOrganisations ? undefined : await readPolicyFile(octokit, { owner, name });
    const { file } = readPolicy(source?.text);
    pairs.set(id, {
      before: mergePolicies(organisation.before, file),
      after: mergePolicies(organisation.after, file),
    });
  }
  return { pairs, capped };
}
