import { sql } from 'kysely';
import { errors, type Adapter, type AdapterFactory, type AdapterPayload } from 'oidc-provider';
import { endGrant } from '../../inventory/agent-grants.ts';
import type { Database } from '../../store/database.ts';
import { hashOf } from '../tokens.ts';
import { checkClient, makeRoom, UNUSED_SECONDS } from './clients.ts';
import { GRANT_SECONDS } from './grants.ts';

/** What opens nothing is found by its own name. */
const NAMED: ReadonlySet<string> = new Set(['Client', 'Grant']);
/** For those of which the library does not say it. */
const SECONDS: Readonly<Record<string, number>> = {
  Client: UNUSED_SECONDS,
  RegistrationAccessToken: UNUSED_SECONDS,
};

/** The models of which one says so much about another. */
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** Without the token itself, which the database is not to know. */
function withoutToken({ jti: _token, ...payload }: AdapterPayload): Readonly<Record<string, unknown>> {
  return payload;
}

async function forgetOld(db: Database): Promise<void> {
  await db.deleteFrom('oauth_records').where('ends_at', '<', new Date()).execute();
  const over = await db.selectFrom('agent_grants').select('id').where('ends_at', '<', new Date()).execute();
  for (const { id } of over) await endGrant(db, id, { by: 'rekey' });
}

async function keep(db: Database, model: string, key: string, payload: AdapterPayload, seconds: number) {
  const values = {
    payload: JSON.stringify(NAMED.has(model) ? payload : withoutToken(payload)),
    grant_id: text(payload.grantId),
    client_id: text(payload.clientId),
    ends_at: new Date(Date.now() + seconds * 1000),
  };
  await db
    .insertInto('oauth_records')
    .values({ model, id: key, ...values })
    .onConflict((conflict) =>
      // A client that changes what it says of itself does not end earlier for it.
      conflict.columns(['model', 'id']).doUpdateSet({
        ...values,
        ends_at: sql`greatest(oauth_records.ends_at, ${values.ends_at}::timestamptz)`,
      }),
    )
    .execute();
}

/** Of two requests with the same code or refresh token that come at once, one gets what it asks for. */
async function consume(db: Database, model: string, key: string): Promise<void> {
  const row = await db
    .updateTable('oauth_records')
    .set({ consumed_at: new Date() })
    .where('model', '=', model)
    .where('id', '=', key)
    .where('consumed_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw new errors.InvalidGrant('it was used already');
}

async function destroy(db: Database, model: string, key: string): Promise<void> {
  if (model === 'Grant') return void (await endGrant(db, key));
  await db.deleteFrom('oauth_records').where('model', '=', model).where('id', '=', key).execute();
  if (model !== 'Client') return;
  // A client that is gone takes everything along that it was given.
  const grants = await db.selectFrom('agent_grants').select('id').where('client_id', '=', key).execute();
  for (const { id } of grants) await endGrant(db, id);
  await db.deleteFrom('oauth_records').where('client_id', '=', key).execute();
}

function createModel(db: Database, model: string): Adapter {
  const keyOf = (id: string) => (NAMED.has(model) ? id : hashOf(id));
  return {
    async upsert(id, payload, seconds = SECONDS[model] ?? GRANT_SECONDS) {
      if (model === 'Client') checkClient(payload);
      if (model === 'Client' || model === 'Interaction') await forgetOld(db);
      await keep(db, model, keyOf(id), payload, seconds);
      if (model === 'Client') await makeRoom(db);
    },
    async find(id) {
      const row = await db
        .selectFrom('oauth_records')
        .select(['payload', 'consumed_at'])
        .where('model', '=', model)
        .where('id', '=', keyOf(id))
        .where('ends_at', '>', new Date())
        .executeTakeFirst();
      if (!row) return undefined;
      return {
        ...row.payload,
        ...(NAMED.has(model) ? {} : { jti: id }),
        ...(row.consumed_at ? { consumed: Math.floor(row.consumed_at.getTime() / 1000) } : {}),
      };
    },
    // Neither devices nor sessions of its own are known here.
    findByUserCode: () => Promise.resolve(undefined),
    findByUid: () => Promise.resolve(undefined),
    consume: (id) => consume(db, model, keyOf(id)),
    destroy: (id) => destroy(db, model, keyOf(id)),
    async revokeByGrantId(grantId) {
      await endGrant(db, grantId);
    },
  };
}

/** Keeps what the authorization server knows in the database: of tokens, codes and cookies their SHA-256 only. */
export const createRecords =
  (db: Database): AdapterFactory =>
  (model) =>
    createModel(db, model);
