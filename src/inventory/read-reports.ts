import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { readCredentialFacts } from './credential-facts.ts';
import { isPerson, readHome, readWaiting } from './waiting.ts';
import type { Approval, CheckReport, ExposureReport, IncidentReport, TimelineEntry } from './report.ts';
import { readSuccessor } from './read-successor.ts';
import type { IncidentState } from './state.ts';

const MAX_EXPOSURES = 50;
const FINGERPRINT_DIGITS = 12;

function exposuresOf(db: Database) {
  return (
    db
      .selectFrom('exposures')
      .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
      .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
      .leftJoin('told', (join) =>
        join
          .onRef('told.incident_id', '=', 'incidents.id')
          .on((eb) =>
            eb('told.text', '=', sql<string>`coalesce(exposures.place ->> 'node', exposures.path)`),
          ),
      )
      .select([
        'incidents.id as incidentId',
        'exposures.id as exposureId',
        'told.outcome as told',
        'repositories.owner',
        'repositories.name',
        'repositories.private',
        'commit_sha',
        'path',
        'place',
        'exposures.at_head as placeAtHead',
        'start_line',
        'start_column',
        'end_line',
        'end_column',
        'surface',
        'slot',
        'confidence',
        'exposures.server',
        'exposures.key',
      ])
      // Places that are no commit first: of very many places something is left to do at these.
      .orderBy((eb) => eb('exposures.kind', '=', 'commit'))
      .orderBy('exposures.seen_at')
      .orderBy('exposures.path')
      .orderBy('start_line')
  );
}

type ExposureRow = Awaited<ReturnType<ReturnType<typeof exposuresOf>['execute']>>[number];

function toExposure(row: ExposureRow, introduced: boolean, atHead: boolean | null): ExposureReport {
  return {
    incidentId: row.incidentId,
    repository: { owner: row.owner, name: row.name, private: row.private },
    commit: row.commit_sha,
    path: row.path,
    ...(row.place === null ? {} : { place: row.place }),
    startLine: row.start_line,
    startColumn: row.start_column,
    endLine: row.end_line,
    endColumn: row.end_column,
    surface: row.surface,
    slot: row.slot,
    ...(row.confidence === null ? {} : { confidence: row.confidence }),
    ...(row.server === null ? {} : { server: row.server }),
    ...(row.key === null ? {} : { key: row.key }),
    introduced,
    ...(row.told === null ? {} : { told: row.told }),
    ...(atHead === null ? {} : { atHead }),
  };
}

async function readApproval(
  db: Database,
  incidentId: string,
  state: IncidentState,
): Promise<Approval | undefined> {
  if (state !== 'approval_needed' || (await readWaiting(db, incidentId)) === 'broker') return undefined;
  const home = await readHome(db, incidentId);
  return (
    home && { approvers: home.policy?.approvers ?? [], repository: { owner: home.owner, name: home.name } }
  );
}

function toTimelineEntry(row: {
  readonly at: Date;
  readonly event: string;
  readonly http: number | null;
  readonly actor: string;
}): TimelineEntry {
  return {
    at: row.at,
    event: row.event,
    ...(row.http === null ? {} : { http: row.http }),
    ...(isPerson(row.actor) ? { person: row.actor } : {}),
  };
}

/** Reads one incident with its places and its timeline; undefined when there is none. */
export async function readIncidentReport(
  db: Database,
  incidentId: string,
): Promise<IncidentReport | undefined> {
  const row = await db
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .select([
      'incidents.id',
      'credential_id',
      'provider',
      'type',
      'redacted',
      'fingerprint',
      'state',
      'explanation',
      'rotate_url',
      'urgent_at',
    ])
    .where('incidents.id', '=', incidentId)
    .executeTakeFirst();
  if (!row) return undefined;
  const places = exposuresOf(db).where('exposures.credential_id', '=', row.credential_id);
  const exposures = await places.limit(MAX_EXPOSURES).execute();
  const counts = await db
    .selectFrom('exposures')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .select((eb) => [
      eb.fn.countAll<number>().as('all'),
      eb.fn.count<number>('exposures.id').filterWhere('private', '=', false).as('public'),
    ])
    .where('credential_id', '=', row.credential_id)
    .executeTakeFirstOrThrow();
  const known = await readCredentialFacts(db, row.credential_id);
  const timeline = await db
    .selectFrom('audit')
    .select(['at', 'event', 'http', 'actor'])
    .where('incident_id', '=', incidentId)
    .where('subject_kind', '=', 'incident')
    .orderBy('id')
    .execute();
  const approval = await readApproval(db, incidentId, row.state);
  const successor = await readSuccessor(db, incidentId);
  return {
    id: row.id,
    provider: row.provider,
    type: row.type,
    redacted: row.redacted,
    fingerprint: row.fingerprint.slice(0, FINGERPRINT_DIGITS),
    state: row.state,
    ...(row.explanation === null ? {} : { explanation: row.explanation }),
    ...(row.rotate_url === null ? {} : { rotateUrl: row.rotate_url }),
    ...(approval ? { approval } : {}),
    ...(row.urgent_at === null ? {} : { urgent: true }),
    ...(known ? { facts: known } : {}),
    ...(successor ? { successor } : {}),
    public: counts.public > 0,
    exposures: exposures.map((exposure) => toExposure(exposure, true, exposure.placeAtHead)),
    exposureCount: counts.all,
    timeline: timeline.map(toTimelineEntry),
  };
}

/** How the incidents stand that a check run shows, each state once. */
export function statesOnCheck(
  db: Database,
  checkId: string,
): Promise<readonly { readonly state: IncidentState }[]> {
  return db
    .selectFrom('check_exposures')
    .innerJoin('exposures', 'exposures.id', 'check_exposures.exposure_id')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select('state')
    .distinct()
    .where('check_id', '=', checkId)
    .execute();
}

/** Reads all that the check run of a head commit has to say. */
export async function readCheckReport(db: Database, checkId: string): Promise<CheckReport | undefined> {
  const check = await db
    .selectFrom('checks')
    .innerJoin('repositories', 'repositories.id', 'checks.repository_id')
    .select(['head_sha', 'mode', 'private', 'notes', 'mends'])
    .where('checks.id', '=', checkId)
    .executeTakeFirst();
  if (!check) return undefined;
  const rows = await exposuresOf(db)
    .innerJoin('check_exposures', 'check_exposures.exposure_id', 'exposures.id')
    .select(['introduced', 'check_exposures.at_head as headAtHead'])
    .where('check_exposures.check_id', '=', checkId)
    .execute();
  const incidents: IncidentReport[] = [];
  for (const id of new Set(rows.map((row) => row.incidentId))) {
    const incident = await readIncidentReport(db, id);
    if (incident) incidents.push(incident);
  }
  return {
    headSha: check.head_sha,
    mode: check.mode,
    private: check.private,
    exposures: rows.map((row) => toExposure(row, row.introduced, row.headAtHead)),
    incidents,
    notes: check.notes,
    mends: check.mends,
  };
}
