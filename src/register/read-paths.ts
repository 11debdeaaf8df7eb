import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { findConsumers, type DeployPath, type Holder } from './consumers.ts';

/** A credential of an installation: one whose value was seen, or what a secret of Actions holds. */
export interface CredentialKey {
  readonly installationId: number;
  readonly kind: 'value' | 'secret';
  /** Of its row in `credentials` or `actions_secrets`. */
  readonly id: string;
}

/** How far a credential reaches. */
export interface Reach {
  /** By repository, file and line. */
  readonly paths: readonly DeployPath[];
  /** There are more than are listed. */
  readonly more: boolean;
  /** What no look at GitHub can tell, for people. */
  readonly unknown: string;
}

const UNKNOWN = {
  value:
    'Not known is whether a secret of Actions holds the same value: GitHub shows the value of a secret to nobody. Known are the secrets that a rotation names, and those into which a variable was moved.',
  secret:
    'Not known is whether the value of this secret stands somewhere in the open: GitHub shows the value of a secret to nobody.',
} as const;

const MAX_PATHS = 1000;

interface Standing {
  readonly kind: string;
  readonly repository: string;
  readonly private: boolean;
  readonly repository_id: number;
  readonly path: string;
  readonly line: number;
  readonly server: string | null;
  readonly url: string | null;
  readonly environment: string | null;
  readonly family: 'actions' | 'agents' | null;
  readonly scope: Holder['scope'] | null;
  readonly of_environment: string | null;
  readonly name: string | null;
  /** Its variable was moved into a secret of the same name, which nobody has written since. */
  readonly moved: boolean;
}

/** The places of a value in files and variables, also of a variable that was moved. */
async function readStandings(db: Database, { installationId, id }: CredentialKey) {
  const { rows } = await sql<Standing>`
    select distinct e.kind, r.owner || '/' || r.name as repository, r.private, r.id as repository_id, e.path, e.start_line as line,
      e.server,
      case when e.server is not distinct from c.server then c.server_url end as url, c.environment,
      e.place->>'family' as family, e.place->>'scope' as scope, e.place->>'environment' as of_environment, e.place->>'name' as name,
      e.at_head is not distinct from false as moved
    from exposures e
    join credentials c on c.id = e.credential_id and c.installation_id = ${installationId}
    join repositories r on r.id = e.repository_id and r.installation_id = c.installation_id and r.removed_at is null
    where e.credential_id = ${id}::uuid and e.kind in ('commit', 'variable') and (
      e.at_head is distinct from false or (e.kind = 'variable' and exists (
        select 1 from incidents i join audit a on a.incident_id = i.id and a.event = 'secret_written'
        where i.credential_id = c.id and not exists (
          select 1 from actions_secrets s where s.installation_id = c.installation_id and s.name = upper(e.place->>'name')
            and s.scope = e.place->>'scope' and s.environment = coalesce(e.place->>'environment', '')
            and s.repository_id in (0, r.id) and s.updated_at > a.at + interval '10 minutes'))))
    order by repository, e.path, line limit ${MAX_PATHS}`.execute(db);
  return rows;
}

/** Written out in a file, or set for GitHub's agents, of which no file tells which tools get it. */
function standsAt(row: Standing): DeployPath | undefined {
  const isAgents = row.family === 'agents' && !row.moved;
  if (row.kind !== 'commit' && !isAgents) return undefined;
  return {
    link: isAgents ? 'agents' : 'stands',
    repository: row.repository,
    private: row.private,
    path: row.path,
    triggers: [],
    ...(isAgents ? {} : { line: row.line }),
    ...(row.server === null ? {} : { server: row.server }),
    ...(row.url === null ? {} : { serverUrl: row.url }),
    ...(row.environment === null ? {} : { environment: row.environment }),
  };
}

function holderOf(row: Standing): readonly Holder[] {
  const { family, scope, name, moved } = row;
  if (row.kind !== 'variable' || family !== 'actions' || scope === null || name === null) return [];
  return [
    {
      link: moved ? 'quarantined' : 'variable',
      via: moved ? 'secret' : 'variable',
      scope,
      repositoryId: scope === 'organization' ? 0 : row.repository_id,
      environment: row.of_environment ?? '',
      name: name.toUpperCase(),
    },
  ];
}

/** The secret that the organisation's policy names as the place where a credential is used. */
async function readTargets(db: Database, { installationId, id }: CredentialKey): Promise<readonly Holder[]> {
  const { rows } = await sql<Omit<Holder, 'link' | 'via'>>`
    select t.target->>'scope' as scope, coalesce(t.target->>'environment', '') as environment, upper(t.target->>'name') as name,
      case when t.target->>'scope' = 'organization' then 0 else r.id end as "repositoryId"
    from incidents i join rotations t on t.incident_id = i.id and t.installation_id = ${installationId}
    left join repositories r on r.installation_id = t.installation_id and r.removed_at is null
      and lower(r.owner) = lower(t.target->>'owner') and lower(r.name) = lower(t.target->>'repository')
    where i.credential_id = ${id}::uuid and t.target->>'kind' = 'secret' and t.target->>'family' = 'actions'
      and (t.target->>'scope' = 'organization' or r.id is not null)`.execute(db);
  return rows.map((row) => ({ ...row, link: 'rotation', via: 'secret' }));
}

async function readSecret(db: Database, { installationId, id }: CredentialKey): Promise<readonly Holder[]> {
  const row = await db
    .selectFrom('actions_secrets')
    .select(['scope', 'repository_id as repositoryId', 'environment', 'name'])
    .where('id', '=', id)
    .where('installation_id', '=', installationId)
    .where('gone_at', 'is', null)
    .executeTakeFirst();
  return row ? [{ ...row, link: 'secret', via: 'secret' }] : [];
}

/** The same secret may be named by several places. */
const distinct = (holders: readonly Holder[]): readonly Holder[] => [
  ...new Map(holders.map((holder) => [JSON.stringify({ ...holder, link: '' }), holder])).values(),
];

/**
 * Every path by which one credential reaches workflows, jobs, environments and servers, across the repositories of an
 * installation: where its value is written out, and who takes it from the secrets and variables that are known to hold it.
 * GitHub shows no value of a secret, so that a value and a secret belong together is only known where a rotation names the
 * secret, or where Rekey moved a variable into it; what cannot be known is said.
 */
export async function readPaths(db: Database, key: CredentialKey): Promise<Reach> {
  const most = MAX_PATHS + 1;
  if (key.kind === 'secret') {
    const paths = await findConsumers(db, key.installationId, await readSecret(db, key), most);
    return {
      paths: paths.slice(0, MAX_PATHS),
      more: paths.length > MAX_PATHS,
      unknown: UNKNOWN.secret,
    };
  }
  const standings = await readStandings(db, key);
  const holders = distinct([...standings.flatMap(holderOf), ...(await readTargets(db, key))]);
  const paths = [
    ...standings.map(standsAt).filter((path) => path !== undefined),
    ...(await findConsumers(db, key.installationId, holders, most)),
  ];
  return {
    paths: paths.slice(0, MAX_PATHS),
    more: paths.length > MAX_PATHS || standings.length >= MAX_PATHS,
    unknown: UNKNOWN.value,
  };
}
