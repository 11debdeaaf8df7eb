import { z } from 'zod';
import type { Person } from '../../github/command.ts';
import type { Octokit } from '../../github/types.ts';
import { ORGANISATION_FILE, pinName, type Pins } from '../../inventory/name-pins.ts';
import { isGone, readAnswer } from '../../sources/github-answer.ts';
import { mayDecide } from '../decide/may-decide.ts';
import { isForbidden } from '../installations/is-forbidden.ts';
import { noteGap } from '../installations/note-gap.ts';
import { lookUpName, pinApprovers } from '../judge/pin-approvers.ts';
import type { JobContext } from '../queue/context.ts';
import { organisationPolicy } from '../report/organisation-policy.ts';

/** What somebody may do with what is known of an installation. */
export interface Rights {
  readonly view: boolean;
  /** Accept what the checks of the register found. Who decides about a credential: `mayDecide`. */
  readonly accept: boolean;
}

const NONE: Rights = { view: false, accept: false };

const Membership = z.object({
  state: z.enum(['active', 'pending']),
  role: z.string(),
  user: z.object({ id: z.number().int() }).nullable(),
});

/** Whose the account of the installation is, and what its people are to it. */
interface Account {
  readonly id: number;
  readonly owner: string;
  readonly isUser: boolean;
}

/**
 * A person's place in an organisation; an account of a person has itself for its owner. Who has the login by now may be
 * somebody else, so the id counts.
 *
 * @returns undefined for who does not belong to it; `unasked` where the App may not ask
 * @see https://docs.github.com/rest/orgs/members#get-organization-membership-for-a-user
 */
async function placeOf(
  octokit: Octokit,
  { owner, isUser }: Account,
  { login, id }: Person,
): Promise<'owner' | 'member' | 'unasked' | undefined> {
  if (isUser) return (await lookUpName(octokit, owner, owner)) === id ? 'owner' : undefined;
  try {
    const { data } = await octokit.rest.orgs.getMembershipForUser({ org: owner, username: login });
    const { state, role, user } = readAnswer(Membership, data);
    if (state !== 'active' || user?.id !== id) return undefined;
    return role === 'admin' ? 'owner' : 'member';
  } catch (error) {
    if (isForbidden(error)) return 'unasked';
    if (isGone(error)) return undefined;
    throw error;
  }
}

const isUser = (name: string) => !name.includes('/');

/** Whether a member is among those whom the organisation's file names, as users or by their teams. */
async function isNamed(
  octokit: Octokit,
  owner: string,
  names: readonly string[],
  pins: Pins,
  person: Person,
): Promise<boolean> {
  if (names.some((name) => isUser(name) && pins.get(pinName(name)) === person.id)) return true;
  const teams = names.filter((name) => !isUser(name));
  if (teams.length === 0) return false;
  const home = { owner, name: '' };
  return (await mayDecide(octokit, { approvers: teams, pins, home, said: home }, person)).may;
}

/**
 * What policy lets a person do who logged in through GitHub. Only members count: the organisation's file says whom of them
 * it lets see (`dashboard.viewers`) and decide (`approvers`); where it names nobody, those are its owners.
 *
 * @throws GitHub's errors that may pass
 */
export async function rightsIn(context: JobContext, account: Account, person: Person): Promise<Rights> {
  const octokit = await context.github.forInstallation(account.id);
  const place = await placeOf(octokit, account, person);
  if (place === 'unasked') await noteGap(context, account.id, 'members');
  if (place === undefined || place === 'unasked') return NONE;
  const organisation = await organisationPolicy(context, account.id);
  if (!organisation) return NONE;
  const { owner, policy } = organisation;
  const { approvers = [], dashboard } = policy;
  const viewers = dashboard?.viewers ?? [];
  const file = { installationId: account.id, repositoryId: ORGANISATION_FILE };
  const pins = await pinApprovers(context, octokit, { file, owner, approvers: [...approvers, ...viewers] });
  const named = (names: readonly string[]) =>
    names.length > 0 ? isNamed(octokit, owner, names, pins, person) : place === 'owner';
  const accept = await named(approvers);
  const isApprover = accept && approvers.length > 0;
  return { view: isApprover || (await named(viewers)), accept };
}

/** The installations, of some, in which a person may see what is known. Those that are gone or suspended are nobody's. */
export async function readVisible(
  context: JobContext,
  person: Person,
  installations: readonly number[],
): Promise<readonly number[]> {
  const visible: number[] = [];
  for (const account of await readAccounts(context, installations))
    if ((await rightsIn(context, account, person)).view) visible.push(account.id);
  return visible;
}

/** Whether a person may accept findings of an installation. */
export async function mayAccept(
  context: JobContext,
  person: Person,
  installationId: number,
): Promise<boolean> {
  const [account] = await readAccounts(context, [installationId]);
  return account !== undefined && (await rightsIn(context, account, person)).accept;
}

async function readAccounts(
  { db }: JobContext,
  installations: readonly number[],
): Promise<readonly Account[]> {
  if (installations.length === 0) return [];
  const rows = await db
    .selectFrom('installations')
    .select(['id', 'owner', 'owner_type'])
    .where('id', 'in', installations)
    .where('deleted_at', 'is', null)
    .where('suspended_at', 'is', null)
    .where('owner', '<>', '')
    .execute();
  return rows.map(({ id, owner, owner_type }) => ({ id, owner, isUser: owner_type === 'User' }));
}
