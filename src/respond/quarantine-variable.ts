import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { VariablePlace } from '../github/place.ts';
import type { Octokit } from '../github/types.ts';
import { isGone } from './github-answers.ts';
import { sealSecret } from '../base/seal-secret.ts';

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

const KEY = z.object({ key_id: z.string().min(1), key: z.string().min(1) });

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

/** Whether a secret of the variable's name exists in its scope. */
export async function secretExists(octokit: Octokit, variable: HeldVariable): Promise<boolean> {
  const { base, parameters } = holderOf(variable);
  try {
    await octokit.request(`GET ${base}/secrets/{secret_name}`, {
      ...parameters,
      secret_name: variable.place.name,
    });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/**
 * Writes a value as the secret of the variable's name and scope: its own until somebody rotates it, or the new one. The
 * caller sees to it that none is overwritten.
 *
 * @param audience of an organisation's variable
 */
export async function quarantineVariable(
  octokit: Octokit,
  variable: HeldVariable,
  value: Secret,
  audience?: Audience,
): Promise<void> {
  const { base, parameters } = holderOf(variable);
  const { data } = await octokit.request(`GET ${base}/secrets/public-key`, parameters);
  const key = KEY.safeParse(data);
  if (!key.success) throw new RekeyError('GITHUB_ANSWER', 'GitHub gave a public key of an unknown form.');
  const { visibility, repositoryIds } = audience ?? { visibility: 'private', repositoryIds: [] };
  await octokit.request(`PUT ${base}/secrets/{secret_name}`, {
    ...parameters,
    secret_name: variable.place.name,
    key_id: key.data.key_id,
    encrypted_value: await sealSecret(key.data.key, value),
    ...(variable.place.scope === 'organization' ? { visibility } : {}),
    ...(visibility === 'selected' ? { selected_repository_ids: repositoryIds } : {}),
  });
}

/** Deletes a variable; one that is gone already is as good. */
export async function removeVariable(octokit: Octokit, variable: HeldVariable): Promise<void> {
  const { base, parameters } = holderOf(variable);
  try {
    await octokit.request(`DELETE ${base}/variables/{name}`, { ...parameters, name: variable.place.name });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
