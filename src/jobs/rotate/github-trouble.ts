import { LimitReached } from '../../github/limit-reached.ts';
import { isGitHubError, rateLimitWait } from '../../github/retry-after.ts';
import type { SecretTarget } from '../../inventory/rotation.ts';
import { holderOf } from '../../respond/secret-holder.ts';
import { ROTATION_WORDS } from '../../respond/words/rotation.ts';
import { Refused } from '../../sources/variables/read-variable.ts';
import { noteGap } from '../installations/note-gap.ts';
import type { JobContext } from '../queue/context.ts';
import { isRefused } from '../texts/read-thread.ts';
import { secretOf } from './secret-of.ts';

/** What is made of an error of GitHub's: a wait in milliseconds, or a sentence that says why it cannot be. */
export type Trouble = { readonly waitMs: number } | { readonly never: string };

const AGAIN_MS = 2000;

/**
 * What a request about a secret ran into. A permission that lacks is kept as a gap, so that its owner is told. Nothing is
 * thrown: the revocation must not wait for a successor that cannot be.
 */
export async function readTrouble(
  context: JobContext,
  installationId: number,
  target: SecretTarget,
  error: unknown,
): Promise<Trouble> {
  if (isRefused(error) || error instanceof Refused) {
    const { permissions } = holderOf(secretOf(target));
    await noteGap(context, installationId, `${permissions.secrets}:write`);
    return { never: ROTATION_WORDS.forbidden(target) };
  }
  if (error instanceof LimitReached) return { waitMs: error.waitMs };
  const asked = rateLimitWait(error);
  if (asked !== undefined) return { waitMs: asked };
  if (isGitHubError(error) && error.status < 500 && error.status >= 400)
    return { never: ROTATION_WORDS.notTaken(target) };
  return { waitMs: AGAIN_MS };
}
