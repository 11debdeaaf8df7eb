import { sealSecret } from '../base/seal-secret.ts';
import type { Secret } from '../base/secret.ts';
import type { Octokit } from '../github/types.ts';
import { isGone } from './github-answers.ts';
import { holderOf, type Audience, type HeldVariable } from './secret-holder.ts';
import { readSecretsKey, writeSealed } from './write-secret.ts';

/**
 * Writes a value as the secret of the variable's name and scope. The caller sees to it that none is overwritten.
 *
 * @param audience of an organisation's variable
 */
export async function quarantineVariable(
  octokit: Octokit,
  variable: HeldVariable,
  value: Secret,
  audience?: Audience,
): Promise<void> {
  const { keyId, publicKey } = await readSecretsKey(octokit, variable);
  await writeSealed(octokit, variable, { keyId, value: await sealSecret(publicKey, value) }, audience);
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
