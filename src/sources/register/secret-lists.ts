import { z } from 'zod';
import type { PagedList } from '../variables/list-pages.ts';

/** A secret of GitHub Actions as GitHub lists it: without its value, which it gives to nobody. */
export interface ListedSecret {
  /** Upper case. */
  readonly name: string;
  readonly createdAt: Date;
  /** When it was last written. */
  readonly updatedAt: Date;
  /** Of an organisation's: which repositories can read it. */
  readonly visibility?: 'all' | 'private' | 'selected';
}

/** A deployment environment, and what guards it. */
export interface ListedEnvironment {
  readonly name: string;
  /** People have to approve a deployment. */
  readonly reviewers: boolean;
  /** Only some branches may deploy. */
  readonly branches: boolean;
}

interface Repository {
  readonly owner: string;
  readonly name: string;
}

const PER_PAGE = 100;
/** GitHub holds at most 100 secrets of a repository or environment, and 1,000 of an organisation. */
const MAX_PAGES = 10;
/** So many environments are read of one repository: preview environments come in numbers. */
const MAX_ENVIRONMENT_PAGES = 1;
const MAX_REPOSITORY_PAGES = 10;

const date = z
  .string()
  .max(100)
  .transform((text) => new Date(text))
  .refine((moment) => !Number.isNaN(moment.getTime()));

const secretsPage = z
  .object({
    secrets: z.array(
      z.object({
        name: z.string().min(1).max(1000),
        created_at: date,
        updated_at: date,
        visibility: z.enum(['all', 'private', 'selected']).optional().catch(undefined),
      }),
    ),
  })
  .transform(({ secrets }) =>
    secrets.map(({ name, created_at: createdAt, updated_at: updatedAt, visibility }): ListedSecret => ({
      name: name.toUpperCase(),
      createdAt,
      updatedAt,
      ...(visibility === undefined ? {} : { visibility }),
    })),
  );

const rule = z.object({ type: z.string().catch('') });

const environmentsPage = z
  .object({
    environments: z
      .array(
        z.object({
          name: z.string().min(1).max(1000),
          protection_rules: z.array(rule).catch([]).default([]),
          deployment_branch_policy: z.unknown().optional(),
        }),
      )
      .default([]),
  })
  .transform(({ environments }) =>
    environments.map(
      ({ name, protection_rules: rules, deployment_branch_policy: policy }): ListedEnvironment => ({
        name,
        reviewers: rules.some(({ type }) => type === 'required_reviewers'),
        branches: (policy ?? null) !== null || rules.some(({ type }) => type === 'branch_policy'),
      }),
    ),
  );

const repositoriesPage = z
  .object({ repositories: z.array(z.object({ id: z.number().int().positive() })) })
  .transform(({ repositories }) => repositories.map(({ id }) => id));

/** The secrets of a repository itself. https://docs.github.com/rest/actions/secrets */
export const repositorySecrets = ({ owner, name: repo }: Repository): PagedList<ListedSecret> => ({
  route: 'GET /repos/{owner}/{repo}/actions/secrets',
  parameters: { owner, repo },
  page: secretsPage,
  perPage: PER_PAGE,
  maxPages: MAX_PAGES,
});

/** The secrets of one environment. */
export const environmentSecrets = (
  { owner, name: repo }: Repository,
  environment: string,
): PagedList<ListedSecret> => ({
  ...repositorySecrets({ owner, name: repo }),
  route: 'GET /repos/{owner}/{repo}/environments/{environment_name}/secrets',
  parameters: { owner, repo, environment_name: environment },
});

/** The secrets of an organisation. */
export const organisationSecrets = (org: string): PagedList<ListedSecret> => ({
  route: 'GET /orgs/{org}/actions/secrets',
  parameters: { org },
  page: secretsPage,
  perPage: PER_PAGE,
  maxPages: MAX_PAGES,
});

/** Ids of the repositories that can read an organisation's secret of visibility `selected`. */
export const secretReaders = (org: string, name: string): PagedList<number> => ({
  route: 'GET /orgs/{org}/actions/secrets/{secret_name}/repositories',
  parameters: { org, secret_name: name },
  page: repositoriesPage,
  perPage: PER_PAGE,
  maxPages: MAX_REPOSITORY_PAGES,
});

/** The deployment environments of a repository. https://docs.github.com/rest/deployments/environments */
export const environments = ({ owner, name: repo }: Repository): PagedList<ListedEnvironment> => ({
  route: 'GET /repos/{owner}/{repo}/environments',
  parameters: { owner, repo },
  page: environmentsPage,
  perPage: PER_PAGE,
  maxPages: MAX_ENVIRONMENT_PAGES,
});
