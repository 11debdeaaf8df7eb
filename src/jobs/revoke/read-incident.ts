import { unseal } from '../../base/keys.ts';
import type { Leak, LeakedCredential, Trust } from '../../broker/broker.ts';
import type { JobContext } from '../queue/context.ts';
import type { RevokeTask } from '../queue/tasks.ts';
import { readLeak } from '../variables/read-leak.ts';
import { readBeside } from './read-beside.ts';

function selectIncident({ db }: JobContext, incidentId: string) {
  return db
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .select(['incidents.id', 'credential_id', 'state', 'sealed', 'incidents.created_at'])
    .select(['provider', 'type', 'server_url', 'client_id', 'key_id'])
    .where('incidents.id', '=', incidentId)
    .executeTakeFirst();
}

type Row = NonNullable<Awaited<ReturnType<typeof selectIncident>>>;

/** An incident whose credential's value is still kept. */
export type OpenIncident = Row & { readonly sealed: NonNullable<Row['sealed']> };

/** The incident of a task; undefined once it has ended, for its value is deleted then. */
export async function readIncident(
  context: JobContext,
  incidentId: string,
): Promise<OpenIncident | undefined> {
  const row = await selectIncident(context, incidentId);
  return row?.sealed ? { ...row, sealed: row.sealed } : undefined;
}

/** A credential as the broker takes it, and where it leaked. */
export interface LeakToEnd {
  readonly credential: LeakedCredential;
  /** Absent for a repository that is no longer known. */
  readonly leak: Leak | undefined;
}

/** Opens the credential of an incident, with what leaked beside it. */
export async function openLeak(
  context: JobContext,
  incident: OpenIncident,
  { repositoryId }: Pick<RevokeTask, 'repositoryId'>,
  trust: Trust,
): Promise<LeakToEnd> {
  const leak = await readLeak(context, repositoryId, incident);
  const credential: LeakedCredential = {
    secret: unseal(context.keys, incident.sealed, incident.id),
    ...(leak ? { scope: leak.owner } : {}),
    ...(await readBeside(context, incident, repositoryId, trust)),
    provider: incident.provider,
    type: incident.type,
    ...(incident.server_url === null ? {} : { serverUrl: incident.server_url }),
    ...(incident.client_id === null ? {} : { clientId: incident.client_id }),
    ...(incident.key_id === null ? {} : { keyId: incident.key_id }),
  };
  return { credential, leak };
}
