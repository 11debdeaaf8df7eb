import type { VariablePlace } from '../github/place.ts';

/** A variable with the account and repository that hold it. */
export interface HeldVariable {
  readonly owner: string;
  readonly repo: string;
  readonly place: VariablePlace;
}

/** Who sees an organisation's variable, and shall see its secret. */
export interface Audience {
  readonly visibility: 'all' | 'private' | 'selected';
  readonly repositoryIds: readonly number[];
}

interface Holder {
  /** Path of what holds secrets and variables. */
  readonly base: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The permissions to write, as the manifest names them. */
  readonly permissions: { readonly secrets: string; readonly variables: string };
}

/** Where the secrets and the variables of a scope are. */
export function holderOf({ owner, repo, place }: HeldVariable): Holder {
  const { family, scope, environment = '' } = place;
  if (scope === 'environment')
    return {
      base: '/repos/{owner}/{repo}/environments/{environment_name}',
      parameters: { owner, repo, environment_name: environment },
      permissions: { secrets: 'environments', variables: 'environments' },
    };
  const isOrganisations = scope === 'organization';
  const prefix = isOrganisations ? 'organization_' : '';
  return {
    base: `${isOrganisations ? '/orgs/{org}' : '/repos/{owner}/{repo}'}/${family}`,
    parameters: isOrganisations ? { org: owner } : { owner, repo },
    permissions: {
      secrets: `${prefix}${family === 'agents' ? 'agent_secrets' : 'secrets'}`,
      variables: `${prefix}${family === 'agents' ? 'agent_variables' : 'actions_variables'}`,
    },
  };
}
