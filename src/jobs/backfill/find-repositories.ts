import { z } from 'zod';
import { redactKnownFormats } from '../../detect/index.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { readAnswer, statusOf } from '../../sources/github-answer.ts';

const Id = z.object({ id: z.number().int() });
const Repository = z.object({
  id: z.number().int(),
  name: z.string().min(1).max(200),
  owner: z.object({ login: z.string().min(1).max(200) }),
  private: z.boolean().catch(false),
  default_branch: z.string().max(500).catch(''),
});
const Page = z.object({ repositories: z.array(Repository) });
const PER_PAGE = 100;
/** Fifty thousand repositories. */
const MAX_PAGES = 500;

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function toRef(data: z.infer<typeof Repository>): RepositoryRef {
  const { id, owner, name, private: isPrivate, default_branch: branch } = data;
  return { id, owner: owner.login, name, private: isPrivate, defaultBranch: redactKnownFormats(branch) };
}

/**
 * The installation of an account or a repository; undefined where the App is not installed.
 *
 * @param app a client that acts as the App
 */
export async function findInstallation(
  app: Octokit,
  owner: string,
  name?: string,
): Promise<number | undefined> {
  const answer =
    name === undefined
      ? ((await orUndefined(app.request('GET /users/{username}/installation', { username: owner }))) ??
        (await orUndefined(app.request('GET /orgs/{org}/installation', { org: owner }))))
      : await orUndefined(app.request('GET /repos/{owner}/{repo}/installation', { owner, repo: name }));
  return answer && readAnswer(Id, answer.data).id;
}

/** A repository by its name; undefined where there is none. */
export async function findRepository(
  octokit: Octokit,
  owner: string,
  name: string,
): Promise<RepositoryRef | undefined> {
  const answer = await orUndefined(octokit.request('GET /repos/{owner}/{repo}', { owner, repo: name }));
  return answer && toRef(readAnswer(Repository, answer.data));
}

/** All repositories that an installation can read. */
export async function listRepositories(octokit: Octokit): Promise<readonly RepositoryRef[]> {
  const all: RepositoryRef[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { data } = await octokit.request('GET /installation/repositories', { per_page: PER_PAGE, page });
    const { repositories } = readAnswer(Page, data);
    all.push(...repositories.map(toRef));
    if (repositories.length < PER_PAGE) break;
  }
  return all;
}
