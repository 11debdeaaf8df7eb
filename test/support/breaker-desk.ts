import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { deriveKeys } from '../../src/base/keys.ts';
import { Secret } from '../../src/base/secret.ts';
import type { OutcomeState } from '../../src/broker/broker.ts';
import type { RepositoryRef } from '../../src/github/types.ts';
import type { Observation } from '../../src/inventory/observation.ts';
import { recordFindings } from '../../src/inventory/record-findings.ts';
import { createScrub } from '../../src/inventory/scrub.ts';
import { settleIncident } from '../../src/inventory/settle-incident.ts';
import { openBreaker } from '../../src/jobs/breaker/breaker.ts';
import { forgetHarmless } from '../../src/jobs/breaker/forget-harmless.ts';
import type { JobContext } from '../../src/jobs/queue/context.ts';
import { openQueue } from '../../src/jobs/queue/queue.ts';
import { RetryLater } from '../../src/jobs/queue/retry-later.ts';
import { beginRevocation } from '../../src/jobs/revoke/begin-revocation.ts';
import { readIncident } from '../../src/jobs/revoke/read-incident.ts';
import { DEFAULT_POLICY } from '../../src/policy/policy.ts';
import { makeFinding, makeObservation } from './findings.ts';
import { openTestStore } from './test-store.ts';

export interface Leaked {
  readonly id: string;
  readonly secret: Secret;
  readonly type: string;
}

/** The circuit breaker with a database and a queue, and what leads to it and from it. */
export type BreakerDesk = Awaited<ReturnType<typeof openBreakerDesk>>;

/** A repository of an installation of its own. */
export interface Home {
  readonly installationId: number;
  readonly repository: RepositoryRef;
}

const scrub = createScrub([], (text) => text);

/** @param credentials so many may be ended within ten minutes */
export async function openBreakerDesk(credentials: number) {
  const keys = deriveKeys(randomBytes(32));
  const log = pino({ level: 'silent' });
  const broker = { revoke: () => Promise.reject(new Error('nobody asked for it')) };
  const store = await openTestStore();
  const queue = await openQueue(store, log);
  const context = { db: store.db, keys, queue, broker, log } as unknown as JobContext;
  let installations = 0;

  async function install(isPrivate = true): Promise<Home> {
    installations += 1;
    const id = 1000 + installations;
    const repository = { id, owner: `org-${id}`, name: 'app', private: isPrivate, defaultBranch: 'main' };
    const policy = JSON.stringify({ ...DEFAULT_POLICY, breaker: { credentials, minutes: 10 } });
    await store.db
      .insertInto('policies')
      .values({ repository_id: id, installation_id: id, policy, read_at: new Date() })
      .execute();
    return { installationId: id, repository };
  }
  async function leak(
    home: Home,
    value: string = randomBytes(24).toString('base64url'),
    more: Partial<Observation> = {},
  ): Promise<Leaked> {
    const isPat = value.startsWith('ghp_');
    const type = isPat ? 'github-pat-classic' : 'mcp-bearer';
    const finding = makeFinding(value, { provider: isPat ? 'github' : 'mcp', type });
    const found = { ...home, observations: [{ ...makeObservation(finding), ...more }] };
    const recorded = await store.db.transaction().execute((trx) => recordFindings(trx, keys, found, scrub));
    return { id: recorded.credentials[0]?.incidentId ?? '', secret: new Secret(value), type };
  }
  /** Begins as a worker does: what has to wait comes back. */
  async function begin(
    { repository }: Pick<Home, 'repository'>,
    { id, secret, type }: Leaked,
    tries = 1,
  ): Promise<boolean> {
    const incident = await readIncident(context, id);
    if (!incident) throw new Error('it has ended');
    const breaker = await openBreaker(context, incident, { secret, repositoryId: repository.id });
    const credential = { secret, type, provider: 'mcp' };
    try {
      return await beginRevocation(context, incident, credential, { issuers: [], servers: [] }, breaker);
    } catch (error) {
      if (!(error instanceof RetryLater) || tries <= 1) throw error;
      await delay(20);
      return begin({ repository }, { id, secret, type }, tries - 1);
    }
  }
  const end = ({ id }: Leaked, state: OutcomeState) =>
    store.db.transaction().execute(async (trx) => {
      await settleIncident(trx, id, { state, actor: 'broker' });
      await forgetHarmless(trx, id, { state });
    });
  async function beginAndEnd(home: Home, leaked: Leaked, state: OutcomeState): Promise<boolean> {
    const began = await begin(home, leaked, 500);
    if (began) await end(leaked, state);
    return began;
  }
  async function statesOf(all: readonly Leaked[]) {
    const ids = all.map(({ id }) => id);
    const rows = await store.db.selectFrom('incidents').select('state').where('id', 'in', ids).execute();
    return rows.map(({ state }) => state).toSorted();
  }
  return {
    db: store.db,
    queue,
    context,
    install,
    leak,
    begin,
    end,
    beginAndEnd,
    statesOf,
    async close() {
      await queue.stop();
      await store.remove();
    },
  };
}
