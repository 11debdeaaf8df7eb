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
