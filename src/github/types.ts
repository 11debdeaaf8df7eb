import type { Octokit as RestClient } from '@octokit/rest';

/**
 * A GitHub REST client authenticated for one installation: the part of @octokit/rest that the stages use, so that they
 * know nothing of Probot, which makes it.
 */
export type Octokit = Pick<RestClient, 'rest' | 'request' | 'paginate' | 'hook'>;

/** The facts of a repository that every stage needs; `id` survives renames, `owner` and `name` do not. */
export interface RepositoryRef {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly defaultBranch: string;
}
