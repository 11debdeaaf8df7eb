import { replacementFor } from '../../detect/index.ts';
import { LimitReached } from '../../github/limit-reached.ts';
import type { RepositoryRef } from '../../github/types.ts';
import type { CheckFacts } from '../../inventory/observation.ts';
import { publishCheck } from '../../respond/publish-check.ts';
import { renderCheck } from '../../respond/render-check.ts';
import { secondsSince } from '../../base/metrics.ts';
import type { JobContext } from '../queue/context.ts';

/**
 * Publishes the green check of a head commit that brought nothing, in one request. A commit that has its check already,
 * or whose check waits for a revocation, keeps it: whatever something else found in it stays said.
 *
 * @param mayExist an earlier try of this job may have made it
 * @returns false when it is still to be written: something is to be added, or GitHub takes no more for now
 */
export async function publishCleanCheck(
  context: JobContext,
  repository: RepositoryRef,
  facts: CheckFacts,
  mayExist: boolean,
): Promise<boolean> {
  const { checkRuns, github, metrics } = context;
  const known = await checkRuns.find({ repositoryId: repository.id, sha: facts.headSha });
  if (known) return facts.notes.length === 0;
  const octokit = await github.forInstallation(facts.installationId);
  const report = { ...facts, private: repository.private, exposures: [], incidents: [] };
  const rendered = renderCheck(report, replacementFor);
  try {
    const { checkRunId } = await publishCheck(octokit, repository, facts.headSha, rendered, { mayExist });
    await checkRuns.save({ repositoryId: repository.id, facts, checkRunId });
    if (facts.askedAt) metrics.pushToCheck.observe({ result: 'clean' }, secondsSince(facts.askedAt));
    return true;
  } catch (error) {
    // Too many were written lately. A job of its own writes it later, so that the next push is read now.
    if (error instanceof LimitReached && !error.forAll && !mayExist) return false;
    throw error;
  }
}
