import { z } from 'zod';
import { redactKnownFormats } from '../detect/index.ts';
import { hookRepository, HookRepository, repositorySchema, sha } from './hook-repository.ts';
import { isZeroSha } from './push-task.ts';

/** GitHub names few pull requests of a check; each costs a request. */
const PULLS_MAX = 20;

const ref = z.string().min(1).max(1024);

const Pull = z.object({
  number: z.number().int().positive(),
  head: z.object({ ref, repo: z.object({ id: z.number() }) }),
  base: z.object({ sha, ref, repo: z.object({ id: z.number() }) }),
});

const Suite = z.object({
  head_sha: sha,
  before: sha.nullish().catch(undefined),
  pull_requests: z.array(z.unknown()).default([]),
});

const Envelope = z.object({
  action: z.literal('rerequested'),
  installation: z.object({ id: z.number().int().positive() }),
  repository: HookRepository,
});
const SuitePayload = Envelope.extend({ check_suite: Suite });
const RunPayload = Envelope.extend({
  check_run: z.object({
    head_sha: sha,
    external_id: z.string().nullish(),
    check_suite: Suite,
    pull_requests: z.array(z.unknown()).default([]),
  }),
});

/** Somebody wants a commit to be judged again. */
export const RescanTask = z
  .object({
    kind: z.literal('rescan'),
    installationId: z.number().int().positive(),
    repository: repositorySchema,
    head: sha,
    /** Where its branch stood before it was pushed; absent for a new branch, and for a commit of a fork. */
    before: sha.optional(),
    /** Pull requests that GitHub names; none for those of forks. */
    pulls: z
      .array(
        z.object({
          number: z.number().int(),
          headRef: z.string().optional(),
          base: sha,
          baseRef: z.string(),
        }),
      )
      .readonly(),
  })
  .readonly();
export type RescanTask = z.infer<typeof RescanTask>;

function rescan(
  { installation, repository }: z.infer<typeof Envelope>,
  { head_sha: head, before }: z.infer<typeof Suite>,
  pulls: readonly unknown[],
): RescanTask {
  const own = pulls.slice(0, PULLS_MAX).flatMap((pull) => {
    const { data } = Pull.safeParse(pull);
    // A branch can be proposed to other repositories as well; that is judged there.
    return data?.base.repo.id === repository.id ? [data] : [];
  });
  return {
    kind: 'rescan',
    installationId: installation.id,
    repository: hookRepository(repository),
    head,
    ...(before == null || isZeroSha(before) ? {} : { before }),
    pulls: own.map(({ number, head: { ref: headRef, repo }, base }) => ({
      number,
      ...(repo.id === repository.id ? { headRef: redactKnownFormats(headRef) } : {}),
      base: base.sha,
      baseRef: redactKnownFormats(base.ref),
    })),
  };
}

/**
 * Projects "re-run all checks" (`check_suite` rerequested) to a job; undefined for other actions. GitHub sends it to the
 * App whose suite it is.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#check_suite
 */
export function suiteRerequest(payload: unknown): RescanTask | undefined {
  const { data } = SuitePayload.safeParse(payload);
  return data && rescan(data, data.check_suite, data.check_suite.pull_requests);
}

/**
 * Projects "re-run" of one check (`check_run` rerequested) to a job; undefined for other actions, and for a check run
 * that does not bear the mark of ours: its own commit as external id.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#check_run
 */
export function runRerequest(payload: unknown): RescanTask | undefined {
  const run = RunPayload.safeParse(payload).data;
  if (!run || run.check_run.external_id !== run.check_run.head_sha) return undefined;
  const { check_suite: suite, head_sha, pull_requests } = run.check_run;
  return rescan(run, { ...suite, head_sha }, [...pull_requests, ...suite.pull_requests]);
}
