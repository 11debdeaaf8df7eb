import { fingerprint } from '../../base/keys.ts';
import type { Evidence, LeakedCredential, SecretPart, Trust } from '../../broker/broker.ts';
import { appendAudit } from '../../inventory/audit.ts';
import { mayAddSight } from '../../inventory/tie-sights.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import type { OpenIncident } from './read-incident.ts';
import { sightFacts, type AskedWith } from './sight-facts.ts';

/** An incident, and what its credential was asked about with. */
interface Seen {
  readonly id: string;
  readonly askedWith: AskedWith;
}

/**
 * The incident of another part of the same leak, where nothing else stands beside it. What does not stand beside it may be
 * filled in from this one: whether it will be, the next try of that part knows, and forgets the sight otherwise.
 */
async function findPart(
  trx: Trx,
  { keys }: Pick<JobContext, 'keys'>,
  incident: OpenIncident,
  credential: LeakedCredential,
  part: SecretPart,
): Promise<readonly Seen[]> {
  const { beside = {}, serverUrl, clientId } = credential;
  const secret = beside[part];
  if (!secret) return [];
  const rows = await trx
    .selectFrom('credentials as c')
    .innerJoin('credentials as own', 'own.installation_id', 'c.installation_id')
    .innerJoin('incidents', 'incidents.credential_id', 'c.id')
    .select(['incidents.id', 'c.provider', 'c.type', 'c.server_url', 'c.client_id', 'c.key_id'])
    .where('own.id', '=', incident.credential_id)
    .where('c.fingerprint', '=', fingerprint(keys, secret))
    .execute();
  const isSame = (row: (typeof rows)[number]) =>
    (row.server_url ?? serverUrl) === serverUrl &&
    (row.client_id ?? clientId) === clientId &&
    (part !== 'registrationToken' || row.key_id === (beside.registrationUri ?? null));
  return rows.filter(isSame).map(({ id, provider, type, key_id: keyId }) => ({
    id,
    askedWith: {
      provider,
      type,
      ...(serverUrl === undefined ? {} : { serverUrl }),
      ...(clientId === undefined ? {} : { clientId }),
      ...(keyId === null ? {} : { keyId }),
    },
  }));
}

/** Keeps that a credential, or another part of the same leak, was seen alive, before it is ended. */
export async function keepSights(
  context: Pick<JobContext, 'db' | 'keys'>,
  incident: OpenIncident,
  credential: LeakedCredential,
  seen: {
    readonly sights: readonly Evidence[];
    readonly part: SecretPart | undefined;
    readonly trust: Pick<Trust, 'issuers'>;
  },
): Promise<void> {
  await context.db.transaction().execute(async (trx) => {
    const { sights, part, trust } = seen;
    const own: Seen = { id: incident.id, askedWith: credential };
    const all = part === undefined ? [own] : await findPart(trx, context, incident, credential, part);
    for (const { id, askedWith } of all)
      if (await mayAddSight(trx, id, sightFacts(askedWith, trust)))
        await appendAudit(trx, id, 'broker', sights);
  });
}
