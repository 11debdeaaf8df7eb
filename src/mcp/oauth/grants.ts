import { errors } from 'oidc-provider';
import type { Person } from '../../github/command.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { actorOf } from '../../inventory/waiting.ts';
import type { Database } from '../../store/database.ts';
import type { Viewer } from '../../views/viewer.ts';
import type { McpContext } from '../context.ts';

/** So long what a person has given lasts; then he is asked again. */
export const GRANT_SECONDS = 30 * 86_400;
/** While GitHub does not answer, the rights that were read last hold for so long. */
const UNCHECKED_MS = 3_600_000;

/** What a person lets an agent read. */
export interface NewGrant {
  readonly id: string;
  readonly clientId: string;
  /** As the client calls itself, and where it is. */
  readonly client: string;
  readonly person: Person;
  readonly installations: readonly number[];
}

const subjectsOf = (installations: readonly number[]) =>
  installations.map((installationId) => ({ installationId, kind: 'access' as const }));

/** Keeps what a person has given. */
export async function openGrant(
  db: Database,
  { id, clientId, client, person, installations }: NewGrant,
): Promise<void> {
  const who = { name: actorOf(person), githubId: person.id };
  await recordAudit(db, subjectsOf(installations), who, { event: 'agent_connected', why: client });
  const row = { id, client_id: clientId, client, login: person.login, github_id: person.id };
  const ends = { ends_at: new Date(Date.now() + GRANT_SECONDS * 1000) };
  await db
    .insertInto('agent_grants')
    .values({ ...row, ...ends, installations: JSON.stringify(installations) })
    .execute();
}

/** Ends what a person has given, with every token of it. */
export async function endGrant(db: Database, id: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('oauth_records').where('grant_id', '=', id).execute();
    await trx.deleteFrom('oauth_records').where('model', '=', 'Grant').where('id', '=', id).execute();
    const row = await trx.deleteFrom('agent_grants').where('id', '=', id).returningAll().executeTakeFirst();
    if (!row) return;
    const who = { name: actorOf(row), githubId: row.github_id };
    const entry = { event: 'agent_disconnected', why: row.client };
    await recordAudit(trx, subjectsOf(row.installations), who, entry);
  });
}

function readRow(db: Database, id: string) {
  return db
    .selectFrom('agent_grants')
    .selectAll()
    .where('id', '=', id)
    .where('ends_at', '>', new Date())
    .executeTakeFirst();
}

/** What the holder of a token may see; undefined where nobody gives it any more. */
export async function viewerOf(db: Database, grantId: string): Promise<Viewer | undefined> {
  const row = await readRow(db, grantId);
  return row && row.installations.length > 0 ? { installations: row.installations } : undefined;
}

/**
 * Asks GitHub again what the person of a grant may see, before a token is made. Where nothing is left, the grant ends.
 *
 * @returns false for a grant that is over
 * @throws TemporarilyUnavailable while GitHub has not answered for an hour
 */
export async function renewGrant({ db, readRights }: McpContext, grantId: string): Promise<boolean> {
  const row = await readRow(db, grantId);
  if (!row) return false;
  const person = { login: row.login, id: row.github_id };
  const installations = await readRights(person, row.installations).catch(() => undefined);
  if (!installations) {
    if (Date.now() - row.checked_at.getTime() < UNCHECKED_MS) return true;
    throw new errors.TemporarilyUnavailable('GitHub does not answer');
  }
  if (installations.length === 0) {
    await endGrant(db, grantId);
    return false;
  }
  const change = { installations: JSON.stringify(installations), checked_at: new Date() };
  await db.updateTable('agent_grants').set(change).where('id', '=', grantId).execute();
  return true;
}
