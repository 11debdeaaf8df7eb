import { readFirstLook, readOpenCredentials } from '../../inventory/first-look.ts';
import { describeFirstContact, renderFirstContact } from '../../respond/render-first-contact.ts';
import { askBackfillsJob } from '../backfill/backfill-task.ts';
import type { JobContext } from '../queue/context.ts';
import { RetryLater } from '../queue/retry-later.ts';
import type { Target } from '../report/issue-target.ts';
import {
  organisationPolicy,
  readOwnRepository,
  securityRepository,
  type Organisation,
} from '../report/organisation-policy.ts';
import { publishOnce, readTarget } from '../report/own-issue.ts';
import type { FirstContactTask } from './first-contact-task.ts';
import { wasSaid } from './was-said.ts';

/** Histories that take longer are not waited for. */
const LATEST_MS = 3_600_000;
const MOST_WAIT_MS = 60_000;

/** Where an organisation keeps what is about all of its repositories; nobody said that who reads them may know of all. */
const HOMES = ['.github-private', '.github'] as const;

async function openRow({ db }: JobContext, installationId: number) {
  const empty = { issue_owner: null, issue_repository: null, issue_number: null };
  await db
    .insertInto('first_contacts')
    .values({ installation_id: installationId, made_at: new Date(), outcome: null, ...empty })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return db
    .selectFrom('first_contacts')
    .selectAll()
    .where('installation_id', '=', installationId)
    .executeTakeFirstOrThrow();
}

/** Whether histories are still to be read, or what was found in them is still dealt with. */
async function isBusy({ db, queue }: JobContext, installationId: number): Promise<boolean> {
  if (await queue.isWaiting(askBackfillsJob(installationId))) return true;
  const reading = await db
    .selectFrom('backfills')
    .select('repository_id')
    .where('installation_id', '=', installationId)
    .where('state', 'in', ['waiting', 'fetching', 'scanning', 'reading'])
    .limit(1)
    .executeTakeFirst();
  if (reading) return true;
  const pending = await db
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .select('incidents.id')
    .where('installation_id', '=', installationId)
    .where('state', 'in', ['found', 'revoking'])
    .limit(1)
    .executeTakeFirst();
  return pending !== undefined;
}

/** Where it is said; `chosen`: the organisation's policy says so, and with it who may read of all repositories. */
interface Place {
  readonly target: Target;
  readonly chosen: boolean;
}

/** Finds it; undefined: on the page of the dashboard alone. */
async function findPlace(
  context: JobContext,
  installationId: number,
  organisation: Organisation,
): Promise<Place | undefined> {
  const at = async (where: Pick<Target, 'owner' | 'name'>, chosen: boolean): Promise<Place | undefined> => {
    const target = await readTarget(context, installationId, where);
    return target && { target, chosen };
  };
  const named = securityRepository(organisation);
  if (named) return at(named, true);
  for (const name of HOMES) {
    const home = await readOwnRepository(context, installationId, name);
    if (home) return at(home, false);
  }
  return undefined;
}

/**
 * Says once, when the histories are read or after an hour, what was found and what happens from now on: in an issue where
 * the organisation keeps such things, else on the dashboard's page alone. Nothing is said when there is nothing to say, and
 * no second issue to an account that took the App out and in again.
 */
export async function firstContact(context: JobContext, { installationId }: FirstContactTask): Promise<void> {
  const { db } = context;
  const row = await openRow(context, installationId);
  if (row.outcome !== null || !context.gate.admits(installationId)) return;
  const age = Date.now() - row.made_at.getTime();
  if (age < LATEST_MS && (await isBusy(context, installationId)))
    throw new RetryLater(Math.min(MOST_WAIT_MS, 2000 + age / 4), { pausesLane: false, counts: false });
  const keep = (change: object) =>
    db.updateTable('first_contacts').set(change).where('installation_id', '=', installationId).execute();
  const organisation = await organisationPolicy(context, installationId);
  const contact =
    organisation &&
    describeFirstContact(
      await readFirstLook(db, installationId),
      await readOpenCredentials(db, installationId),
      organisation.policy,
    );
  if (!organisation || !contact) return void (await keep({ outcome: 'silent' }));
  // The dashboard's page says what is new; the issue is there still.
  const isRepeated = await wasSaid(db, installationId);
  const place = isRepeated ? undefined : await findPlace(context, installationId, organisation);
  const { labels } = organisation.policy.issues;
  const isWritten =
    place !== undefined &&
    (await publishOnce(
      context,
      installationId,
      place.target,
      renderFirstContact(contact, installationId, {
        labels,
        public: !place.target.private,
        ...(place.chosen ? {} : { nameless: true }),
      }),
      row,
      keep,
    ));
  await keep({ outcome: isWritten ? 'issue' : 'page' });
}
