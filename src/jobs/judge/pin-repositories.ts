import { sql } from 'kysely';
import { z } from 'zod';
import type { Octokit } from '../../github/types.ts';
import { keepPin, ORGANISATION_FILE, pinName, readPins, type PinnedFile } from '../../inventory/name-pins.ts';
import { isGone, readAnswer } from '../../sources/github-answer.ts';
import { isForbidden } from '../installations/is-forbidden.ts';
import type { JobContext } from '../queue/context.ts';

/** Those beyond are looked up when the file is read again; most are known without a request. */
const MAX_REQUESTS = 20;

const Identified = z.object({ id: z.number().int() });

/** The id of the repository that has a name at present; undefined where the App sees none. */
async function lookUpRepository(octokit: Octokit, fullName: string): Promise<number | undefined> {
  const [owner = '', repo = ''] = fullName.split('/', 2);
  try {
    const { data } = await octokit.rest.repos.get({ owner, repo });
    return readAnswer(Identified, data).id;
  } catch (error) {
    if (isGone(error) || isForbidden(error)) return undefined;
    throw error;
  }
}

/** Ids of those repositories of an installation that have a name, as webhooks and lists told them last. */
async function known({ db }: Pick<JobContext, 'db'>, installationId: number, fullName: string) {
  const [owner = '', name = ''] = fullName.split('/', 2);
  const rows = await db
    .selectFrom('repositories')
    .select('id')
    .where('installation_id', '=', installationId)
    .where('removed_at', 'is', null)
    .where(sql<string>`lower(owner)`, '=', owner.toLowerCase())
    .where(sql<string>`lower(name)`, '=', name.toLowerCase())
    .execute();
  return rows.map(({ id }) => id);
}

/** How the name of a repository is kept; no user or team is named so. */
export const repositoryPin = (fullName: string): string => pinName(`repository:${fullName}`);

/**
 * Keeps which repositories the names in a policy file mean: one that was renamed leaves its name to whoever makes another.
 * What the App does not see yet is looked for again when the file is read again.
 *
 * @param names `owner/name`
 */
export async function pinRepositories(
  context: Pick<JobContext, 'db'>,
  octokit: Octokit,
  file: PinnedFile,
  names: readonly string[],
): Promise<void> {
  const pins = await readPins(context.db, file, names.map(repositoryPin));
  let requests = 0;
  for (const name of names) {
    if (pins.has(repositoryPin(name))) continue;
    const [there] = await known(context, file.installationId, name);
    if (there === undefined && (requests += 1) > MAX_REQUESTS) continue;
    const id = there ?? (await lookUpRepository(octokit, name));
    if (id !== undefined) await keepPin(context.db, file, repositoryPin(name), id);
  }
}

/** The repository that a name in the organisation's file meant when Rekey first saw it there. */
async function readMeant({ db }: Pick<JobContext, 'db'>, installationId: number, fullName: string) {
  const file = { installationId, repositoryId: ORGANISATION_FILE };
  const name = repositoryPin(fullName);
  return (await readPins(db, file, [name])).get(name);
}

/** Whether a repository is another than the organisation's file meant by its name. */
export async function isTaken(
  context: Pick<JobContext, 'db' | 'log'>,
  installationId: number,
  fullName: string,
  id: number,
): Promise<boolean> {
  const meant = await readMeant(context, installationId, fullName);
  if (meant === undefined || meant === id) return false;
  context.log.warn(
    { installation: installationId, name: fullName },
    'a repository that the policy names is not the one that it meant; take the name out in one commit, and put it in again in another',
  );
  return true;
}

/**
 * Whether a repository is the one that the organisation's file means by its name.
 *
 * @param id of the repository; absent: whichever has the name by now
 */
export async function isMeant(
  context: Pick<JobContext, 'db'>,
  installationId: number,
  fullName: string,
  id?: number,
): Promise<boolean> {
  const meant = await readMeant(context, installationId, fullName);
  if (meant === undefined) return false;
  const now = id === undefined ? await known(context, installationId, fullName) : [id];
  return now.every((one) => one === meant);
}
