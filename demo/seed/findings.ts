import { sql } from 'kysely';
import { DEFAULT_GOVERNANCE } from '../../src/policy/policy.ts';
import { checkRegister } from '../../src/register/check-register.ts';
import type { RegisterScope } from '../../src/register/scope.ts';
import type { Database } from '../../src/store/database.ts';
import { APPROVERS, PEOPLE } from './catalogue.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';
import { registeredServers, type SeededRepository } from './repositories.ts';

const DAY_MS = 86_400_000;
/** One finding in so many is accepted. */
const ACCEPTED_EVERY = 40;

function scopeOf(plan: Plan, homes: readonly SeededRepository[]): RegisterScope {
  const owners = new Map(homes.map(({ id, owner }) => [id, owner === undefined ? [] : [owner]]));
  return {
    installationId: plan.installationId,
    servers: registeredServers(plan),
    ownersOf: (repositoryId) => owners.get(repositoryId) ?? [],
    // The last two of them have left.
    goneOwners: new Set(PEOPLE.slice(-2).map((name) => `@${name}`)),
    issuers: new Map([
      [
        `https://mcp.${plan.owner}.example/tickets`,
        {
          origin: `https://login.${plan.owner}.example`,
          hasRevocation: false,
          issuerMatches: true,
          hasResourceMetadata: true,
        },
      ],
    ]),
  };
}

/** How many were open on each day before: more at the beginning than now, with the small steps of every day. */
async function keepDays(db: Database, { installationId, months }: Plan): Promise<void> {
  const days = months * 30;
  await sql`
    insert into governance_days (installation_id, day, check_id, open)
    select t.installation_id, t.day - n, t.check_id,
      greatest(0, round(t.open * (1 + 0.6 * n / ${days}::float8)
        + sin(n / 5.0 + length(t.check_id)) * (1 + t.open * 0.05)))::int
    from governance_days t cross join generate_series(1, ${days}::int) n
    where t.installation_id = ${installationId} on conflict do nothing`.execute(db);
}

async function acceptSome(db: Database, random: Random, plan: Plan): Promise<void> {
  const { installationId, now } = plan;
  const found = await db
    .selectFrom('governance_findings')
    .select(['check_id', 'subject_kind', 'subject_id', 'owners'])
    .where('installation_id', '=', installationId)
    .orderBy('check_id')
    .orderBy('subject_id')
    .execute();
  const accepted = found.filter((_, index) => index % ACCEPTED_EVERY === 0);
  for (let from = 0; from < accepted.length; from += 500)
    await db
      .insertInto('governance_exceptions')
      .values(
        accepted.slice(from, from + 500).map(({ check_id, subject_kind, subject_id, owners }) => ({
          id: random.uuid(),
          installation_id: installationId,
          check_id,
          subject_kind,
          subject_id,
          reason: 'Behind the company network until the server is replaced.',
          owner: owners[0] ?? `@${random.pick(PEOPLE)}`,
          made_by: `@${random.pick(APPROVERS)}`,
          made_at: new Date(now.getTime() - random.int(1, 60) * DAY_MS),
          ends_at: new Date(now.getTime() + random.int(20, 300) * DAY_MS),
        })),
      )
      .execute();
}

/** Lets every check look at what was seeded, as it stood a while ago and as it stands, and accepts some of what they found. */
export async function seedFindings(
  db: Database,
  random: Random,
  plan: Plan,
  homes: readonly SeededRepository[],
): Promise<number> {
  const { maxTokenSeconds, maxAgeSeconds, unusedSeconds } = DEFAULT_GOVERNANCE;
  const measures = {
    now: plan.now,
    maxTokenSeconds,
    maxAgeDays: maxAgeSeconds / 86_400,
    unusedDays: unusedSeconds / 86_400,
  };
  const scope = scopeOf(plan, homes);
  const { open } = await checkRegister(db, scope, measures);
  // They were not all found today: each was opened at some time before.
  const minutes = plan.months * 30 * 1440;
  await sql`update governance_findings
    set opened_at = opened_at - (abs(hashtext(subject_id || check_id)) % ${minutes}::int) * interval '1 minute'
    where installation_id = ${plan.installationId}`.execute(db);
  await acceptSome(db, random, plan);
  await keepDays(db, plan);
  return open;
}
