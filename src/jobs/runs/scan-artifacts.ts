import { chooseArtifacts, listArtifacts, readArtifact, type Artifact } from '../../sources/run-artifacts.ts';
import { ARTIFACTS } from '../../sources/run-limits.ts';
import type { ArtifactsTask } from '../../sources/run-task.ts';
import type { Octokit } from '../../github/types.ts';
import type { Policy } from '../../policy/policy.ts';
import { actOnFindings } from '../judge/act-on-findings.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { isForbidden } from '../installations/is-forbidden.ts';
import { noteGap } from '../installations/note-gap.ts';
import { crowdOfRun } from './crowd-of-run.ts';
import { observeRun } from './observe-run.ts';
import { policyFor } from '../judge/policies.ts';

async function scanOne(
  context: JobContext,
  octokit: Octokit,
  task: ArtifactsTask,
  artifact: Artifact,
  policy: Policy,
  { signal, ms }: { readonly signal: AbortSignal; readonly ms: number },
): Promise<void> {
  const { installationId, head: headSha } = task;
  const reading = await readArtifact(octokit, task, artifact, signal, ms);
  if (!reading) return;
  const { seen } = await observeRun(reading.pieces, {
    keys: context.keys,
    policy,
    signal,
    author: task.author,
    crowd: () => crowdOfRun(context, task),
  });
  const notes = reading.notes();
  if (seen.length + notes.length === 0) return;
  const check = { installationId, headSha, mode: policy.mode, notes };
  await actOnFindings(context, { installationId, repository: reading.repository, seen, check });
}

async function list(
  context: JobContext,
  octokit: Octokit,
  task: ArtifactsTask,
): Promise<readonly Artifact[]> {
  try {
    return await listArtifacts(octokit, task.repository, task.run);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    await noteGap(context, task.installationId, 'actions');
    return [];
  }
}

/**
 * Reads the artifacts of a workflow run that ended, each as it comes: one request for the list and one for each. What
 * one shows is recorded before the next is opened.
 */
export async function scanArtifacts(
  context: JobContext,
  task: ArtifactsTask,
  { signal }: Try,
): Promise<void> {
  const { installationId, repository, run, head: headSha } = task;
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const octokit = await context.github.forInstallation(installationId);
  const { chosen, notes } = chooseArtifacts(await list(context, octokit, task), run);
  const until = Date.now() + ARTIFACTS.ms;
  for (const artifact of chosen)
    await scanOne(context, octokit, task, artifact, policy, { signal, ms: until - Date.now() });
  if (notes.length === 0) return;
  const check = { installationId, headSha, mode: policy.mode, notes };
  await actOnFindings(context, { installationId, repository, seen: [], check });
}
