import { z } from 'zod';
import { HookRepository, hookRepository, repositorySchema, sha } from './hook-repository.ts';

/** A policy file of a commit is to be checked. */
export const PolicyCheckTask = z
  .object({
    kind: z.literal('check-policy'),
    installationId: z.number().int().positive(),
    repository: repositorySchema,
    head: sha,
    /** Where the default branch stood before it was pushed to this commit; absent for what is only proposed. */
    before: sha.optional(),
    /** A pull request of a fork brought it. */
    ofFork: z.boolean().default(false),
    /** Somebody asked for it again: only a check run that is there is written anew. */
    again: z.boolean().default(false),
  })
  .readonly();
export type PolicyCheckTask = z.infer<typeof PolicyCheckTask>;

const MARK = 'policy/';

/** The external id of the check run `Rekey policy` of a commit. */
export const policyCheckMark = (head: string): string => `${MARK}${head}`;

const Envelope = z.object({
  action: z.literal('rerequested'),
  installation: z.object({ id: z.number().int().positive() }),
  repository: HookRepository,
});
const SuitePayload = Envelope.extend({ check_suite: z.object({ head_sha: sha }) });
const RunPayload = Envelope.extend({
  check_run: z.object({ head_sha: sha, external_id: z.string().nullish() }),
});

function again({ installation, repository }: z.infer<typeof Envelope>, head: string): PolicyCheckTask {
  return {
    kind: 'check-policy',
    installationId: installation.id,
    repository: hookRepository(repository),
    head,
    ofFork: false,
    again: true,
  };
}

/**
 * Projects "re-run all checks" to a job that writes the check run of a policy anew, where there is one.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#check_suite
 */
export function policySuiteRerequest(payload: unknown): PolicyCheckTask | undefined {
  const { data } = SuitePayload.safeParse(payload);
  return data && again(data, data.check_suite.head_sha);
}

/** Projects "re-run" of a check run `Rekey policy`, known by its mark; undefined for all others. */
export function policyRunRerequest(payload: unknown): PolicyCheckTask | undefined {
  const { data } = RunPayload.safeParse(payload);
  if (!data || data.check_run.external_id !== policyCheckMark(data.check_run.head_sha)) return undefined;
  return again(data, data.check_run.head_sha);
}
