import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import type { Octokit } from '../github/types.ts';
import { isGone } from './github-answers.ts';
import { holderOf, type Audience, type HeldVariable } from './secret-holder.ts';

const PER_PAGE = 100;
const MAX_PAGES = 100;

const Key = z.object({
  key_id: z.string().regex(/^[\w-]{1,100}$/),
  key: z.string().regex(/^[A-Za-z\d+/]{43}=$/),
});
const Found = z.object({ visibility: z.enum(['all', 'private', 'selected']) });
const Repositories = z.object({ repositories: z.array(z.object({ id: z.number().int().positive() })) });

/** GitHub's key for the secrets of one holder; only GitHub opens what is sealed to it. */
export interface SecretsKey {
  readonly keyId: string;
  /** 32 bytes in base64. */
  readonly publicKey: string;
}

function read<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (!parsed.success) throw new RekeyError('GITHUB_ANSWER', 'GitHub answered in a form that is not known.');
  return parsed.data;
}

/** The key that values of a secret's scope are sealed to. */
export async function readSecretsKey(octokit: Octokit, secret: HeldVariable): Promise<SecretsKey> {
  const { base, parameters } = holderOf(secret);
  const { data } = await octokit.request(`GET ${base}/secrets/public-key`, parameters);
  const { key_id: keyId, key: publicKey } = read(Key, data);
  return { keyId, publicKey };
}

/** Whether a secret of that name exists in its scope. */
export async function secretExists(octokit: Octokit, secret: HeldVariable): Promise<boolean> {
  const { base, parameters } = holderOf(secret);
  try {
    await octokit.request(`GET ${base}/secrets/{secret_name}`, {
      ...parameters,
      secret_name: secret.place.name,
    });
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** Who sees an organisation's secret, which must be said again whenever it is written. */
export async function readAudience(octokit: Octokit, secret: HeldVariable): Promise<Audience> {
  const { base, parameters } = holderOf(secret);
  const named = { ...parameters, secret_name: secret.place.name };
  const { data } = await octokit.request(`GET ${base}/secrets/{secret_name}`, named);
  const { visibility } = read(Found, data);
  if (visibility !== 'selected') return { visibility, repositoryIds: [] };
  const repositoryIds: number[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const route = `GET ${base}/secrets/{secret_name}/repositories`;
    const answer = await octokit.request(route, { ...named, per_page: PER_PAGE, page });
    const { repositories } = read(Repositories, answer.data);
    repositoryIds.push(...repositories.map(({ id }) => id));
    if (repositories.length < PER_PAGE) break;
  }
  return { visibility, repositoryIds };
}

/**
 * Writes what was sealed for GitHub as a secret, over the one of that name.
 *
 * @param audience of an organisation's secret
 */
export async function writeSealed(
  octokit: Octokit,
  secret: HeldVariable,
  sealed: { readonly keyId: string; readonly value: string },
  audience?: Audience,
): Promise<void> {
  const { base, parameters } = holderOf(secret);
  const { visibility, repositoryIds } = audience ?? { visibility: 'private', repositoryIds: [] };
  await octokit.request(`PUT ${base}/secrets/{secret_name}`, {
    ...parameters,
    secret_name: secret.place.name,
    key_id: sealed.keyId,
    encrypted_value: sealed.value,
    ...(secret.place.scope === 'organization' ? { visibility } : {}),
    ...(visibility === 'selected' ? { selected_repository_ids: repositoryIds } : {}),
  });
}
