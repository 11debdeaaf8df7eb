import { redactKnownFormats } from '../../detect/index.ts';
import type { VariablePlace } from '../../github/place.ts';
import { DEAD_STATES, isPending } from '../../inventory/state.ts';
import { openCheck, showOnCheck } from '../../inventory/record-check.ts';
import { createScrub } from '../../inventory/scrub.ts';
import type { Policy } from '../../policy/policy.ts';
import { readWorkflows } from '../../sources/variables/read-workflows.ts';
import { variableReaders } from '../../sources/variables/variable-readers.ts';
import type { ReadVariablesTask } from '../../sources/variables/variables-task.ts';
import type { JobContext } from '../queue/context.ts';
import { GRACE_SECONDS } from '../report/report-rules.ts';

/** So many variables are shown on one check. */
const MAX_SHOWN = 200;

/**
 * What a repository's variables are known to hold still and what a run has reason to show: a credential that is not dead,
 * and one that no check has shown yet.
 */
async function toShow({ db }: JobContext, repositoryId: number) {
  const rows = await db
    .selectFrom('exposures')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .leftJoin('check_exposures', 'check_exposures.exposure_id', 'exposures.id')
    .select((eb) => [
      'exposures.id',
      'exposures.place',
      'state',
      eb.fn.count<number>('check_exposures.check_id').as('shown'),
    ])
    .where('exposures.repository_id', '=', repositoryId)
    .where('kind', '=', 'variable')
    .where('exposures.at_head', '=', true)
    .where('state', '<>', 'dismissed')
    .groupBy(['exposures.id', 'exposures.place', 'state'])
    .having((eb) =>
      eb.or([eb('state', 'not in', DEAD_STATES), eb(eb.fn.count('check_exposures.check_id'), '=', 0)]),
    )
    .limit(MAX_SHOWN)
    .execute();
  return rows.flatMap(({ place, ...row }) => (place?.kind === 'variable' ? [{ ...row, place }] : []));
}

/** Which workflows of this commit read the variable. */
function atCommit(place: VariablePlace, workflows: Awaited<ReturnType<typeof readWorkflows>>): VariablePlace {
  const { readers: _before, ...rest } = place;
  const readers = variableReaders(workflows, place);
  return readers.length > 0 ? { ...rest, readers } : rest;
}

/** Paths, jobs and steps are named by people, so they are stored like the place was at first. */
const scrub = createScrub([], redactKnownFormats);
const scrubbed = (place: VariablePlace): string =>
  JSON.stringify(place, (_, value: unknown) => (typeof value === 'string' ? scrub(value) : value));

/**
 * Shows on the check run of a run's head commit what the variables hold that the run uses, at the lines of the workflows
 * that read them. What no check has shown yet fails it; what one has shown is shown as there before.
 */
export async function showVariables(
  context: JobContext,
  task: ReadVariablesTask,
  headSha: string,
  policy: Policy,
): Promise<void> {
  const { installationId, repository } = task;
  const exposures = await toShow(context, repository.id);
  if (exposures.length === 0) return;
  const octokit = await context.github.forInstallation(installationId);
  const workflows = await readWorkflows(octokit, repository, headSha);
  await context.db.transaction().execute(async (trx) => {
    const facts = { installationId, headSha, mode: policy.mode, notes: [] };
    const check = await openCheck(trx, repository.id, facts);
    for (const { id, place, shown } of exposures) {
      await trx
        .updateTable('exposures')
        .set({ place: scrubbed(atCommit(place, workflows)) })
        .where('id', '=', id)
        .execute();
      await showOnCheck(trx, check.id, id, { introduced: shown === 0, atHead: true });
    }
    const waits = exposures.some(({ state }) => isPending(state));
    await context.queue.send(trx, [
      {
        queue: 'github',
        lane: String(installationId),
        data: { kind: 'report-check', installationId, checkId: check.id, atLatest: waits },
        ...(waits ? { afterSeconds: GRACE_SECONDS } : {}),
      },
    ]);
  });
  context.queue.wake();
}
