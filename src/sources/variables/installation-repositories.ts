import { z } from 'zod';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { readAnswer } from '../github-answer.ts';

const PER_PAGE = 100;
/** 100,000 repositories; GitHub lets nobody install an App on more. */
const MAX_PAGES = 1000;

const Page = z.object({
  repositories: z.array(
    z.object({
      id: z.number().int().positive(),
      name: z.string().min(1).max(200),
      private: z.boolean(),
      archived: z.boolean().default(false),
      default_branch: z.string().max(500).default(''),
      owner: z.object({ login: z.string().min(1).max(200), type: z.string().default('User') }),
    }),
  ),
});

/** A repository that an installation sees. */
export interface InstalledRepository extends RepositoryRef {
  readonly ownerIsOrganisation: boolean;
  readonly archived: boolean;
}

/** The repositories that an installation sees, a page at a time. */
export async function* installedRepositories(
  octokit: Octokit,
): AsyncGenerator<readonly InstalledRepository[]> {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { data } = await octokit.request('GET /installation/repositories', { per_page: PER_PAGE, page });
    const { repositories } = readAnswer(Page, data);
    yield repositories.map((repository) => ({
      id: repository.id,
      owner: repository.owner.login,
      name: repository.name,
      private: repository.private,
      defaultBranch: repository.default_branch,
      ownerIsOrganisation: repository.owner.type === 'Organization',
      archived: repository.archived,
    }));
    if (repositories.length < PER_PAGE) return;
  }
}
