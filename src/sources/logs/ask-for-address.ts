import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { readAnswer, statusOf } from '../github-answer.ts';
import { z } from 'zod';

/** Where GitHub keeps a log or an artifact at the moment. */
export type Address =
  | { readonly outcome: 'found'; readonly location: string; readonly repository: RepositoryRef }
  /** 404: deleted, never made, or not there yet. */
  | { readonly outcome: 'missing' }
  /** 410: expired. */
  | { readonly outcome: 'expired' };

/** A file that a workflow run left. */
export type RunFile =
  | { readonly kind: 'log'; readonly run: number; readonly attempt: number }
  | { readonly kind: 'artifact'; readonly artifact: number };

const renamedSchema = z.object({
  id: z.number(),
  name: z.string(),
  private: z.boolean(),
  default_branch: z.string(),
  owner: z.object({ login: z.string() }),
});

/** The redirects that GitHub answers for a repository that has another name now. */
const MOVED = new Set([301, 307, 308]);
const MANUAL = { request: { redirect: 'manual' } } as const;

function ask(octokit: Octokit, { owner, name: repo }: RepositoryRef, file: RunFile) {
  return file.kind === 'log'
    ? octokit.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/logs', {
        owner,
        repo,
        run_id: file.run,
        attempt_number: file.attempt,
        ...MANUAL,
      })
    : octokit.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', {
        owner,
        repo,
        artifact_id: file.artifact,
        archive_format: 'zip',
        ...MANUAL,
      });
}

/** The repository under its new name: GitHub leads from the old one there, on its own host and so with our token. */
async function renamed(
  octokit: Octokit,
  { owner, name, id }: RepositoryRef,
): Promise<RepositoryRef | undefined> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}', { owner, repo: name });
  const found = readAnswer(renamedSchema, data);
  // Somebody else's repository may have taken the old name.
  if (found.id !== id) return undefined;
  const { name: newName, private: isPrivate, default_branch: defaultBranch } = found;
  return { id, owner: found.owner.login, name: newName, private: isPrivate, defaultBranch };
}

/**
 * Asks GitHub where a file of a run is: one request, two more where the repository was renamed since. Throws what
 * octokit throws, but for what is gone.
 *
 * @returns with the repository as it is called now
 */
export async function askForAddress(
  octokit: Octokit,
  repository: RepositoryRef,
  file: RunFile,
): Promise<Address> {
  let current = repository;
  try {
    let answer = await ask(octokit, current, file);
    if (MOVED.has(answer.status)) {
      const now = await renamed(octokit, current);
      if (!now) return { outcome: 'missing' };
      current = now;
      answer = await ask(octokit, current, file);
    }
    const { location } = answer.headers;
    return location === undefined || MOVED.has(answer.status)
      ? { outcome: 'missing' }
      : { outcome: 'found', location, repository: current };
  } catch (error) {
    if (statusOf(error) === 410) return { outcome: 'expired' };
    if (statusOf(error) === 404) return { outcome: 'missing' };
    throw error;
  }
}
