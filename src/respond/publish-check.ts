import type { Octokit } from '../github/types.ts';
import { annotationsToSend } from './annotations-to-send.ts';
import { isGone, isNotOurs } from './github-answers.ts';
import type { Annotation, RenderedCheck } from './rendered.ts';

/** The names that branch protection rules refer to: what leaked, and what a policy file would change. */
export type CheckName = 'Rekey' | 'Rekey policy';

/** GitHub takes this many annotations in one request; https://docs.github.com/rest/checks/runs#create-a-check-run */
const BATCH = 50;

export interface PublishCheckOptions {
  /** The check run made earlier for this commit, when its id is known. */
  readonly existingId?: number;
  /** True when an earlier try may have made one whose id was lost: it is looked for before a second is made. */
  readonly mayExist: boolean;
  /** Our own reference, by which a lost check run is recognised; the commit by default. */
  readonly externalId?: string;
  /** Default: `Rekey`. */
  readonly name?: CheckName;
}

export interface PublishedCheck {
  readonly checkRunId: number;
  /** Annotations on GitHub after this call. */
  readonly annotated: number;
}

/** By what a check run of ours is known. */
interface Mark {
  readonly name: CheckName;
  readonly externalId: string;
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}

function batches(annotations: readonly Annotation[]): readonly Annotation[][] {
  return Array.from({ length: Math.ceil(annotations.length / BATCH) }, (_, index) =>
    annotations.slice(index * BATCH, (index + 1) * BATCH),
  );
}

async function append(
  octokit: Octokit,
  place: Place,
  checkRunId: number,
  { title, summary, actions }: RenderedCheck,
  rest: readonly Annotation[],
): Promise<void> {
  for (const annotations of batches(rest)) {
    await octokit.rest.checks.update({
      ...place,
      check_run_id: checkRunId,
      output: { title, summary, annotations },
      ...(actions ? { actions: [...actions] } : {}),
    });
  }
}

async function create(
  octokit: Octokit,
  place: Place,
  headSha: string,
  rendered: RenderedCheck,
  { name, externalId }: Mark,
): Promise<PublishedCheck> {
  const { conclusion, title, summary, annotations, actions } = rendered;
  const first = annotations.slice(0, BATCH);
  const { data } = await octokit.rest.checks.create({
    ...place,
    name,
    head_sha: headSha,
    external_id: externalId,
    status: 'completed',
    conclusion,
    output: { title, summary, ...(first.length > 0 ? { annotations: first } : {}) },
    ...(actions ? { actions: [...actions] } : {}),
  });
  await append(octokit, place, data.id, rendered, annotations.slice(BATCH));
  return { checkRunId: data.id, annotated: annotations.length };
}

/** Brings a check run up to date, or undefined when it is gone or another app's. */
async function update(
  octokit: Octokit,
  place: Place,
  checkRunId: number,
  rendered: RenderedCheck,
): Promise<PublishedCheck | undefined> {
  const { conclusion, title, summary, annotations, actions = [] } = rendered;
  try {
    const { data } = await octokit.rest.checks.update({
      ...place,
      check_run_id: checkRunId,
      status: 'completed',
      conclusion,
      // Without annotations: GitHub adds those of an update to the ones that are there and takes none away.
      output: { title, summary },
      // In full each time: a button that has nothing to do any more must go.
      actions: [...actions],
    });
    const there = data.output.annotations_count;
    const rest = await annotationsToSend(octokit, { ...place, check_run_id: checkRunId }, there, annotations);
    await append(octokit, place, checkRunId, rendered, rest);
    return { checkRunId, annotated: there + rest.length };
  } catch (error) {
    if (isGone(error) || isNotOurs(error)) return undefined;
    throw error;
  }
}

async function findLost(
  octokit: Octokit,
  place: Place,
  headSha: string,
  { name, externalId }: Mark,
): Promise<readonly number[]> {
  const { data } = await octokit.rest.checks.listForRef({
    ...place,
    ref: headSha,
    check_name: name,
    filter: 'all',
    per_page: 100,
  });
  return data.check_runs.filter((run) => run.external_id === externalId).map((run) => run.id);
}

/**
 * Writes a check run of a commit: a new one, or the one that is there. A check without a finding costs one
 * request, and every 50 annotations after the first 50 one more.
 *
 * @throws GitHub's errors, for the queue to retry; a check run that is gone, or another app's, is none
 */
export async function publishCheck(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  headSha: string,
  rendered: RenderedCheck,
  options: PublishCheckOptions,
): Promise<PublishedCheck> {
  const place = { owner: repository.owner, repo: repository.name };
  const { name = 'Rekey', externalId = headSha } = options;
  const mark = { name, externalId };
  const lost = options.existingId === undefined && options.mayExist;
  const candidates = lost
    ? await findLost(octokit, place, headSha, mark)
    : [options.existingId].filter((id) => id !== undefined);
  for (const id of candidates) {
    const updated = await update(octokit, place, id, rendered);
    if (updated !== undefined) return updated;
  }
  return create(octokit, place, headSha, rendered, mark);
}
