import type { ProbotOctokit } from 'probot';

/** A GitHub client authenticated for one installation. */
export type Octokit = InstanceType<typeof ProbotOctokit>;

/** The facts of a repository that every stage needs; `id` survives renames, `owner` and `name` do not. */
export interface RepositoryRef {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly defaultBranch: string;
}
