import { z } from 'zod';
import type { Octokit } from '../../github/types.ts';
import { isGone, readAnswer } from '../../sources/github-answer.ts';
import { isForbidden } from '../installations/is-forbidden.ts';
import type { JobContext } from '../queue/context.ts';

/** Ids of users and teams by the names under which a policy lists them, in lower case. */
export type Pins = ReadonlyMap<string, number>;

const Identified = z.object({ id: z.number().int() });

/** Whose approvers they are. */
interface Asked {
  readonly installationId: number;
  /** Of the repository; teams of others are nobody's. */
  readonly owner: string;
  readonly approvers: readonly string[];
  /** Names that were not in the file before: what they meant then counts no more. */
  readonly renewed?: ReadonlySet<string>;
}

/** How names are kept. */
export const pinName = (approver: string): string => `@${approver.replace(/^@/, '').toLowerCase()}`;

/** Who has a name at present; undefined for nobody, and where the App may not ask. */
async function lookUp(octokit: Octokit, owner: string, name: string): Promise<number | undefined> {
  const [login = '', team] = name.slice(1).split('/', 2);
  if (team !== undefined && login !== owner.toLowerCase()) return undefined;
  try {
    const { data } =
      team === undefined
        ? await octokit.rest.users.getByUsername({ username: login })
        : await octokit.rest.teams.getByName({ org: owner, team_slug: team });
    return readAnswer(Identified, data).id;
  } catch (error) {
    if (isGone(error) || isForbidden(error)) return undefined;
    throw error;
  }
}

/**
 * Keeps whom the names of a policy's approvers mean. A login or a team's slug that is given up can be taken by somebody
 * else, so the first id stays for as long as the policy names it. Known names cost no request.
 */
export async function pinApprovers(
  { db, log }: Pick<JobContext, 'db' | 'log'>,
  octokit: Octokit,
  { installationId, owner, approvers, renewed = new Set() }: Asked,
): Promise<Pins> {
  const names = [...new Set(approvers.map(pinName))];
  if (names.length === 0) return new Map();
  const rows = await db
    .selectFrom('name_pins')
    .select(['name', 'github_id'])
    .where('installation_id', '=', installationId)
    .where('name', 'in', names)
    .execute();
  const pins = new Map(rows.map((row) => [row.name, row.github_id]));
  for (const name of names) {
    if (pins.has(name) && !renewed.has(name)) continue;
    const id = await lookUp(octokit, owner, name);
    if (id === undefined) {
      log.warn(
        { installation: installationId },
        'a name in the list of approvers is nobody’s: it lets nobody decide',
      );
      continue;
    }
    const values = { installation_id: installationId, name, github_id: id, since: new Date() };
    const kept = await db
      .insertInto('name_pins')
      .values(values)
      .onConflict((conflict) =>
        renewed.has(name)
          ? conflict.columns(['installation_id', 'name']).doUpdateSet({ github_id: id, since: values.since })
          : // Another process was first.
            conflict.columns(['installation_id', 'name']).doUpdateSet({ installation_id: installationId }),
      )
      .returning('github_id')
      .executeTakeFirstOrThrow();
    pins.set(name, kept.github_id);
  }
  return pins;
}
