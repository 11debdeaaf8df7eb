import { sql } from 'kysely';
import { SIGHTS, type Evidence, type Sight, type SecretPart } from '../../broker/broker.ts';
import type { BrokerContext } from '../context.ts';
import { keyedDigest } from '../keys/own-keys.ts';
import type { StoredRequest } from '../store/schema.ts';
import type { Job } from './job.ts';

type Facts = Pick<StoredRequest, 'resource' | 'clientId' | 'keyId'>;

/** Revocations of the same value for the same owner, with the same things beside it: a sight holds for these only. */
async function findSame({ db }: BrokerContext, owner: string, valueDigest: string, facts: Facts) {
  const same = (name: keyof Facts) =>
    sql<boolean>`request ->> ${sql.lit(name)} is not distinct from ${facts[name] ?? null}::text`;
  return await db
    .selectFrom('broker_revocations')
    .select('id')
    .where('owner', '=', owner)
    .where('value_digest', '=', valueDigest)
    .where(same('resource'))
    .where(same('clientId'))
    .where(same('keyId'))
    .execute();
}

/** How earlier tries saw it alive, and those of other parts of the same leak. */
export async function readSights(context: BrokerContext, job: Job): Promise<readonly Sight[]> {
  const { owner, valueDigest, request } = job;
  // Of others only its own tries can have seen it.
  if (!job.seenLive && request.provider !== 'mcp') return [];
  const rows = await findSame(context, owner, valueDigest, request);
  const steps = await context.db
    .selectFrom('broker_steps')
    .select('event')
    .distinct()
    .where('revocation_id', 'in', [job.id, ...rows.map(({ id }) => id)])
    .where('event', 'in', SIGHTS)
    .execute();
  return SIGHTS.filter((sight) => steps.some(({ event }) => event === sight));
}

/** Keeps a sight before the credential is ended, so that it outlives a crash; one of another part, where that is asked for. */
export async function keepSights(
  context: BrokerContext,
  job: Job,
  sights: readonly Evidence[],
  part: SecretPart | undefined,
): Promise<void> {
  const rows = part === undefined ? [{ id: job.id }] : await findPart(context, job, part);
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await context.db.transaction().execute(async (trx) => {
    await trx.updateTable('broker_revocations').set({ seen_live: true }).where('id', 'in', ids).execute();
    const steps = ids.flatMap((id) =>
      sights.map(({ at, event, http }) => ({ revocation_id: id, at, event, http: http ?? null })),
    );
    await trx.insertInto('broker_steps').values(steps).execute();
  });
}

async function findPart(context: BrokerContext, { owner, request, beside = {} }: Job, part: SecretPart) {
  const secret = beside[part];
  if (!secret) return [];
  const { resource, clientId } = request;
  const uri = part === 'registrationToken' ? beside.registrationUri : undefined;
  return await findSame(context, owner, keyedDigest(context.keys, secret.reveal()), {
    ...(resource === undefined ? {} : { resource }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(uri === undefined ? {} : { keyId: uri }),
  });
}
