import { errors } from 'oidc-provider';
import type { Person } from '../../github/command.ts';
import { endGrant, grantSubjects } from '../../inventory/agent-grants.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { actorOf } from '../../inventory/waiting.ts';
import type { Database } from '../../store/database.ts';
import type { McpContext } from '../context.ts';

/** So long what a person has given lasts; then he is asked again. */
export const GRANT_SECONDS = 30 * 86_400;
/** While GitHub does not answer, the rights that were read last hold for so long. */
const UNCHECKED_MS = 3_600_000;
/** The row is not written for each request. */
const USED_MS = 60_000;

/** What a person lets an agent read. */
export interface NewGrant {
  readonly id: string;
  readonly clientId: string;
  /** As the client calls itself, and where it is. */
  readonly client: string;
  readonly person: Person;
  readonly installations: readonly number[];
}

/** Keeps what a person has given. */
export async function openGrant(
  db: Database,
  { id, clientId, client, person, installations }: NewGrant,
): Promise<void> {
  const who = { name: actorOf(person), githubId: person.id };
  await recordAudit(db, grantSubjects(installations), who, { event: 'agent_connected', why: client });
  const row = { id, client_id: clientId, client, login: person.login, github_id: person.id };
  const ends = { ends_at: new Date(Date.now() + GRANT_SECONDS * 1000) };
  await db
    .insertInto('agent_grants')
    .values({ ...row, ...ends, installations: JSON.stringify(installations) })
    .execute();
}

function readRow(db: Database, id: string) {
  return db
    .selectFrom('agent_grants')
    .selectAll()
    .where('id', '=', id)
    .where('ends_at', '>', new Date())
    .executeTakeFirst();
}

/** Whom the holder of a token reads for, and what. */
export interface Holder {
  readonly person: Person;
  readonly installations: readonly number[];
}

/** For whom the holder of a token reads, who uses it just now; undefined where nobody gives it any more. */
export async function holderOf(db: Database, grantId: string): Promise<Holder | undefined> {
  const row = await readRow(db, grantId);
  if (!row || row.installations.length === 0) return undefined;
  const now = new Date();
  if ((row.last_used_at?.getTime() ?? 0) < now.getTime() - USED_MS)
    await db.updateTable('agent_grants').set({ last_used_at: now }).where('id', '=', grantId).execute();
  return { person: { login: row.login, id: row.github_id }, installations: row.installations };
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
    await endGrant(db, grantId, { by: 'rekey' });
    return false;
  }
  const change = { installations: JSON.stringify(installations), checked_at: new Date() };
  await db.updateTable('agent_grants').set(change).where('id', '=', grantId).execute();
  return true;
}
