import type { LeakedCredential } from '../../broker/broker.ts';
import type { SecretTarget } from '../../inventory/rotation.ts';
import { ROTATION_WORDS } from '../../respond/words/rotation.ts';
import { secretExists, readSecretsKey, type SecretsKey } from '../../respond/write-secret.ts';
import { readVariable } from '../../sources/variables/read-variable.ts';
import type { JobContext } from '../queue/context.ts';
import { readTrouble, type Trouble } from './github-trouble.ts';
import { secretOf } from './secret-of.ts';

/** Something else stands where the successor would go. */
class Elsewhere extends Error {}

/** A successor takes the place of a variable that holds this credential and nothing else. */
async function checkVariable(
  context: JobContext,
  installationId: number,
  target: SecretTarget,
  { secret }: LeakedCredential,
): Promise<void> {
  const octokit = await context.github.forInstallation(installationId);
  const held = secretOf(target);
  if (await secretExists(octokit, held)) throw new Elsewhere(ROTATION_WORDS.alreadyThere(target));
  const now = await readVariable(octokit, { owner: held.owner, name: held.repo }, held.place);
  if (now?.value.trim() !== secret.reveal()) throw new Elsewhere(ROTATION_WORDS.holdsMore(target));
}

async function checkSecret(context: JobContext, installationId: number, target: SecretTarget): Promise<void> {
  const octokit = await context.github.forInstallation(installationId);
  const names = [target.name, ...(target.keyIdName === undefined ? [] : [target.keyIdName])];
  for (const name of names) {
    const named = { ...target, name };
    if (!(await secretExists(octokit, secretOf(named)))) throw new Elsewhere(ROTATION_WORDS.missing(named));
  }
}

/** Looks whether the place is as it should be, and reads the key that GitHub's secrets there are sealed to. */
export async function prepareSecret(
  context: JobContext,
  installationId: number,
  target: SecretTarget,
  credential: LeakedCredential,
): Promise<SecretsKey | Trouble> {
  try {
    if (target.fromVariable) await checkVariable(context, installationId, target, credential);
    else await checkSecret(context, installationId, target);
    const octokit = await context.github.forInstallation(installationId);
    return await readSecretsKey(octokit, secretOf(target));
  } catch (error) {
    if (error instanceof Elsewhere) return { never: error.message };
    return readTrouble(context, installationId, target, error);
  }
}
