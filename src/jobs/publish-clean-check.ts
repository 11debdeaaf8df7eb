import { randomUUID } from 'node:crypto';
import type { RepositoryRef } from '../github/types.ts';
import { replacementFor } from '../detect/index.ts';
import type { CheckFacts } from '../inventory/observation.ts';
import { publishCheck } from '../respond/publish-check.ts';
import { renderCheck } from '../respond/render-check.ts';
import type { JobContext } from './context.ts';

/**
 * Publishes the green check of a head commit that brought nothing. The row is written before the request, so that a
 * try after a crash knows that a check run may exist already and looks for it first.
 */
export async function publishCleanCheck(context: JobContext, repository: RepositoryRef, facts: CheckFacts): Promise<void> {
  const { db, github } = context;
  const row = {
    id: randomUUID(),
    installation_id: facts.installationId,
    repository_id: repository.id,
    head_sha: facts.headSha,
    mode: facts.mode,
    notes: JSON.stringify(facts.notes),
    policy_errors: JSON.stringify(facts.policyErrors),
    attempted_at: new Date(),
  };
  const made = await db
    .insertInto('checks')
    .values(row)
    .onConflict((conflict) => conflict.columns(['repository_id', 'head_sha']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) {
    const known = await db
      .selectFrom('checks')
      .select('check_run_id')
      .where('repository_id', '=', repository.id)
      .where('head_sha', '=', facts.headSha)
      .executeTakeFirst();
    // Another push brought the same commit; whatever it found stays said.
    if (known?.check_run_id) return;
  }
  const octokit = await github.forInstallation(facts.installationId);
  const rendered = renderCheck(
    { headSha: facts.headSha, mode: facts.mode, private: repository.private, exposures: [], incidents: [], policyErrors: [], notes: facts.notes },
    replacementFor,
  );
  const { checkRunId } = await publishCheck(octokit, repository, facts.headSha, rendered, { mayExist: !made });
  await db
    .updateTable('checks')
    .set({ check_run_id: checkRunId })
    .where('repository_id', '=', repository.id)
    .where('head_sha', '=', facts.headSha)
    .execute();
}
