import { fingerprint } from '../../base/keys.ts';
import type { Evidence, LeakedCredential, SecretPart } from '../../broker/broker.ts';
import { appendAudit } from '../../inventory/audit.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import type { OpenIncident } from './read-incident.ts';

/** The incident of another part of the same leak, where what stands beside it is the same: a sight holds for that only. */
async function findPart(
  trx: Trx,
  { keys }: Pick<JobContext, 'keys'>,
  incident: OpenIncident,
  credential: LeakedCredential,
  part: SecretPart,
): Promise<readonly string[]> {
  const { beside = {}, serverUrl, clientId } = credential;
  const secret = beside[part];
  if (!secret) return [];
  const rows = await trx
    .selectFrom('credentials as c')
    .innerJoin('credentials as own', 'own.installation_id', 'c.installation_id')
    .innerJoin('incidents', 'incidents.credential_id', 'c.id')
    .select(['incidents.id', 'c.server_url', 'c.client_id', 'c.key_id'])
    .where('own.id', '=', incident.credential_id)
    .where('c.fingerprint', '=', fingerprint(keys, secret))
    .execute();
  const isSame = (row: (typeof rows)[number]) =>
    (row.server_url ?? serverUrl) === serverUrl &&
    (row.client_id ?? clientId) === clientId &&
    (part !== 'registrationToken' || row.key_id === (beside.registrationUri ?? null));
  return rows.filter(isSame).map(({ id }) => id);
}

/** Keeps that a credential, or another part of the same leak, was seen alive, before it is ended. */
export async function keepSights(
  context: Pick<JobContext, 'db' | 'keys'>,
  incident: OpenIncident,
  credential: LeakedCredential,
  { sights, part }: { readonly sights: readonly Evidence[]; readonly part: SecretPart | undefined },
): Promise<void> {
  await context.db.transaction().execute(async (trx) => {
    const ids = part === undefined ? [incident.id] : await findPart(trx, context, incident, credential, part);
    for (const id of ids) await appendAudit(trx, id, 'broker', sights);
  });
}
