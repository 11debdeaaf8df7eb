import { z } from 'zod';
import type { Octokit } from '../../github/types.ts';
import { keepPin, ORGANISATION_FILE, pinName, readPins } from '../../inventory/name-pins.ts';
import type { PinnedFile, Pins } from '../../inventory/name-pins.ts';
import { isGone, readAnswer } from '../../sources/github-answer.ts';
import { isForbidden } from '../installations/is-forbidden.ts';
import { noteGap } from '../installations/note-gap.ts';
import type { JobContext } from '../queue/context.ts';

const Identified = z.object({ id: z.number().int() });

/** The names that a policy file lists. */
export interface Listed {
  readonly file: PinnedFile;
  /** Owner of its repository; teams of others are nobody's. */
  readonly owner: string;
  readonly approvers: readonly string[];
}

/**
 * Who has a name at present.
 *
 * @returns null for nobody; undefined where the App may not ask
 * @see https://docs.github.com/rest/users/users#get-a-user
 * @see https://docs.github.com/rest/teams/teams#get-a-team-by-name
 */
export async function lookUpName(
  octokit: Octokit,
  owner: string,
  approver: string,
): Promise<number | null | undefined> {
  const [login = '', team] = pinName(approver).slice(1).split('/', 2);
  if (team !== undefined && login !== owner.toLowerCase()) return null;
  try {
    const { data } =
      team === undefined
        ? await octokit.rest.users.getByUsername({ username: login })
        : await octokit.rest.teams.getByName({ org: owner, team_slug: team });
    return readAnswer(Identified, data).id;
  } catch (error) {
    if (isGone(error)) return null;
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/**
 * Keeps whom the names of a policy file mean. A login or a team's slug that is given up can be taken by somebody else, and
 * one that nobody has can be made: so what a name meant first stays for as long as the file lists it. Known names cost no
 * request; those that the App may not ask for are asked for again.
 */
export async function pinApprovers(
  context: Pick<JobContext, 'db' | 'log'>,
  octokit: Octokit,
  { file, owner, approvers }: Listed,
): Promise<Pins> {
  const { db, log } = context;
  const pins = new Map(await readPins(db, file, approvers));
  for (const name of new Set(approvers.map(pinName))) {
    if (pins.has(name)) continue;
    const id = await lookUpName(octokit, owner, name);
    if (id === undefined) {
      await noteGap(context, file.installationId, 'members');
      continue;
    }
    if (id === null)
      log.warn(
        { installation: file.installationId, name },
        'nobody has a name in `approvers`: it lets nobody decide',
      );
    pins.set(name, await keepPin(db, file, name, id));
  }
  return pins;
}

/** Who may decide, by name, and whom the names mean. */
export interface InForce {
  readonly approvers: readonly string[];
  readonly pins: Pins;
}

/**
 * The approvers in force for a repository, of the policy that was read last. They are those of the organisation's file where
 * that lists any.
 *
 * @throws GitHub's errors that may pass
 */
export async function approversInForce(
  context: Pick<JobContext, 'db' | 'log'>,
  octokit: Octokit,
  installationId: number,
  home: { readonly id: number; readonly owner: string },
): Promise<InForce> {
  // Both of one row: the names of one file must not be looked up as those of another.
  const row = await context.db
    .selectFrom('policies')
    .select(['policy', 'organisation_file'])
    .where('repository_id', '=', home.id)
    .executeTakeFirst();
  const approvers = row?.policy.approvers ?? [];
  const repositoryId = row?.organisation_file?.approvers ? ORGANISATION_FILE : home.id;
  const listed = { file: { installationId, repositoryId }, owner: home.owner, approvers };
  return { approvers, pins: await pinApprovers(context, octokit, listed) };
}
