import { z } from 'zod';
import type { Person } from '../../github/command.ts';
import type { Octokit } from '../../github/types.ts';
import { ORGANISATION_FILE, pinName, type Pins } from '../../inventory/name-pins.ts';
import { isGone, readAnswer } from '../../sources/github-answer.ts';
import { mayDecide } from '../decide/may-decide.ts';
import { isForbidden } from '../installations/is-forbidden.ts';
import { noteGap } from '../installations/note-gap.ts';
import { pinApprovers } from '../judge/pin-approvers.ts';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { JobContext } from '../queue/context.ts';
import { organisationPolicy } from '../report/organisation-policy.ts';

/** What somebody may do with what is known of an installation. */
export interface Rights {
  readonly view: boolean;
  /** Accept what the checks of the register found. Who decides about a credential: `mayDecide`. */
  readonly accept: boolean;
}

/** Each costs a few requests. */
const MAX_INSTALLATIONS = 100;

const NONE: Rights = { view: false, accept: false };

const Membership = z.object({
  state: z.enum(['active', 'pending']),
  role: z.string(),
  user: z.object({ id: z.number().int() }).nullable(),
});

const Installation = z.object({
  account: z.object({ id: z.number().int(), login: z.string().min(1), type: z.string().optional() }),
  suspended_at: z.string().nullable().optional(),
});

/** Whose an installation is. */
interface Account {
  readonly id: number;
  readonly owner: string;
  /** GitHub's id of a person whose account it is. */
  readonly userId?: number;
}

/**
 * Whose an installation is by now: logins change, and a database may not know yet. Undefined for one that is gone or
 * suspended, in which nobody has a right.
 *
 * @see https://docs.github.com/rest/apps/apps#get-an-installation-for-the-authenticated-app
 */
async function readAccount({ github }: JobContext, installationId: number): Promise<Account | undefined> {
  const octokit = await github.forApp();
  try {
    const { data } = await octokit.rest.apps.getInstallation({ installation_id: installationId });
    const { account, suspended_at: suspended } = readAnswer(Installation, data);
    if (suspended) return undefined;
    const { id, login: owner, type } = account;
    return { id: installationId, owner, ...(type === 'User' ? { userId: id } : {}) };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
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
  { owner, userId }: Account,
  { login, id }: Person,
): Promise<'owner' | 'member' | 'unasked' | undefined> {
  if (userId !== undefined) return userId === id ? 'owner' : undefined;
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
async function rightsIn(context: JobContext, account: Account, person: Person): Promise<Rights> {
  const octokit = await context.github.forInstallation(account.id);
  const place = await placeOf(octokit, account, person);
  if (place === 'unasked') await noteGap(context, account.id, 'members');
  if (place === undefined || place === 'unasked') return NONE;
  // Undefined while nothing is known of the installation: then there is nothing to see, and no policy to name anybody.
  const policy = (await organisationPolicy(context, account.id))?.policy ?? DEFAULT_POLICY;
  const { owner } = account;
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
  for (const id of installations.slice(0, MAX_INSTALLATIONS)) {
    const account = await readAccount(context, id);
    if (account && (await rightsIn(context, account, person)).view) visible.push(id);
  }
  return visible;
}

/** Whether a person may accept findings of an installation. */
export async function mayAccept(
  context: JobContext,
  person: Person,
  installationId: number,
): Promise<boolean> {
  const account = await readAccount(context, installationId);
  return account !== undefined && (await rightsIn(context, account, person)).accept;
}
