import { gather } from '../../base/gather.ts';
import { isExact } from '../../detect/index.ts';
import { GITHUB_CLIENT } from '../clients.ts';
import type { BrokerContext } from '../context.ts';
import { countUnderLock, lineOf, nameOfLine, type Asking, type Count } from './count-under-lock.ts';
import type { Job } from './job.ts';

/**
 * Whether a revocation may go on. `wait`: as many are under way as may still turn out to be alive. `tripped`: enough
 * living credentials were revoked, a person must look before more are. `look` and `full`: it goes on unless its server
 * refuses it, since as many were revoked though theirs did (`full`), or would be with what is under way (`look`).
 */
export type Admission = 'go' | 'wait' | 'tripped' | 'look' | 'full';

/** Asks the breaker about one revocation. */
export type Admit = (job: Job) => Promise<Admission>;

type Limits = BrokerContext['rules']['breaker'];
type Table = 'broker_revocations' | 'broker_rotations';

/** Only bearers of MCP servers are revoked though nobody saw them alive; what outsiders brought is nothing that the owner holds. */
function roomFor(
  { request, valueDigest }: Asking,
  count: Count,
  credentials: number,
): 'go' | 'look' | 'full' {
  if (request.provider !== 'mcp' || request.broughtBy !== undefined) return 'go';
  const others = (set: ReadonlySet<string>) => set.size - (set.has(valueDigest) ? 1 : 0);
  if (others(count.unseen) >= credentials) return 'full';
  return others(count.unseen) + others(count.busy) >= credentials ? 'look' : 'go';
}

const STARTS: ReadonlySet<Admission> = new Set(['go', 'look', 'full']);

function decide(job: Asking, count: Count | undefined, { credentials }: Limits): Admission {
  if (!count) return 'wait';
  if (count.tripped) return 'tripped';
  const own = count.live.has(job.valueDigest) || count.busy.has(job.valueDigest) ? 1 : 0;
  if (count.live.size + count.busy.size - own < credentials) {
    const room = roomFor(job, count, credentials);
    if (own === 0) count.busy.add(job.valueDigest);
    return room;
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
    const started = jobs.filter((_, index) => STARTS.has(admissions[index] ?? 'wait')).map(({ id }) => id);
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
