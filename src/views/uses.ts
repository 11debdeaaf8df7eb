import { sql } from 'kysely';
import type { DeployPath } from '../register/consumers.ts';
import { readPaths } from '../register/read-paths.ts';
import type { Database } from '../store/database.ts';
import { seenBy, type Viewer } from './viewer.ts';

/** A place that no file takes it from: a log, a text, or a variable that nothing reads by its name. */
export interface OtherPlace {
  readonly repository: string;
  readonly private: boolean;
  readonly path: string;
  readonly kind: string;
}

/** How far a credential reaches. */
export interface Uses {
  /** From where it stands, or what holds it, to what takes it: by repository, file and line. */
  readonly paths: readonly DeployPath[];
  /** There are more paths than are listed. */
  readonly more: boolean;
  readonly others: readonly OtherPlace[];
  /** What no look at GitHub can tell, for people. */
  readonly unknown: string;
}

/** A secret of GitHub Actions, and how far what it holds reaches. */
export interface SecretUses extends Uses {
  readonly name: string;
  readonly scope: 'repository' | 'environment' | 'organization';
  /** Null for an organisation's. */
  readonly repository: string | null;
  readonly environment: string | null;
  /** `@login` and `@organisation/team`. */
  readonly owners: readonly string[];
  readonly createdAt: Date;
  /** When it was last written. */
  readonly rotatedAt: Date;
  /** When a job or server was last known to take it. */
  readonly usedAt: Date | null;
}

const MAX_OTHERS = 60;

interface Place extends OtherPlace {
  readonly variable: string | null;
}

/** Files are among the paths, and so are the variables of GitHub's agents. */
async function readOthers(db: Database, viewer: Viewer, credentialId: string): Promise<readonly Place[]> {
  const { rows } = await sql<Place>`
    select distinct r.owner || '/' || r.name as repository, r.private, e.path, e.kind, upper(e.place->>'name') as variable
    from exposures e join repositories r on r.id = e.repository_id and r.removed_at is null
    where e.credential_id = ${credentialId}::uuid and ${seenBy(viewer, 'r.installation_id')} and e.kind <> 'commit'
      and e.at_head is distinct from false and not (e.kind = 'variable' and e.place->>'family' = 'agents')
    order by 1, 3 limit ${MAX_OTHERS}`.execute(db);
  return rows;
}

const NOTHING: Uses = { paths: [], more: false, others: [], unknown: '' };

/** Every path by which the credential of an incident reaches jobs and servers, and where else it stands. */
export async function readUses(db: Database, viewer: Viewer, incidentId: string): Promise<Uses> {
  const { rows } = await sql<{ id: string; installation: number }>`
    select c.id, c.installation_id as installation from incidents i join credentials c on c.id = i.credential_id
    where i.id = ${incidentId}::uuid and ${seenBy(viewer, 'c.installation_id')}`.execute(db);
  const [credential] = rows;
  if (!credential) return NOTHING;
  const { id, installation: installationId } = credential;
  const { paths, more, unknown } = await readPaths(db, { installationId, kind: 'value', id });
  const taken = new Set(paths.map(({ holder }) => holder?.name));
  const others = (await readOthers(db, viewer, id)).flatMap(({ variable, ...place }) =>
    place.kind === 'variable' && taken.has(variable ?? '') ? [] : [place],
  );
  return { paths, more, unknown, others };
}

/** How far what a secret holds reaches; undefined for one that is gone, or that the viewer may not see. */
export async function readSecretUses(
  db: Database,
  viewer: Viewer,
  secretId: string,
): Promise<SecretUses | undefined> {
  const { rows } = await sql<Omit<SecretUses, keyof Uses> & { installation: number }>`
    select s.installation_id as installation, s.name, s.scope, r.owner || '/' || r.name as repository,
      nullif(s.environment, '') as environment, s.owners, s.created_at as "createdAt", s.updated_at as "rotatedAt",
      s.used_at as "usedAt"
    from actions_secrets s left join repositories r on r.id = s.repository_id
    where s.id = ${secretId}::uuid and s.gone_at is null and ${seenBy(viewer, 's.installation_id')}`.execute(
    db,
  );
  const [secret] = rows;
  if (!secret) return undefined;
  const { installation: installationId, ...named } = secret;
  const reach = await readPaths(db, { installationId, kind: 'secret', id: secretId });
  return { ...named, ...reach, others: [] };
}
