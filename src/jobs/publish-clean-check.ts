import { randomUUID } from 'node:crypto';
import type { RepositoryRef } from '../github/types.ts';
import { replacementFor } from '../detect/index.ts';
import type { CheckFacts } from '../inventory/observation.ts';
import { publishCheck } from '../respond/publish-check.ts';
import { renderCheck } from '../respond/render-check.ts';
import type { JobContext } from './context.ts';

/**
 * Publishes the green check of a head commit that brought nothing, in one request. A commit that has its check already
 * keeps it: whatever another push found in it stays said.
 *
 * @param mayExist an earlier try of this job may have made it
 */
export async function publishCleanCheck(
  context: JobContext,
  repository: RepositoryRef,
  facts: CheckFacts,
  mayExist: boolean,
): Promise<void> {
  const { db, github } = context;
  const known = await db
    .selectFrom('checks')
    .select('check_run_id')
    .where('repository_id', '=', repository.id)
    .where('head_sha', '=', facts.headSha)
    .executeTakeFirst();
  if (known?.check_run_id) return;
  const octokit = await github.forInstallation(facts.installationId);
  const report = { ...facts, private: repository.private, exposures: [], incidents: [] };
  const rendered = renderCheck(report, replacementFor);
  const { checkRunId } = await publishCheck(octokit, repository, facts.headSha, rendered, {
    mayExist: mayExist || known !== undefined,
  });
  const now = new Date();
  await db
    .insertInto('checks')
    .values({
      id: randomUUID(),
      installation_id: facts.installationId,
      repository_id: repository.id,
      head_sha: facts.headSha,
      mode: facts.mode,
      notes: JSON.stringify(facts.notes),
      policy_errors: JSON.stringify(facts.policyErrors),
      check_run_id: checkRunId,
      attempted_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['repository_id', 'head_sha'])
        .doUpdateSet({ check_run_id: checkRunId, attempted_at: now }),
    )
    .execute();
}
