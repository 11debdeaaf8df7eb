import { INSIDERS } from '../../github/crowd.ts';
import type { RunTask } from '../../sources/run-task.ts';
import { crowdOf } from '../judge/crowd-of.ts';
import type { JobContext } from '../queue/context.ts';

/** In whose count what a run shows is: that of whoever caused it, where it need not be somebody who may write. */
export async function crowdOfRun(
  { github }: JobContext,
  { installationId, repository, outsider }: RunTask,
): Promise<string> {
  if (outsider === undefined) return INSIDERS;
  const octokit = await github.forInstallation(installationId);
  return crowdOf(octokit, repository, outsider ?? undefined);
}
