import { sql } from 'kysely';
import type { CredentialRecord, Leaks, Use } from '../governance/records.ts';
import { DEAD_STATES, isEnded, type IncidentState } from '../inventory/state.ts';
import type { PrincipalKind } from '../store/credential-facts-table.ts';
import type { Database } from '../store/database.ts';
import { PAGE_SIZE, pages } from './pages.ts';
import { goneOf, issuerAt, ownersFrom, registeredAs, registeredFacts, type RegisterScope } from './scope.ts';

const MAX_USES = 50;
const DEAD = sql.join([...DEAD_STATES]);

interface RawUse {
  readonly repository_id: number;
  readonly repository: string;
  readonly path: string;
  readonly server: string | null;
  readonly environment: string | null;
  readonly job: string | null;
  readonly triggers: readonly string[] | null;
}

interface Row {
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  readonly redacted: string;
  readonly server: string | null;
  readonly server_url: string | null;
  readonly environment: string | null;
  readonly state: IncidentState;
  readonly updated_at: Date;
  readonly owners: readonly string[] | null;
  readonly principal_kind: PrincipalKind | null;
  readonly issuer: string | null;
  readonly scopes: readonly string[] | null;
  readonly audience: readonly string[] | null;
  readonly fact_environment: string | null;
  readonly issued_at: Date | null;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly source: 'offline' | 'provider' | null;
  readonly uses: readonly RawUse[] | null;
  readonly leaks: Leaks;
  readonly reintroduced: boolean;
  readonly archived: boolean | null;
  readonly removed_at: Date | null;
  readonly rotate_url: string | null;
}

/**
 * What one page needs: where each credential stands at present, who consumes the variable that holds it, and how many
 * places of each kind show it.
 */
const page = (installationId: number, after: string, only: readonly string[] | undefined) => sql<Row>`
  select c.id, c.provider, c.type, c.redacted, c.server, c.server_url, c.environment, i.state, i.updated_at, i.rotate_url, o.owners,
    f.principal_kind, f.issuer, f.scopes, f.audience, f.environment as fact_environment, f.issued_at, f.expires_at,
    f.last_used_at, f.source, u.uses,
    jsonb_build_object('content', l.content, 'workflow', l.workflow, 'variable', l.variable,
      'organisationVariable', l.organisation) as leaks,
    exists (select 1 from exposures e where e.credential_id = c.id and e.seen_at >
      (select min(a.at) from audit a where a.incident_id = i.id and a.event in (${DEAD}))) as reintroduced,
    (select bool_and(r.archived) from exposures e join repositories r on r.id = e.repository_id and r.removed_at is null
      where e.credential_id = c.id) as archived,
    (select max(m.gone_at) from mcp_servers m where m.installation_id = c.installation_id and m.name = c.server and m.name <> ''
      having bool_and(m.gone_at is not null)) as removed_at
  from credentials c
  join incidents i on i.credential_id = c.id
  left join credential_facts f on f.credential_id = c.id
  left join credential_owners o on o.credential_id = c.id
  cross join lateral (
    select count(*) filter (where e.kind not in ('variable', 'log') and e.path not like '.github/workflows/%')::int as content,
      count(*) filter (where e.kind = 'log' or e.path like '.github/workflows/%')::int as workflow,
      count(*) filter (where e.kind = 'variable')::int as variable,
      count(*) filter (where e.kind = 'variable' and e.place->>'scope' = 'organization')::int as organisation
    from exposures e where e.credential_id = c.id and e.at_head is distinct from false) l
  left join lateral (
    select jsonb_agg(distinct to_jsonb(p)) as uses from (
      select r.id as repository_id, r.owner || '/' || r.name as repository, coalesce(j.path, e.path) as path, e.server,
        coalesce(j.environment, e.place->>'environment') as environment,
        coalesce(j.job, substring(e.path from '^\\.github/workflows/(.*)$')) as job, j.triggers
      from exposures e
      join repositories r on r.id = e.repository_id and r.removed_at is null
      left join credential_references t on e.kind = 'variable' and t.installation_id = c.installation_id and t.via = 'variable'
        and t.name = e.place->>'name' and (e.place->>'scope' = 'organization' or t.repository_id = e.repository_id)
      left join workflow_jobs j on j.id = t.job_id
      where e.credential_id = c.id and e.at_head is distinct from false limit ${MAX_USES}) p) u on true
  where c.installation_id = ${installationId} and c.id > ${after}::uuid
    and ${only ? sql`c.id in (${sql.join([...only])})` : sql`true`}
  order by c.id limit ${PAGE_SIZE}`;

function useOf(raw: RawUse, { server, server_url: url, environment, fact_environment: told }: Row): Use {
  const where = raw.environment ?? environment ?? told;
  const isItsServer = url !== null && (raw.server === server || raw.server === null);
  return {
    repository: raw.repository,
    path: raw.path,
    triggers: raw.triggers ?? [],
    ...(raw.server === null ? {} : { server: raw.server }),
    ...(isItsServer ? { serverUrl: url } : {}),
    ...(raw.job === null ? {} : { job: raw.job }),
    ...(where === null ? {} : { environment: where }),
  };
}

function recordOf(row: Row, scope: RegisterScope): CredentialRecord {
  const server = registeredAs(scope, row.server, row.server_url);
  const uses = row.uses ?? [];
  const files = uses.map(({ repository_id: repositoryId, path }) => ({ repositoryId, path }));
  const owners = row.owners ?? ownersFrom(scope, server, files);
  const issuer = issuerAt(scope, row.server_url);
  return {
    id: row.id,
    name: `${row.type} ${row.redacted}`,
    provider: row.provider,
    type: row.type,
    // Only tokens that say so themselves have an issuer and an audience, or facts that nobody else told.
    isJwt: row.source === 'offline' || row.issuer !== null || (row.audience ?? []).length > 0,
    state: row.state,
    ended: isEnded(row.state),
    stateSince: row.updated_at,
    leaks: row.leaks,
    reintroduced: row.reintroduced,
    principal: row.principal_kind ?? 'unknown',
    scopes: row.scopes ?? [],
    audience: row.audience ?? [],
    owners,
    goneOwners: goneOf(scope, owners),
    uses: uses.map((use) => useOf(use, row)),
    showsUse: row.source !== 'provider' || row.last_used_at !== null,
    ...(row.issued_at === null ? {} : { issuedAt: row.issued_at }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.source === 'provider' && row.expires_at === null ? { neverExpires: true } : {}),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
    ...(issuer ? { issuer } : {}),
    ...(row.archived === true ? { archived: true } : {}),
    ...(row.removed_at === null ? {} : { removedSince: row.removed_at }),
    ...(row.rotate_url === null ? {} : { endPage: row.rotate_url }),
    ...registeredFacts(server),
  };
}

/**
 * Every credential of an installation whose value was seen.
 *
 * @param only ids, at least one, of those that are wanted; undefined: all
 */
export const readCredentials = (db: Database, scope: RegisterScope, only?: readonly string[]) =>
  pages(db, scope, (installationId, after) => page(installationId, after, only), recordOf);
