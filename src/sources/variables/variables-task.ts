import { z } from 'zod';
import { HookRepository, hookRepository, sha } from '../hook-repository.ts';

const repository = z.object({
  id: z.number().int().positive(),
  owner: z.string().min(1).max(200),
  name: z.string().min(1).max(200),
  private: z.boolean(),
  defaultBranch: z.string().max(500),
});

/** Read the variables that a repository's workflows and agents see. */
export const ReadVariablesTask = z.object({
  kind: z.literal('read-variables'),
  installationId: z.number().int(),
  repository,
  /** The head commit of the run that uses them, on which the check run is made; absent for a sweep. */
  head: sha.optional(),
  /** Whether the organisation's variables that it sees are to be read: a sweep has read them all at once. */
  shared: z.boolean(),
});
export type ReadVariablesTask = z.infer<typeof ReadVariablesTask>;

/** Read an organisation's variables once, and then those of every repository of an installation. */
export const SweepVariablesTask = z.object({
  kind: z.literal('sweep-variables'),
  installationId: z.number().int(),
});
export type SweepVariablesTask = z.infer<typeof SweepVariablesTask>;

const payloadSchema = z.object({
  action: z.string().optional(),
  workflow_run: z.object({ head_sha: sha }).optional(),
  workflow_job: z.object({ head_sha: sha }).optional(),
  installation: z.object({ id: z.number().int().positive() }),
  repository: HookRepository,
});

/** From now on the run has its variables. A run that ended changes nothing; `workflow_dispatch` has no action. */
const USES = new Set([undefined, 'requested', 'in_progress', 'queued', 'waiting']);

/**
 * Projects `workflow_run`, `workflow_job` and `workflow_dispatch` to the job that reads the variables which the run uses.
 *
 * @returns undefined when no run begins, or when it is no such payload at all
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run
 */
export function variablesTask(payload: unknown): ReadVariablesTask | undefined {
  const parsed = payloadSchema.safeParse(payload);
  if (!parsed.success || !USES.has(parsed.data.action)) return undefined;
  const { installation, repository: about, workflow_run: run, workflow_job: job } = parsed.data;
  const head = run?.head_sha ?? job?.head_sha;
  return {
    kind: 'read-variables',
    installationId: installation.id,
    repository: hookRepository(about),
    ...(head === undefined ? {} : { head }),
    shared: true,
  };
}
