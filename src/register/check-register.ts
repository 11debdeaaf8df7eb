import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Measures } from '../governance/check.ts';
import { checksOf } from '../governance/checks.ts';
import type { Records } from '../governance/records.ts';
import { SUBJECT_KINDS, type SubjectKind } from '../governance/subject.ts';
import type { Database } from '../store/database.ts';
import { OwnersKeeper } from './keep-owners.ts';
import { readCredentials } from './read-credentials.ts';
import { readRenewed } from './read-renewed.ts';
import { readEnvironments, readSecrets } from './read-secrets.ts';
import { readJobs, readServers } from './read-servers.ts';
import type { RegisterScope } from './scope.ts';

/** So many findings are written at once. */
const BATCH = 200;

/** What a look at the register of an installation came to. */
export interface CheckedRegister {
  readonly records: number;
  readonly open: number;
  /** Findings that were not there at the last look. */
  readonly opened: number;
  readonly closed: number;
}

interface NewFinding {
  readonly checkId: string;
  readonly kind: SubjectKind;
  readonly record: Records[SubjectKind];
  readonly severity: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

type Reader = (db: Database, scope: RegisterScope) => AsyncIterable<Records[SubjectKind]>;

const READERS: Readonly<Record<SubjectKind, Reader>> = {
  credential: readCredentials,
  async *secret(db, scope) {
    yield* readSecrets(db, scope);
    yield* await readRenewed(db, scope);
  },
  server: readServers,
  job: readJobs,
  async *environment(db, scope) {
    yield* await readEnvironments(db, scope);
  },
};

async function write(
  db: Database,
  installationId: number,
  found: readonly NewFinding[],
  at: Date,
): Promise<void> {
  if (found.length === 0) return;
  const values = found.map(
    ({ checkId, kind, record, severity, facts }) =>
      sql`(${randomUUID()}::uuid, ${installationId}, ${checkId}, ${kind}, ${record.id}, ${record.name}, ${repositoryOf(record)},
        ${severity}, ${JSON.stringify(facts)}::jsonb, ${JSON.stringify(record.owners)}::jsonb, ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz)`,
  );
  await sql`
    insert into governance_findings (id, installation_id, check_id, subject_kind, subject_id, subject_name, repository, severity,
      facts, owners, opened_at, changed_at, seen_at)
    values ${sql.join(values)}
    on conflict (installation_id, check_id, subject_kind, subject_id) where closed_at is null
    do update set changed_at = case when governance_findings.severity = excluded.severity then governance_findings.changed_at
        else excluded.changed_at end, subject_name = excluded.subject_name, severity = excluded.severity, facts = excluded.facts,
      owners = excluded.owners, seen_at = excluded.seen_at`.execute(db);
}

/** `owner/name` of the repository that has to act: the subject's own, or the only one that uses it. */
function repositoryOf(record: Records[SubjectKind]): string | null {
  if ('repository' in record && record.repository !== undefined) return record.repository;
  const used =
    'uses' in record ? new Set(record.uses.map(({ repository }) => repository)) : new Set<string>();
  return used.size === 1 ? ([...used][0] ?? null) : null;
}

/** What one record has to be told. */
function hitsOf(
  kind: SubjectKind,
  record: Records[SubjectKind],
  measures: Measures,
  off: ReadonlySet<string>,
) {
  return checksOf(kind)
    .filter(({ id }) => !off.has(id))
    .flatMap((check): readonly NewFinding[] => {
      const hit = check.test(record, measures);
      const severity = hit?.severity ?? check.severity;
      return hit ? [{ checkId: check.id, kind, record, severity, facts: hit.facts }] : [];
    });
}

/** Closes what was not seen at a moment or later. @returns how many */
export async function closeFindings(db: Database, installationId: number, at: Date): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('governance_findings')
    .set({ closed_at: at })
    .where('installation_id', '=', installationId)
    .where('closed_at', 'is', null)
    .where('seen_at', '<', at)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** How many stood open on this day, check by check, without what somebody accepted. */
async function keepDay(db: Database, installationId: number, at: Date): Promise<void> {
  await sql`
    insert into governance_days (installation_id, day, check_id, open)
    select f.installation_id, ${at.toISOString().slice(0, 10)}::date, f.check_id, count(*)::int from governance_findings f
    where f.installation_id = ${installationId} and f.closed_at is null and not exists (
      select 1 from governance_exceptions x where x.installation_id = f.installation_id and x.check_id = f.check_id
        and x.subject_kind = f.subject_kind and x.subject_id = f.subject_id and x.ended_at is null)
    group by f.installation_id, f.check_id
    on conflict (installation_id, day, check_id) do update set open = excluded.open`.execute(db);
}

/**
 * Looks at all that the register holds of an installation with every check, and brings its findings up to date: what is
 * new is opened, what is no more is closed, and how many are open is kept for the day. Doing it again changes nothing.
 *
 * @param off ids of checks that the organisation has turned off: their findings are closed
 */
export async function checkRegister(
  db: Database,
  scope: RegisterScope,
  measures: Measures,
  off: ReadonlySet<string> = new Set(),
): Promise<CheckedRegister> {
  const { installationId } = scope;
  const { now } = measures;
  let records = 0;
  let found: NewFinding[] = [];
  const owners = new OwnersKeeper(db);
  for (const kind of SUBJECT_KINDS)
    for await (const record of READERS[kind](db, scope)) {
      records += 1;
      await owners.note(kind, record);
      found.push(...hitsOf(kind, record, measures, off));
      if (found.length < BATCH) continue;
      await write(db, installationId, found, now);
      found = [];
    }
  await write(db, installationId, found, now);
  await owners.end();
  const closed = await closeFindings(db, installationId, now);
  await keepDay(db, installationId, now);
  const { open, opened } = await db
    .selectFrom('governance_findings')
    .select((eb) => [
      eb.fn.countAll<number>().as('open'),
      eb.fn.countAll<number>().filterWhere('opened_at', '=', now).as('opened'),
    ])
    .where('installation_id', '=', installationId)
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return { records, open, opened, closed };
}
