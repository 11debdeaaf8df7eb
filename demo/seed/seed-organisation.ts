import { sql } from 'kysely';
import type { Keys } from '../../src/base/keys.ts';
import { keepIncidentDays } from '../../src/inventory/incident-days.ts';
import { weekBefore } from '../../src/inventory/week.ts';
import type { Database } from '../../src/store/database.ts';
import type { Trx } from '../../src/store/transaction.ts';
import { appendTrail, type TrailEvent } from './append-trail.ts';
import {
  admissionRows,
  credentialRows,
  drawCredentials,
  factRows,
  incidentRows,
  ownerRows,
  riskRows,
  waitRows,
  type SeededCredential,
} from './credentials.ts';
import { exposureRows } from './exposures.ts';
import { seedFindings } from './findings.ts';
import { insertRows } from './insert-rows.ts';
import type { Plan } from './plan.ts';
import { createRandom, type Random } from './random.ts';
import { drawRegister } from './register-rows.ts';
import {
  backfillRows,
  drawRepositories,
  installationRows,
  policyRows,
  readingRows,
  repositoryRows,
  type SeededRepository,
} from './repositories.ts';

/** What was made. */
export interface SeededOrganisation {
  readonly repositories: number;
  readonly credentials: number;
  readonly exposures: number;
  readonly trail: number;
  readonly findings: number;
}

function* stepsOf(all: readonly SeededCredential[]): Generator<TrailEvent> {
  for (const { incidentId, steps } of all)
    for (const { at, event, actor, http, why } of steps)
      yield {
        at,
        actor,
        event,
        subject: 'incident',
        subjectId: incidentId,
        incident: incidentId,
        ...(http === undefined ? {} : { http }),
        ...(why === undefined ? {} : { why }),
      };
}

/** Nothing is left to say to an organisation that is on no GitHub. */
async function silence(trx: Trx, { installationId, now }: Plan): Promise<void> {
  const installation = { installation_id: installationId };
  await insertRows(trx, 'first_contacts', [{ ...installation, made_at: now, outcome: 'silent' }]);
  await insertRows(trx, 'governance_looks', [{ ...installation, looked_at: now }]);
  await insertRows(trx, 'summaries', [
    { ...installation, week: weekBefore(now).name, numbers: {}, done_at: now, closed_at: now },
  ]);
}

async function seedIncidents(
  trx: Trx,
  random: Random,
  plan: Plan,
  keys: Pick<Keys, 'audit'>,
  homes: readonly SeededRepository[],
): Promise<Pick<SeededOrganisation, 'credentials' | 'exposures' | 'trail'>> {
  const all = drawCredentials(random, plan, homes);
  const events: TrailEvent[] = [...stepsOf(all)];
  const credentials = await insertRows(trx, 'credentials', credentialRows(random, plan, all));
  await insertRows(trx, 'incidents', incidentRows(plan, all));
  await insertRows(trx, 'waits', waitRows(random, plan, all));
  await insertRows(trx, 'credential_owners', ownerRows(all));
  await insertRows(trx, 'credential_facts', factRows(random, all));
  await insertRows(trx, 'admissions', admissionRows(plan, all));
  await insertRows(trx, 'accepted_risks', riskRows(plan, all));
  const seen = (id: string, { incidentId }: SeededCredential, at: number) =>
    events.push({
      at,
      actor: 'rekey',
      event: 'exposure_seen',
      subject: 'exposure',
      subjectId: id,
      incident: incidentId,
    });
  const exposures = await insertRows(trx, 'exposures', exposureRows(random, plan, all, homes, seen));
  // Of what happened at the same moment the incident's own step stays first, as it was pushed first.
  events.sort((one, other) => one.at - other.at);
  await appendTrail(trx, keys, plan.installationId, events);
  return { credentials, exposures, trail: events.length };
}

/**
 * Makes an organisation with months of incidents behind it, in one transaction and by bulk inserts. The same plan makes
 * the same rows. No value of a credential is ever made: what is shown of each is its prefix and its length, and its
 * fingerprint is drawn; so none of them can be revoked.
 */
export async function seedOrganisation(
  db: Database,
  keys: Pick<Keys, 'audit'>,
  plan: Plan,
): Promise<SeededOrganisation> {
  const random = createRandom(plan.seed);
  const homes = drawRepositories(random, plan);
  const made = await db.transaction().execute(async (trx) => {
    await insertRows(trx, 'installations', installationRows(plan));
    await silence(trx, plan);
    await insertRows(trx, 'repositories', repositoryRows(plan, homes));
    await insertRows(trx, 'policies', policyRows(plan, homes));
    await insertRows(trx, 'backfills', backfillRows(plan, homes));
    await insertRows(trx, 'register_reads', readingRows(random, plan, homes));
    const incidents = await seedIncidents(trx, random, plan, keys, homes);
    const register = drawRegister(random, plan, homes);
    for (const table of [
      'mcp_servers',
      'workflow_jobs',
      'credential_references',
      'actions_secrets',
      'deploy_environments',
    ] as const)
      await insertRows(trx, table, register[table]);
    return incidents;
  });
  // As the database does by itself after a while; here nobody waits for that.
  await sql`vacuum analyze`.execute(db);
  await keepIncidentDays(db, plan.now);
  const findings = await seedFindings(db, random, plan, homes);
  return { repositories: homes.length, ...made, findings };
}
