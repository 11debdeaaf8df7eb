import { unseal } from '../../base/keys.ts';
import type { BrokerContext } from '../context.ts';
import type { RevocationRow } from '../store/schema.ts';
import type { Selectable } from 'kysely';
import { inSpan } from '../../telemetry/spans.ts';
import { createBreaker, type Admit } from './breaker.ts';
import type { Job, Settlement } from './job.ts';
import { runRevocation } from './run-revocation.ts';
import { unsealBeside } from './seal-beside.ts';
import { createSettle, type Settle } from './settle.ts';
import { keepLeases, takeDue } from './store-revocations.ts';

const CONCURRENCY = 64;
/** How often the queue is looked at for what other processes made, and for what has become due. */
const POLL_MS = 250;
/** After so long without a sign of life another process takes the work over. */
const LEASE_MS = 20_000;
const STOP_MS = 8000;

/** Runs revocations of this process, a bounded number at once. */
export interface Runner {
  /** When the caller should store a revocation as taken and then `run` it; undefined when the queue must wait. */
  lease(): Date | undefined;
  /** Gives a promised lease back: nothing was stored. */
  release(): void;
  /** Runs what the caller stored with a lease. */
  run(job: Job): void;
  /** Something has become due. */
  wake(): void;
  /** What a try in this process changed; undefined when none ended in so many milliseconds. */
  settled(id: string, timeoutMs: number): Promise<Settlement | undefined>;
  stop(): Promise<void>;
}

function toJob(context: BrokerContext, row: Selectable<RevocationRow>): Job | undefined {
  if (!row.sealed) return undefined;
  return {
    id: row.id,
    client: row.client,
    owner: row.owner,
    valueDigest: row.value_digest,
    request: row.request,
    secret: unseal(context.keys, row.sealed, row.id),
    ...(row.beside ? { beside: unsealBeside(context.keys, row.beside, row.id) } : {}),
    admitted: row.approved || row.started_at !== null,
    seenLive: row.seen_live,
    attempts: row.attempts,
    probes: row.probes,
  };
}

/** @param getContext the context is made with its runner in it */
export function startRunner(getContext: () => BrokerContext): Runner {
  const running = new Map<string, Promise<void>>();
  const waiters = new Map<string, Set<(settlement?: Settlement) => void>>();
  const stopping = new AbortController();
  let promised = 0;
  let stopped = false;
  let taking = false;
  let again = false;
  let taken: Promise<void> = Promise.resolve();
  let parts: { readonly settle: Settle; readonly admit: Admit } | undefined;

  const free = () => CONCURRENCY - running.size - promised;

  const work = async (job: Job): Promise<Settlement | undefined> => {
    const context = getContext();
    parts ??= { settle: createSettle(context.db, context.now), admit: createBreaker(context) };
    try {
      const settlement = await runRevocation(context, parts.admit, job, stopping.signal);
      await parts.settle(settlement);
      if (settlement.messages.length > 0) context.signals.wake();
      return settlement;
    } catch (err) {
      // Its lease runs out, and then it is taken again.
      context.log.error({ err, revocation: job.id }, 'a revocation could not be settled');
      return undefined;
    }
  };
  const traced = (job: Job): Promise<Settlement | undefined> => {
    const { provider, type, traceparent } = job.request;
    const attributes = { 'rekey.provider': provider, 'rekey.type': type, 'rekey.try': job.attempts };
    return inSpan('revocation', { attributes, from: { traceparent } }, async (span) => {
      const settlement = await work(job);
      span.setAttribute('rekey.state', settlement?.state ?? 'unsettled');
      return settlement;
    });
  };
  const finish = async (job: Job): Promise<void> => {
    const settlement = await traced(job);
    running.delete(job.id);
    waiters.get(job.id)?.forEach((tell) => tell(settlement));
    wake();
  };
  const run = (job: Job): void => {
    running.set(job.id, finish(job));
  };
  const take = async (): Promise<void> => {
    const context = getContext();
    try {
      const rows = await takeDue(context.db, { most: free(), now: context.now(), leaseMs: LEASE_MS });
      for (const row of rows) {
        const job = toJob(context, row);
        if (job) run(job);
      }
      again ||= rows.length > 0;
    } catch (err) {
      context.log.error({ err }, 'revocations could not be taken');
    }
  };
  const wake = (): void => {
    again = true;
    if (taking || stopped || free() <= 0) return;
    taking = true;
    again = false;
    taken = take().finally(() => {
      taking = false;
      if (again) wake();
    });
  };
  const poll = setInterval(wake, POLL_MS);
  const heartbeat = setInterval(() => {
    const context = getContext();
    keepLeases(context.db, [...running.keys()], new Date(context.now() + LEASE_MS)).catch((err: unknown) =>
      context.log.warn({ err }, 'leases could not be kept'),
    );
  }, LEASE_MS / 4);

  return {
    lease() {
      if (stopped || free() <= 0) return undefined;
      promised += 1;
      return new Date(getContext().now() + LEASE_MS);
    },
    release() {
      promised -= 1;
    },
    run(job) {
      promised -= 1;
      run(job);
    },
    wake,
    settled(id, timeoutMs) {
      return new Promise((done) => {
        const tell = (settlement?: Settlement) => {
          clearTimeout(timer);
          waiters.get(id)?.delete(tell);
          if (waiters.get(id)?.size === 0) waiters.delete(id);
          done(settlement);
        };
        const timer = setTimeout(() => tell(), timeoutMs);
        waiters.set(id, (waiters.get(id) ?? new Set()).add(tell));
      });
    },
    async stop() {
      stopped = true;
      clearInterval(poll);
      const limit = setTimeout(() => stopping.abort(), STOP_MS);
      await taken;
      await Promise.all(running.values());
      clearTimeout(limit);
      clearInterval(heartbeat);
    },
  };
}
