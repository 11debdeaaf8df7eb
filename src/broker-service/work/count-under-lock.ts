import { sql } from 'kysely';
import type { BrokerTrx, StoredRequest } from '../store/schema.ts';
import type { Job } from './job.ts';

/** One count. */
interface Line {
  readonly client: string;
  readonly owner: string;
  /** Empty for the owner's own people. */
  readonly brought_by: string;
}
/** What asks: a revocation or a rotation, which both end a credential. */
export interface Asking extends Pick<Job, 'id' | 'client' | 'owner' | 'valueDigest'> {
  /** Rotations name nobody: whoever stole a client would have as many counts as names. */
  readonly request: Pick<StoredRequest, 'provider' | 'broughtBy'>;
}
/** What is known of one client, owner and whoever brought it: digests of credentials, by whether they were seen alive. */
export interface Count {
  readonly tripped: boolean;
  readonly live: Set<string>;
  readonly busy: Set<string>;
  /** Revoked, though nobody saw that they lived. */
  readonly unseen: Set<string>;
}

/** In which count it is. */
export const lineOf = ({ client, owner, request }: Asking): Line => ({
  client,
  owner,
  brought_by: request.broughtBy ?? '',
});
const nameOf = ({ client, owner, brought_by: who }: Line): string => `${client} ${owner} ${who}`;
/** A name for that count. */
export const nameOfLine = (asking: Asking): string => nameOf(lineOf(asking));

/** Locks the breakers' rows, always in the same order, and counts what each has let through within its window. */
export async function countUnderLock(
  trx: BrokerTrx,
  lines: readonly Line[],
  since: Date,
): Promise<ReadonlyMap<string, Count>> {
  const sorted = lines.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const breakers = await trx
    .insertInto('broker_breakers')
    .values(sorted.map((line) => ({ ...line, tripped_at: null, reset_at: new Date(0) })))
    .onConflict((conflict) =>
      conflict
        .columns(['client', 'owner', 'brought_by'])
        .doUpdateSet((eb) => ({ owner: eb.ref('excluded.owner') })),
    )
    .returning(['client', 'owner', 'brought_by', 'tripped_at', 'reset_at'])
    .execute();
  const counts = new Map<string, Count>(
    breakers.map((row) => [
      nameOf(row),
      {
        tripped: row.tripped_at !== null,
        live: new Set<string>(),
        busy: new Set<string>(),
        unseen: new Set<string>(),
      },
    ]),
  );
  const resets = JSON.stringify(
    breakers.map(({ client, owner, brought_by, reset_at: reset }) => ({ client, owner, brought_by, reset })),
  );
  const { rows } = await sql<Line & { value_digest: string; live: boolean; busy: boolean }>`
    with b as (select * from jsonb_to_recordset(${resets}::jsonb)
      as b(client text, owner text, brought_by text, reset timestamptz)),
    ended as (
      select r.client, r.owner, b.brought_by, r.value_digest, r.seen_live as live, r.state = 'in_progress' as busy
      from b join broker_revocations r on r.client = b.client and r.owner = b.owner
        and coalesce(r.request->>'broughtBy', '') = b.brought_by
        and r.started_at > greatest(b.reset, ${since}::timestamptz) and (r.seen_live or r.state = 'in_progress' or (
          b.brought_by = '' and r.request->>'provider' = 'mcp' and r.state not in ('already_inactive', 'expired')
          and exists (select 1 from broker_steps s where s.revocation_id = r.id and s.event = 'revocation_accepted')))
      union all
      select r.client, r.owner, b.brought_by, r.value_digest, r.stage in ('overlap', 'kill', 'done'),
        r.stage not in ('overlap', 'kill', 'done')
      from b join broker_rotations r on r.client = b.client and r.owner = b.owner and b.brought_by = ''
        and r.started_at > greatest(b.reset, ${since}::timestamptz) and r.stage <> 'failed'
    )
    select client, owner, brought_by, value_digest, bool_or(live) as live, bool_or(busy) as busy
    from ended group by 1, 2, 3, 4`.execute(trx);
  for (const row of rows) {
    const kind = row.live ? 'live' : row.busy ? 'busy' : 'unseen';
    counts.get(nameOf(row))?.[kind].add(row.value_digest);
  }
  return counts;
}
