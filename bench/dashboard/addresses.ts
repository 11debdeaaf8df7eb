import { sql } from 'kysely';
import type { Database } from '../../src/store/database.ts';

/** Incidents and repositories that are hard to show: those with most, and with least. */
interface Extremes {
  /** Id of the incident with most places, and of its credential. */
  readonly widest: string;
  readonly wide: string;
  readonly newest: string;
  /** `owner/name` of the repository with most exposures, and with fewest. */
  readonly fullest: string;
  readonly emptiest: string;
  /** Id of the secret of the organisation that most jobs and servers take. */
  readonly shared: string;
}

async function readExtremes(db: Database): Promise<Extremes> {
  const { rows } = await sql<Extremes>`
    with n as (select repository_id, count(*) as n from exposures group by 1),
    named as (select r.owner || '/' || r.name as name, n.n from n join repositories r on r.id = n.repository_id)
    select i.id as widest, i.credential_id as wide,
      (select id from incidents order by created_at desc limit 1) as newest,
      (select name from named order by n desc limit 1) as fullest, (select name from named order by n limit 1) as emptiest,
      (select s.id from actions_secrets s join credential_references t on t.via = 'secret' and t.name = s.name
        where s.scope = 'organization' and s.gone_at is null group by 1 order by count(*) desc limit 1) as shared
    from incidents i where i.credential_id = (select credential_id from exposures group by 1 order by count(*) desc limit 1)`.execute(
    db,
  );
  if (!rows[0]) throw new Error('the database is empty');
  return rows[0];
}

/** Pages that nobody but the operator sees. */
export const OPERATOR_ONLY: readonly string[] = ['/first-look', '/histories'];

const API = '/api/v1';

/** Operations of the JSON API: its requests are counted by session, so each is asked for by one of its own. */
export const isOfApi = (address: string): boolean => address.startsWith(`${API}/`);

const all = (path: string, queries: readonly string[]): readonly string[] =>
  queries.map((query) => (query === '' ? path : `${path}?${query}`));

/** Every page with filters that keep much, little and nothing; `next` pages are followed from each. */
export async function addressesOf(db: Database, owner: string): Promise<readonly string[]> {
  const { widest, wide, newest, fullest, emptiest, shared } = await readExtremes(db);
  const team = encodeURIComponent(`@${owner}/payments`);
  return [
    ...all('/', ['', 'days=365']),
    ...all('/incidents', [
      '',
      ...['open', 'dead', 'dismissed', 'waiting', 'failed', 'found'].map((state) => `state=${state}`),
      ...['critical', 'low'].map((severity) => `severity=${severity}`),
      ...['mcp', 'clojars', 'nobody'].map((provider) => `provider=${provider}`),
      `repository=${fullest}`,
      `repository=${emptiest}`,
      `repository=${owner}/none`,
      `owner=${team}`,
      'owner=@nobody',
      ...['ghp_', 'clojars', 'zzz'].map((search) => `search=${search}`),
      `owner=${team}&state=failed&search=zzz`,
    ]),
    `/incidents/${widest}`,
    `/incidents/${newest}`,
    ...all('/register', [
      '',
      ...['credentials', 'servers', 'secrets'].flatMap((list) => [
        `list=${list}`,
        `list=${list}&search=zzz`,
        `list=${list}&repository=${fullest}`,
      ]),
    ]),
    `/secrets/${shared}`,
    ...all('/checks', [
      '',
      'check=no-owner',
      'check=weak-transport',
      'severity=low',
      'subject=environment',
      `owner=${team}`,
      'owner=nobody',
      'owner=@zzz',
      `repository=${emptiest}`,
      'state=accepted',
      'state=closed',
    ]),
    ...all('/audit', ['', 'event=failed', 'actor=@dana-petrova', `incident=${widest}`]),
    '/health',
    ...all('/report', ['', 'since=2020-01-01']),
    ...all(`${API}/incidents`, ['limit=200', 'state=open&limit=200', `owner=${team}&search=zzz`]),
    `${API}/incidents/${widest}`,
    ...['credentials', 'secrets', 'servers', 'findings', 'audit'].map((list) => `${API}/${list}?limit=200`),
    `${API}/credentials/${wide}/uses`,
    ...all(`${API}/checks`, ['', 'days=366']),
    `${API}/exceptions`,
    `${API}/overview?days=366`,
    `${API}/installations`,
    ...OPERATOR_ONLY,
  ];
}
