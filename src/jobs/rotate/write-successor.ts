import { Secret } from '../../base/secret.ts';
import type { SuccessorState } from '../../broker/successors.ts';
import { closeGap } from '../../inventory/gaps.ts';
import type { SecretTarget } from '../../inventory/rotation.ts';
import { quarantineVariable } from '../../respond/quarantine-variable.ts';
import { holderOf, type Audience } from '../../respond/secret-holder.ts';
import { readAudience, writeSealed } from '../../respond/write-secret.ts';
import { readVariable, sharedWith } from '../../sources/variables/read-variable.ts';
import { ROTATION_WORDS } from '../../respond/words/rotation.ts';
import type { JobContext } from '../queue/context.ts';
import { readTrouble, type Trouble } from './github-trouble.ts';
import { secretOf } from './secret-of.ts';

/** Who is to see an organisation's secret: those who see it now, or the variable that it takes the place of. */
async function audienceOf(
  context: JobContext,
  installationId: number,
  target: SecretTarget,
): Promise<Audience | undefined> {
  if (target.scope !== 'organization') return undefined;
  const octokit = await context.github.forInstallation(installationId);
  const held = secretOf(target);
  if (!target.fromVariable) return readAudience(octokit, held);
  const variable = await readVariable(octokit, { owner: held.owner, name: held.repo }, held.place);
  const { visibility = 'private' } = variable ?? {};
  const repositoryIds = visibility === 'selected' ? await sharedWith(octokit, held.owner, held.place) : [];
  return { visibility, repositoryIds };
}

/**
 * Writes the sealed successor as the secret, and its public half, if it has one, as the secret beside it. Doing it twice
 * writes the same.
 */
export async function writeSuccessor(
  context: JobContext,
  installationId: number,
  target: SecretTarget,
  { sealed, publicHalf }: SuccessorState & { readonly sealed: NonNullable<SuccessorState['sealed']> },
): Promise<Trouble | undefined> {
  const { keyIdName } = target;
  if (publicHalf !== undefined && keyIdName === undefined)
    return {
      never: ROTATION_WORDS.twoParts(target),
    };
  try {
    const octokit = await context.github.forInstallation(installationId);
    const audience = await audienceOf(context, installationId, target);
    await writeSealed(octokit, secretOf(target), sealed, audience);
    if (publicHalf !== undefined && keyIdName !== undefined) {
      const beside = { ...target, name: keyIdName };
      const itsAudience = await audienceOf(context, installationId, beside);
      await quarantineVariable(octokit, secretOf(beside), new Secret(publicHalf), itsAudience);
    }
    await closeGap(context.db, installationId, `${holderOf(secretOf(target)).permissions.secrets}:write`);
    return undefined;
  } catch (error) {
    return readTrouble(context, installationId, target, error);
  }
}
