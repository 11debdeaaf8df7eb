import { sql } from 'kysely';
import { gather } from '../../base/gather.ts';
import { isExact } from '../../detect/index.ts';
import { GITHUB_CLIENT } from '../clients.ts';
import type { BrokerContext } from '../context.ts';
import type { BrokerTrx, StoredRequest } from '../store/schema.ts';
import type { Job } from './job.ts';

/**
 * Whether a revocation may go on. `wait`: as many are under way as may still turn out to be alive. `tripped`: enough
 * living credentials were revoked, a person must look before more are.
 */
export type Admission = 'go' | 'wait' | 'tripped';

/** Asks the breaker about one revocation. */
export type Admit = (job: Job) => Promise<Admission>;

type Limits = BrokerContext['rules']['breaker'];
/** One count. */
interface Line {
  readonly client: string;
  readonly owner: string;
  /** Empty for the owner's own people. */
  readonly brought_by: string;
}
/** What asks: a revocation or a rotation, which both end a credential. */
interface Asking extends Pick<Job, 'id' | 'client' | 'owner' | 'valueDigest'> {
  /** Rotations name nobody: whoever stole a client would have as many counts as names. */
  readonly request: Pick<StoredRequest, 'provider' | 'broughtBy'>;
}
type Table = 'broker_revocations' | 'broker_rotations';

/** What is known of one client, owner and whoever brought it: digests of credentials, by whether they were seen alive. */
interface Count {
  readonly tripped: boolean;
  readonly live: Set<string>;
  readonly busy: Set<string>;
}

const lineOf = ({ client, owner, request }: Asking): Line => ({
  client,
  owner,
  brought_by: request.broughtBy ?? '',
});
const nameOf = ({ client, owner, brought_by: who }: Line): string => `${client} ${owner} ${who}`;
const nameOfLine = (asking: Asking): string => nameOf(lineOf(asking));

/** Locks the breakers' rows, always in the same order, and counts what each has let through within its window. */
async function countUnderLock(
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
      { tripped: row.tripped_at !== null, live: new Set<string>(), busy: new Set<string>() },
    ]),
  );
  const resets = JSON.stringify(
    breakers.map(({ client, owner, brought_by, reset_at: reset }) => ({ client, owner, brought_by, reset })),
  );
  const { rows } = await sql<Line & { value_digest: string; live: boolean }>`
    with b as (select * from jsonb_to_recordset(${resets}::jsonb)
      as b(client text, owner text, brought_by text, reset timestamptz)),
    ended as (
      select r.client, r.owner, b.brought_by, r.value_digest, r.seen_live as live
      from b join broker_revocations r on r.client = b.client and r.owner = b.owner
        and coalesce(r.request->>'broughtBy', '') = b.brought_by
        and r.started_at > greatest(b.reset, ${since}::timestamptz) and (r.seen_live or r.state = 'in_progress')
      union all
      select r.client, r.owner, b.brought_by, r.value_digest, r.stage in ('overlap', 'kill', 'done')
      from b join broker_rotations r on r.client = b.client and r.owner = b.owner and b.brought_by = ''
        and r.started_at > greatest(b.reset, ${since}::timestamptz) and r.stage <> 'failed'
    )
    select client, owner, brought_by, value_digest, bool_or(live) as live from ended group by 1, 2, 3, 4`.execute(
    trx,
  );
  for (const row of rows) counts.get(nameOf(row))?.[row.live ? 'live' : 'busy'].add(row.value_digest);
  return counts;
}

function decide(job: Asking, count: Count | undefined, { credentials }: Limits): Admission {
  if (!count) return 'wait';
  if (count.tripped) return 'tripped';
  const own = count.live.has(job.valueDigest) || count.busy.has(job.valueDigest) ? 1 : 0;
  if (count.live.size + count.busy.size - own < credentials) {
    if (own === 0) count.busy.add(job.valueDigest);
    return 'go';
  }
  return count.live.size - (count.live.has(job.valueDigest) ? 1 : 0) < credentials ? 'wait' : 'tripped';
}

async function admitAll(
  { db, rules, now: read }: Pick<BrokerContext, 'db' | 'rules' | 'now'>,
  table: Table,
  jobs: readonly Asking[],
): Promise<readonly Admission[]> {
  const { breaker: limits } = rules;
  const now = read();
  const at = new Date(now);
  const since = new Date(now - limits.minutes * 60_000);
  return db.transaction().execute(async (trx) => {
    const lines = [...new Map(jobs.map((job) => [nameOfLine(job), lineOf(job)])).values()];
    const counts = await countUnderLock(trx, lines, since);
    const admissions = jobs.map((job) => decide(job, counts.get(nameOfLine(job)), limits));
    const started = jobs.filter((_, index) => admissions[index] === 'go').map(({ id }) => id);
    if (started.length > 0)
      await trx.updateTable(table).set({ started_at: at }).where('id', 'in', started).execute();
    const tripped = jobs.filter(
      (job, index) => admissions[index] === 'tripped' && !counts.get(nameOfLine(job))?.tripped,
    );
    const trippedLines = new Map(tripped.map((job) => [nameOfLine(job), lineOf(job)])).values();
    for (const { client, owner, brought_by: who } of trippedLines) {
      await trx
        .updateTable('broker_breakers')
        .set({ tripped_at: at })
        .where('client', '=', client)
        .where('owner', '=', owner)
        .where('brought_by', '=', who)
        .execute();
    }
    return admissions;
  });
}

/**
 * What the public reads and what cannot be mistaken is neither held back nor counted: it is abused within minutes, and
 * whoever wants a leak to live could otherwise stop the broker with a few tokens of his own.
 */
const isExempt = ({ client, request, secret }: Job): boolean =>
  // Signed by GitHub: it stands where the public reads, and has the form that the operator registered there.
  client === GITHUB_CLIENT || (request.reason === 'leaked_public' && isExact(request.type, secret.reveal()));

/**
 * Makes the circuit breaker: a scanner's mistake must not end a company's every credential. For each client and owner, and
 * there for each outsider whom the client tells apart, it counts distinct credentials that were alive within the window;
 * dead ones harm nobody and do not count. The rows of the breakers are locked meanwhile, so that processes do not let
 * through more than the limit together; jobs that come together are asked about together. It stops no stolen client, who
 * may name whom he likes: that one ends only what he holds alive, see docs/decisions on what a pause holds back.
 */
export function createBreaker(context: Pick<BrokerContext, 'db' | 'rules' | 'now'>): Admit {
  const ask = gather((jobs: readonly Job[]) => admitAll(context, 'broker_revocations', jobs));
  return (job) =>
    job.admitted || job.request.action === 'dry_run' || isExempt(job) ? Promise.resolve('go') : ask(job);
}

/** The same breaker for rotations: each ends a living credential. */
export function createRotationBreaker(
  context: Pick<BrokerContext, 'db' | 'rules' | 'now'>,
): (rotation: Asking) => Promise<Admission> {
  return async (rotation) => {
    const [admission = 'wait'] = await admitAll(context, 'broker_rotations', [rotation]);
    return admission;
  };
}
