import type { Octokit } from '../../github/types.ts';
import { publishCheck } from '../../respond/publish-check.ts';
import { renderPolicyCheck } from '../../respond/render-policy-check.ts';
import type { RenderedCheck } from '../../respond/rendered.ts';
import { policyCheckMark, type PolicyCheckTask } from '../../sources/policy-check-task.ts';
import type { Database } from '../../store/database.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { digestOf } from '../report/report-rules.ts';
import { readChange } from './read-change.ts';
import { reportChange } from './report-change.ts';

function find(db: Database, { repository, head }: PolicyCheckTask) {
  return db
    .selectFrom('policy_checks')
    .select(['before_sha', 'of_fork', 'check_run_id', 'digest'])
    .where('repository_id', '=', repository.id)
    .where('head_sha', '=', head)
    .executeTakeFirst();
}

type Known = NonNullable<Awaited<ReturnType<typeof find>>>;

/** What is known of a commit adds up: it was proposed by a fork and pushed by one who may, or is on the default branch by now. */
function withKnown(task: PolicyCheckTask, known: Known | undefined): PolicyCheckTask {
  const before = task.before ?? known?.before_sha ?? undefined;
  const ofFork = known ? known.of_fork && (task.again || task.ofFork) : task.ofFork;
  return { ...task, ofFork, ...(before === undefined ? {} : { before }) };
}

const saysSame = (task: PolicyCheckTask, known: Known) =>
  (task.before ?? null) === known.before_sha && task.ofFork === known.of_fork;

async function publish(
  { db }: JobContext,
  octokit: Octokit,
  { installationId, repository, head, before, ofFork }: PolicyCheckTask,
  rendered: RenderedCheck,
  made: { readonly existingId?: number; readonly mayExist: boolean },
): Promise<void> {
  const facts = { installation_id: installationId, before_sha: before ?? null, of_fork: ofFork };
  // Written first: if the answer is lost, the next try looks for the check run.
  await db
    .insertInto('policy_checks')
    .values({ repository_id: repository.id, head_sha: head, ...facts })
    .onConflict((conflict) => conflict.columns(['repository_id', 'head_sha']).doUpdateSet(facts))
    .execute();
  const { checkRunId } = await publishCheck(octokit, repository, head, rendered, {
    ...made,
    name: 'Rekey policy',
    externalId: policyCheckMark(head),
  });
  await db
    .updateTable('policy_checks')
    .set({ check_run_id: checkRunId, digest: digestOf(rendered) })
    .where('repository_id', '=', repository.id)
    .where('head_sha', '=', head)
    .execute();
}

/**
 * Writes the check run `Rekey policy` of a commit that changes `.github/rekey.yml`: its errors at their lines, or what it
 * would change. The file itself has no say: the policy in force is that of the default branch. Nothing is written for a
 * file that is what it was.
 */
export async function checkPolicy(
  context: JobContext,
  asked: PolicyCheckTask,
  { retryCount }: Pick<Try, 'retryCount'>,
): Promise<void> {
  const known = await find(context.db, asked);
  if (asked.again && !known) return;
  const task = withKnown(asked, known);
  const existingId = known?.check_run_id ?? undefined;
  if (known && existingId !== undefined && !asked.again && saysSame(task, known)) return;
  if (!context.gate.admits(task.installationId)) return;
  const octokit = await context.github.forInstallation(task.installationId);
  const change = await readChange(octokit, task.repository, task);
  // What is there stays said when a proposal has become the policy; GitHub waits for its check run.
  if (change.isSame && existingId === undefined) return;
  const rendered = renderPolicyCheck(await reportChange(context, octokit, task, change));
  if (!asked.again && digestOf(rendered) === known?.digest) return;
  await publish(context, octokit, task, rendered, {
    ...(existingId === undefined ? {} : { existingId }),
    mayExist: known !== undefined || retryCount > 0,
  });
}
