import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { RekeyError } from '../../base/errors.ts';
import { recordAudit, type AuditActor } from '../../inventory/audit.ts';
import { OPERATOR } from '../../inventory/waiting.ts';
import type { Database } from '../../store/database.ts';
import type { Trx } from '../../store/transaction.ts';
import type { ListedToken, NewToken } from './token-requests.ts';

const DAY_MS = 86_400_000;
const MAX_ROWS = 500;

interface Account {
  readonly id: number;
  readonly owner: string;
}

/** The installation that an account's name, or its own id, means. Throws NO_INSTALLATION. */
async function accountOf(trx: Trx, text: string): Promise<Account> {
  const { rows } = await sql<Account>`select n.id, n.owner from installations n
    where n.deleted_at is null and (lower(n.owner) = lower(${text}) or n.id::text = ${text})`.execute(trx);
  const [found, ...more] = rows;
  if (found && more.length === 0) return found;
  throw new RekeyError(
    'NO_INSTALLATION',
    found
      ? `${text} is the id of one installation and the name of another account: give that account’s id.`
      : `No installation of ${text} is known: it needs the GitHub App, and Rekey asks every few minutes who has it.`,
  );
}

const subjectsOf = (id: string, installations: readonly number[]) =>
  installations.map((installationId) => ({ installationId, kind: 'access' as const, id }));

const day = (date: Date): string => date.toISOString().slice(0, 10);

/** Keeps a token that was made elsewhere, by its hash. Throws NO_INSTALLATION. */
export function createToken(
  db: Database,
  { hash, name, installations, days }: NewToken,
  now: Date = new Date(),
): Promise<ListedToken> {
  return db.transaction().execute(async (trx) => {
    const accounts = new Map<number, Account>();
    for (const text of installations) {
      const account = await accountOf(trx, text);
      accounts.set(account.id, account);
    }
    const ids = [...accounts.keys()];
    const [id, expiresAt] = [randomUUID(), new Date(now.getTime() + days * DAY_MS)];
    const row = {
      id,
      hash,
      name,
      installations: JSON.stringify(ids),
      created_at: now,
      expires_at: expiresAt,
    };
    await trx.insertInto('api_tokens').values(row).execute();
    const why = `${name}, until ${day(expiresAt)}`;
    await recordAudit(trx, subjectsOf(id, ids), OPERATOR, { event: 'api_token_created', at: now, why });
    const owners = [...accounts.values()].map(({ owner }) => owner);
    return { id, name, owners, createdAt: now, expiresAt, lastUsedAt: null, revokedAt: null };
  });
}

/** The tokens, made last first. */
export async function listTokens(db: Database): Promise<readonly ListedToken[]> {
  const { rows } =
    await sql<ListedToken>`select t.id, t.name, t.created_at as "createdAt", t.expires_at as "expiresAt",
      t.last_used_at as "lastUsedAt", t.revoked_at as "revokedAt",
      (select coalesce(jsonb_agg(coalesce(n.owner, 'installation ' || x.id) order by x.id), '[]'::jsonb)
        from (select value::bigint as id from jsonb_array_elements_text(t.installations)) x
        left join installations n on n.id = x.id) as owners
    from api_tokens t order by t.created_at desc, t.id limit ${MAX_ROWS}`.execute(db);
  return rows;
}

/** Who ends a token, and why where it is not by its maker's will. */
interface Ending {
  readonly actor: AuditActor;
  readonly why?: string;
  readonly at?: Date;
}

/** Ends a token at once. @returns its name; undefined where there is none that lives */
export function revokeToken(
  db: Database,
  id: string,
  { actor, why, at = new Date() }: Ending,
): Promise<string | undefined> {
  return db.transaction().execute(async (trx) => {
    const ended = await trx
      .updateTable('api_tokens')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning(['name', 'installations'])
      .executeTakeFirst();
    if (!ended) return undefined;
    const { name, installations } = ended;
    const entry = { event: 'api_token_revoked', at, why: [name, why].filter(Boolean).join(', ') };
    await recordAudit(trx, subjectsOf(id, installations), actor, entry);
    return name;
  });
}
