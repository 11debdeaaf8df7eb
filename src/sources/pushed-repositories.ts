import { z } from 'zod';
import type { Octokit, RepositoryRef } from '../github/types.ts';
import { readAnswer, statusOf } from './github-answer.ts';

const PER_PAGE = 100;

const Repository = z.object({
  id: z.number().int().positive(),
  name: z.string().min(1).max(200),
  private: z.boolean(),
  archived: z.boolean().default(false),
  default_branch: z.string().min(1).max(1024).default('main'),
  pushed_at: z.string().max(100).nullish(),
  owner: z.object({ login: z.string().min(1).max(200) }),
});

const Page = z.object({ total_count: z.number().int().nonnegative(), repositories: z.array(Repository) });

/** A repository as lists show it. */
export interface ListedRepository extends RepositoryRef {
  readonly archived: boolean;
  /** When somebody last pushed to it; null while it is empty. */
  readonly pushedAt: string | null;
}

/** A page of the repositories that an installation sees; undefined when it is what it was. */
export interface RepositoryPage {
  readonly etag: string;
  readonly total: number;
  readonly repositories: readonly ListedRepository[];
  /** Whether another page follows. */
  readonly more: boolean;
}

function toListed(repository: z.infer<typeof Repository>): ListedRepository {
  return {
    id: repository.id,
    owner: repository.owner.login,
    name: repository.name,
    private: repository.private,
    defaultBranch: repository.default_branch,
    archived: repository.archived,
    pushedAt: repository.pushed_at ?? null,
  };
}

/**
 * Reads a page of the repositories of an installation. With the ETag of an earlier answer GitHub says for free that
 * nothing changed; somebody's push changes the page.
 */
export async function readRepositoryPage(
  octokit: Octokit,
  page: number,
  etag?: string,
): Promise<RepositoryPage | undefined> {
  try {
    const { data, headers } = await octokit.request('GET /installation/repositories', {
      per_page: PER_PAGE,
      page,
      ...(etag === undefined ? {} : { headers: { 'if-none-match': etag } }),
    });
    const { total_count: total, repositories } = readAnswer(Page, data);
    const more = repositories.length === PER_PAGE;
    return { etag: headers.etag ?? '', total, repositories: repositories.map(toListed), more };
  } catch (error) {
    if (statusOf(error) === 304) return undefined;
    throw error;
  }
}

/** Reads one repository by the name it had; redirects lead to the one it has. Undefined when it is gone for us. */
export async function readRepository(
  octokit: Octokit,
  { owner, name: repo, id }: Pick<RepositoryRef, 'owner' | 'name' | 'id'>,
): Promise<ListedRepository | undefined> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}', { owner, repo });
    const found = toListed(readAnswer(Repository, data));
    // Somebody else's repository may have taken the name.
    return found.id === id ? found : undefined;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
