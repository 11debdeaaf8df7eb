import { sql } from 'kysely';
import type { Records } from '../governance/records.ts';
import type { SubjectKind } from '../governance/subject.ts';
import type { Database } from '../store/database.ts';

/** So many are written at once. */
const BATCH = 500;

/** Tables of which the owners are kept where people list them. */
const TABLES: Readonly<Partial<Record<SubjectKind, 'actions_secrets' | 'mcp_servers'>>> = {
  secret: 'actions_secrets',
  server: 'mcp_servers',
};

/** Keeps who answers for what a look at the register comes by, and writes only what changed. */
export class OwnersKeeper {
  readonly #db: Database;
  #kind: SubjectKind = 'secret';
  #rows: { readonly id: string; readonly owners: readonly string[] }[] = [];

  constructor(db: Database) {
    this.#db = db;
  }

  /** One more record; those of a kind come together. */
  async note(kind: SubjectKind, { id, owners }: Records[SubjectKind]): Promise<void> {
    if (TABLES[kind] === undefined) return;
    if (kind !== this.#kind || this.#rows.length >= BATCH) await this.end();
    this.#kind = kind;
    this.#rows.push({ id, owners });
  }

  /** Writes what is left. */
  async end(): Promise<void> {
    const table = TABLES[this.#kind];
    const rows = this.#rows;
    this.#rows = [];
    if (table === undefined || rows.length === 0) return;
    await sql`
      update ${sql.table(table)} t set owners = v.owners
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as v(id uuid, owners jsonb)
      where t.id = v.id and t.owners <> v.owners`.execute(this.#db);
  }
}
