import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { BulkSender, isBulk } from '../../../src/broker/adapters/record/bulk.ts';
import { openSession } from '../../../src/broker/adapters/record/open-session.ts';
import { RateLimits } from '../../../src/broker/adapters/record/rate-limits.ts';
import { createRecordAdapter } from '../../../src/broker/adapters/run-record.ts';
import type { Outcome } from '../../../src/broker/broker.ts';
import { eventsOf } from './broker-under-test.ts';
import { FAKES } from './fakes/all-fakes.ts';
import { listOf, ok, type Call, type FakeToken } from './fakes/fake.ts';
import { NO_TRUST, recordOf, type Bend, type FakeWorld } from './fakes/fake-world.ts';
import { GREEN, startWorld } from './fakes/worlds.ts';

const MANY = 50;
const PROVIDERS = FAKES.filter((fake) => recordOf(fake).ways.some(({ act }) => act.bulk)).map(
  (fake) => [fake.record, fake] as const,
);
const CLASSIC = PROVIDERS.find(([record]) => record === 'github-pat-classic')?.[1];
if (!CLASSIC) throw new Error('GitHub takes lists.');
const github = CLASSIC;

interface Leak {
  readonly world: FakeWorld;
  readonly leaked: readonly FakeToken[];
  /** Revokes them all at the same time. */
  readonly revokeAll: (tokens?: readonly FakeToken[]) => Promise<readonly Outcome[]>;
}

async function leakMany(fake: typeof github, bend?: Bend, timeoutMs = 2000): Promise<Leak> {
  const world = await startWorld(fake, { timeoutMs, ...(bend ? { bend } : {}) });
  const leaked = Array.from({ length: MANY }, () => world.store.add(fake.make()));
  return {
    world,
    leaked,
    revokeAll: (tokens = leaked) => Promise.all(tokens.map((token) => world.revoke(token))),
  };
}

/** The values that were in each request that ends credentials. */
const listsOf = ({ world }: Leak): readonly (readonly string[])[] =>
  world.server.requests
    .filter(({ path }) => path.endsWith('/credentials/revoke'))
    .map(({ body }) => (JSON.parse(body) as { credentials: string[] }).credentials);

const deadOf = ({ world }: Leak): readonly FakeToken[] => world.store.tokens.filter(({ isDead }) => isDead);

/** No outcome holds any of the values, its own or another's. */
function expectSecrecy({ leaked }: Leak, outcomes: readonly Outcome[]): void {
  const said = inspect(outcomes, { depth: 9 }) + JSON.stringify(outcomes);
  expect(leaked.filter(({ value }) => said.includes(value))).toEqual([]);
}

it('are the records of the providers that take a list', () => {
  expect(PROVIDERS.map(([record]) => record)).toEqual([
    'github-pat-classic',
    'github-pat-fine-grained',
    'github-oauth',
    'github-user-to-server',
    'github-refresh',
    'huggingface',
  ]);
});

describe.each(PROVIDERS)('%s, leaked by the dozen', (_record, fake) => {
  it('shares few requests, and exactly the leaked ones die, each by its own proof', async () => {
    const leak = await leakMany(fake);
    const outcomes = await leak.revokeAll();
    expect(outcomes.map(({ state }) => state)).toEqual(
      leak.leaked.map(() => fake.ends ?? 'revoked_verified'),
    );
    expect(deadOf(leak)).toEqual(leak.leaked);
    expect(listsOf(leak).length).toBeLessThanOrEqual(4);
    expect(listsOf(leak).flat().toSorted()).toEqual(leak.leaked.map(({ value }) => value).toSorted());
    const isProvable = recordOf(fake).probe !== undefined;
    for (const outcome of outcomes) {
      expect(eventsOf(outcome).filter((event) => event === 'revocation_sent')).toHaveLength(1);
      expect(eventsOf(outcome).at(-1)?.startsWith('probe_dead')).toBe(isProvable);
    }
    expectSecrecy(leak, outcomes);
    expect(leak.world.strays).toEqual([]);
  });
});

describe('a list', () => {
  it('is proved one by one: who lives on is not called dead', async () => {
    const survivor: { value?: string } = {};
    const leak = await leakMany(github, (call, isAct) => {
      if (!isAct) return undefined;
      for (const value of listOf(call, '/credentials'))
        if (value !== survivor.value) leak.world.store.kill(leak.world.store.living(value));
      return ok({}, 202);
    });
    const [one] = leak.leaked;
    survivor.value = one?.value ?? '';
    const outcomes = await leak.revokeAll();
    expect(outcomes[0]).toMatchObject({ state: 'accepted_unverified', retryable: true });
    expect(new Set(outcomes.slice(1).map(({ state }) => state))).toEqual(new Set(['revoked_verified']));
    expect(deadOf(leak)).toEqual(leak.leaked.slice(1));
  });

  it('that is refused for one of its values is sent again in halves: only that one ends with a person', async () => {
    const leak = await leakMany(github, (call, isAct) => (isAct && holds(call, 7) ? ok({}, 422) : undefined));
    const holds = (call: Call, index: number) =>
      listOf(call, '/credentials').includes(leak.leaked[index]?.value ?? '');
    const outcomes = await leak.revokeAll();
    expect(outcomes[7]?.state).toBe('manual_required');
    expect(deadOf(leak)).toEqual(leak.leaked.filter((_token, index) => index !== 7));
    expect(outcomes.filter(({ state }) => GREEN.includes(state))).toHaveLength(MANY - 1);
    expect(listsOf(leak).length).toBeLessThanOrEqual(18);
    // The refusal that counts is the one of a request with nothing else in it.
    expect(
      listsOf(leak).filter((list) => list.length === 1 && list[0] === leak.leaked[7]?.value),
    ).toHaveLength(1);
    expectSecrecy(leak, outcomes);
  });

  it('that breaks the provider gets shorter with each try of the queue, until the others are through', async () => {
    const leak = await leakMany(github, (call, isAct) => (isAct && holds(call) ? ok({}, 500) : undefined));
    const holds = (call: Call) => listOf(call, '/credentials').includes(leak.leaked[3]?.value ?? '');
    const all = leak.leaked.slice(0, 16);
    let left = all;
    for (let round = 1; round <= 12 && left.length > 1; round += 1) {
      const tried = left;
      const outcomes = await leak.revokeAll(tried);
      expect(outcomes.filter(({ state }) => state === 'failed').every(({ retryable }) => retryable)).toBe(
        true,
      );
      left = tried.filter((_token, index) => outcomes[index]?.state === 'failed');
    }
    expect(left).toEqual([leak.leaked[3]]);
    expect(deadOf(leak)).toEqual(all.filter((_token, index) => index !== 3));
  });

  it('tells nobody what it says of another', async () => {
    const leak = await leakMany(github, (call, isAct) => (isAct ? ok({ seen: call.body }, 422) : undefined));
    const outcomes = await leak.revokeAll(leak.leaked.slice(0, 6));
    expect(new Set(outcomes.map(({ state }) => state))).toEqual(new Set(['manual_required']));
    expectSecrecy(leak, outcomes);
    // Not even a run's own session gets the text, which is that of the whole list.
    const opened = openSession(recordOf(github), leak.world.options, leak.world.credential());
    const [act] = recordOf(github).ways.flatMap((way) => (isBulk(way.act) ? [way.act] : []));
    const answer = opened && act && (await new BulkSender(new RateLimits()).send(opened.session, act));
    expect(answer).toMatchObject({ status: 422, text: '', json: undefined });
  });

  it('that nobody answers is tried again', async () => {
    const leak = await leakMany(github, (_call, isAct) => (isAct ? 'hang' : undefined), 300);
    const outcomes = await leak.revokeAll(leak.leaked.slice(0, 6));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ state: 'failed', retryable: true });
  });

  it('counts as one request, and waits as a whole when the limit is used up', async () => {
    const leak = await leakMany(github);
    class Counting extends RateLimits {
      taken = 0;
      override take() {
        this.taken += 1;
        return this.taken > 3 ? 5000 : undefined;
      }
    }
    const limits = new Counting();
    const bulk = new BulkSender(limits, 20);
    const adapter = createRecordAdapter(recordOf(github), { ...leak.world.options, limits, bulk });
    const revoke = (token: FakeToken) => adapter(leak.world.credential(token), NO_TRUST, {});
    const outcomes = await Promise.all(leak.leaked.map(revoke));
    expect(outcomes.filter(({ state }) => state === 'revoked_verified')).toHaveLength(MANY);
    expect(limits.taken).toBe(listsOf(leak).length);
    limits.taken = 3;
    const before = listsOf(leak).length;
    const more = [leak.world.store.add(github.make()), leak.world.store.add(github.make())];
    for (const outcome of await Promise.all(more.map(revoke))) {
      expect(outcome).toMatchObject({ state: 'failed', retryable: true, retryAfterMs: 5000 });
      expect(eventsOf(outcome)).toEqual(['probe_live 200']);
    }
    expect(listsOf(leak)).toHaveLength(before);
  });

  it('is no shared fate: whoever died before is left out, and whoever comes alone waits for nobody', async () => {
    const leak = await leakMany(github);
    const [first, second] = leak.leaked;
    if (second) second.isDead = true;
    const start = performance.now();
    const [outcome] = await leak.revokeAll(first ? [first] : []);
    expect(outcome?.state).toBe('revoked_verified');
    expect(performance.now() - start).toBeLessThan(190);
    const [dead] = await leak.revokeAll(second ? [second] : []);
    expect(dead?.state).toBe('already_inactive');
    expect(listsOf(leak)).toEqual([[first?.value]]);
  });
});
