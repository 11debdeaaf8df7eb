import { z } from 'zod';
import type { Octokit } from '../github/types.ts';
import { readAnswer, statusOf } from './github-answer.ts';

const PER_PAGE = 100;
const MAX_PAGES = 1000;

const Installation = z.object({
  id: z.number().int().positive(),
  account: z
    .object({ login: z.string().max(200).optional(), slug: z.string().max(200).optional() })
    .nullable(),
  target_type: z.string().max(50).default('User'),
  suspended_at: z.iso.datetime({ offset: true }).nullish().catch(undefined),
});

/** An installation as GitHub has it now. */
export interface InstallationFacts {
  readonly id: number;
  readonly owner: string;
  readonly ownerType: string;
  readonly suspendedAt?: Date;
}

function facts(installation: z.infer<typeof Installation>): InstallationFacts {
  const { id, account, target_type, suspended_at } = installation;
  return {
    id,
    // An enterprise has a slug instead of a login.
    owner: account?.login ?? account?.slug ?? '',
    ownerType: target_type,
    ...(suspended_at ? { suspendedAt: new Date(suspended_at) } : {}),
  };
}

/**
 * Reads one installation; undefined when it was deleted.
 *
 * @param app a client of the App itself
 */
export async function readInstallation(app: Octokit, id: number): Promise<InstallationFacts | undefined> {
  try {
    const { data } = await app.request('GET /app/installations/{installation_id}', { installation_id: id });
    return facts(readAnswer(Installation, data));
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Lists all installations of the App. */
export async function listInstallations(app: Octokit): Promise<readonly InstallationFacts[]> {
  const all: InstallationFacts[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { data } = await app.request('GET /app/installations', { per_page: PER_PAGE, page });
    const batch = readAnswer(z.array(Installation), data);
    all.push(...batch.map(facts));
    if (batch.length < PER_PAGE) break;
  }
  return all;
}
