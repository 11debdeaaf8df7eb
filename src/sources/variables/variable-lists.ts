import { z } from 'zod';
import type { VariablePlace } from '../../github/place.ts';

/** Where variables are listed. */
export interface VariableList extends Pick<VariablePlace, 'family' | 'scope' | 'environment'> {
  readonly route: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What the App needs for it, as the manifest names it. */
  readonly permission: string;
}

/** A variable as GitHub lists it. */
export interface Variable {
  /** Upper case. */
  readonly name: string;
  readonly value: string;
  /** As GitHub writes it; only compared. */
  readonly updatedAt: string;
  /** Of an organisation's variable: which repositories see it. */
  readonly visibility?: 'all' | 'private' | 'selected';
}

/** https://docs.github.com/rest/actions/variables */
export const VARIABLES_PER_PAGE = 30;

const FAMILIES = ['actions', 'agents'] as const;
const PERMISSION = { actions: 'actions_variables', agents: 'agent_variables' } as const;

interface Repository {
  readonly owner: string;
  readonly name: string;
}

/** The lists of a repository itself. */
export function repositoryLists({ owner, name: repo }: Repository): readonly VariableList[] {
  return FAMILIES.map((family) => ({
    family,
    scope: 'repository',
    route: `GET /repos/{owner}/{repo}/${family}/variables`,
    parameters: { owner, repo },
    permission: PERMISSION[family],
  }));
}

/** The organisation's variables that a repository sees, as far as they are shared with it. */
export function sharedLists({ owner, name: repo }: Repository): readonly VariableList[] {
  return FAMILIES.map((family) => ({
    family,
    scope: 'organization',
    route: `GET /repos/{owner}/{repo}/${family}/organization-variables`,
    parameters: { owner, repo },
    permission: PERMISSION[family],
  }));
}

/** The variables of an environment. */
export function environmentList({ owner, name: repo }: Repository, environment: string): VariableList {
  return {
    family: 'actions',
    scope: 'environment',
    environment,
    route: 'GET /repos/{owner}/{repo}/environments/{environment_name}/variables',
    parameters: { owner, repo, environment_name: environment },
    permission: 'environments',
  };
}

/** All variables of an organisation. */
export function organisationLists(org: string): readonly VariableList[] {
  return FAMILIES.map((family) => ({
    family,
    scope: 'organization',
    route: `GET /orgs/{org}/${family}/variables`,
    parameters: { org },
    permission: `organization_${PERMISSION[family]}`,
  }));
}

const variableSchema = z.object({
  name: z.string().min(1).max(1000),
  value: z.string(),
  updated_at: z.string().max(100).default(''),
  visibility: z.enum(['all', 'private', 'selected']).optional().catch(undefined),
});

const pageSchema = z.object({ variables: z.array(variableSchema) });

/** Reads one variable of GitHub's answer. */
function toVariable({
  name,
  value,
  updated_at: updatedAt,
  visibility,
}: z.infer<typeof variableSchema>): Variable {
  return { name: name.toUpperCase(), value, updatedAt, ...(visibility === undefined ? {} : { visibility }) };
}

/** The variables of one page. */
export const variablesPage = pageSchema.transform(({ variables }) => variables.map(toVariable));

/** A single variable, as it is asked for by its name. */
export const oneVariable = variableSchema.transform(toVariable);

/** The names of one page of environments. */
export const environmentsPage = z
  .object({ environments: z.array(z.object({ name: z.string().min(1).max(1000) })).default([]) })
  .transform(({ environments }) => environments.map(({ name }) => name));
