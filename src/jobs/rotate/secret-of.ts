import type { SecretTarget } from '../../inventory/rotation.ts';
import type { HeldVariable } from '../../respond/secret-holder.ts';

/** A target as the requests to GitHub name it. */
export function secretOf(target: SecretTarget): HeldVariable {
  const { family, scope, owner, repository: repo, environment, name } = target;
  return {
    owner,
    repo,
    place: {
      kind: 'variable',
      family,
      scope,
      name,
      ...(environment === undefined ? {} : { environment }),
    },
  };
}

const SCOPES = {
  repository: ({ repository }) => `the repository ${repository}`,
  environment: ({ repository, environment = '' }) => `the environment ${environment} of ${repository}`,
  organization: ({ owner }) => `the organisation ${owner}`,
} as const satisfies Readonly<Record<SecretTarget['scope'], (target: SecretTarget) => string>>;

/** In words, for people. */
export const nameSecret = (target: SecretTarget): string =>
  `the secret ${target.name} of ${SCOPES[target.scope](target)}`;
