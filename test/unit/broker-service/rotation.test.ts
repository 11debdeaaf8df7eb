import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Secret } from '../../../src/base/secret.ts';
import { createRecordRotator } from '../../../src/broker/rotation/record-rotator.ts';
import { createVaultKv } from '../../../src/broker/rotation/vault-kv.ts';
import { NO_ADMIN } from '../../../src/broker/admin.ts';
import { deriveBrokerKeys } from '../../../src/broker-service/keys/own-keys.ts';
import { forgetOld } from '../../../src/broker-service/maintenance.ts';
import type { BrokerContext } from '../../../src/broker-service/context.ts';
import { startRotationRunner } from '../../../src/broker-service/rotation/rotation-runner.ts';
import { storeRotation } from '../../../src/broker-service/rotation/store-rotations.ts';
import type { Bend, FakeWorld } from '../broker/fakes/fake-world.ts';
import { ROTATION_FAKES } from '../broker/fakes/rotations.ts';
import { startWorld } from '../broker/fakes/worlds.ts';
import { makeSecretsKey } from '../../support/broker/rotations.ts';
import { until } from '../../support/until.ts';
import { openTestBrokerStore } from './test-broker-store.ts';

const keys = deriveBrokerKeys(randomBytes(32));
const log = pino({ level: 'silent' });
let store: Awaited<ReturnType<typeof openTestBrokerStore>>;
let publicKey: string;

beforeAll(async () => {
  store = await openTestBrokerStore();
  ({ publicKey } = await makeSecretsKey());
});
afterAll(() => store.remove());

interface Story {
  readonly world: FakeWorld;
  /** What was there before anything was issued. */
  readonly before: ReadonlySet<FakeWorld['store']['tokens'][number]>;
  readonly id: string;
  readonly read: () => Promise<{ stage: string; explanation: string | null; sealed: Uint8Array | null }>;
  /** Everything that is waited for comes at once. */
  readonly hurry: (stage: string) => Promise<void>;
  /** The client says that it wrote the box. */
  readonly deliver: () => Promise<void>;
  /** Until the box waits to be written. */
  readonly issued: () => Promise<void>;
}

/** A rotation at a provider, with a clock that only the test moves. */
async function begin(record: string, bend?: Bend): Promise<Story> {
  const fake = ROTATION_FAKES.find((one) => one.record === record)!;
  const world = await startWorld(fake, bend ? { bend } : {});
  const before = new Set(world.store.tokens);
  let clock = Date.now();
  const now = () => clock;
  const id = randomUUID();
  const { provider, type, keyId, credentialId: knownId } = world.credential();
  await storeRotation(store.db, keys, clock, {
    id,
    client: 'app',
    owner: 'octo',
    credential: 'c',
    idempotencyKey: id,
    bodyDigest: 'b',
    valueDigest: id,
    request: {
      provider,
      type,
      overlapSeconds: 0,
      ...(keyId === undefined ? {} : { keyId }),
      target: { kind: 'sealed_box', key_id: '1', public_key: publicKey },
    },
    secret: new Secret(world.leaked.value),
  });
  const parts = {
    db: store.db,
    broker: world.broker,
    rotator: createRecordRotator(world.options),
    vault: createVaultKv(world.options.fetch, NO_ADMIN),
    ids: { find: async () => knownId },
    admit: () => Promise.resolve('go' as const),
    now,
    waits: [0],
    deliverMs: 3_600_000,
  };
  const runner = startRotationRunner(() => ({ keys, log }) as unknown as BrokerContext, parts);
  const read = () =>
    store.db
      .selectFrom('broker_rotations')
      .select(['stage', 'explanation', 'sealed'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
  runner.wake();
  const hurry = async (stage: string) => {
    await until(async () => {
      clock += 700_000;
      runner.wake();
      return (await read()).stage === stage;
    }, 20_000);
    await runner.stop();
  };
  const issued = () =>
    until(async () => {
      clock += 500;
      runner.wake();
      return (await read()).stage === 'await';
    }, 20_000);
  const deliver = async () => {
    await issued();
    await store.db
      .updateTable('broker_rotations')
      .set({ stage: 'kill', run_at: new Date(clock) })
      .where('id', '=', id)
      .execute();
  };
  return { world, before, id, read, hurry, deliver, issued };
}

const successors = ({ world, before }: Story) =>
  world.store.tokens.filter((token) => !before.has(token) && token.isDead !== true);
const down = { status: 503, json: {} };

describe('a rotation that cannot end well', () => {
  it('takes back what nobody delivered in time', async () => {
    const story = await begin('grafana');
    await story.issued();
    expect(successors(story)).toHaveLength(1);
    await story.hurry('failed');
    expect(successors(story)).toEqual([]);
    expect(story.world.leaked.isDead).toBeUndefined();
    expect(await story.read()).toMatchObject({
      sealed: null,
      explanation: expect.stringContaining('in time'),
    });
  });

  it('takes back what the provider issued and does not accept', async () => {
    const values = new Set<string>();
    const story = await begin('grafana', ({ bearer = '', path }) =>
      path === '/api/org' && values.size > 0 && !values.has(bearer)
        ? { status: 401, json: {} }
        : void values.add(bearer),
    );
    await story.hurry('failed');
    expect(story.world.store.tokens).toHaveLength(4);
    expect(successors(story)).toEqual([]);
    expect(story.world.leaked.isDead).toBeUndefined();
    expect((await story.read()).explanation).toContain('did not accept');
  });

  it('calls a person when a successor cannot be taken back, and says how it is called', async () => {
    const story = await begin('grafana', (_call, isAct) => (isAct ? down : undefined));
    await story.issued();
    await story.hurry('failed');
    expect((await story.read()).explanation).toContain(`rekey-${story.id}`);
    expect(story.world.leaked.isDead).toBeUndefined();
  });

  it('leaves a successor that is in use alone when the old one cannot be ended', async () => {
    const story = await begin('grafana', (_call, isAct) => (isAct ? { status: 403, json: {} } : undefined));
    await story.deliver();
    await story.hurry('failed');
    expect(successors(story)).toHaveLength(1);
    expect((await story.read()).explanation).toContain('The new credential is in use');
  });

  it('ends before anything is issued while the provider is down', async () => {
    const story = await begin('grafana', () => down);
    await story.hurry('failed');
    expect(story.world.store.tokens).toHaveLength(3);
  });
});

describe.each(ROTATION_FAKES.map(({ record }) => record))('%s', (record) => {
  it('is rotated through every stage, and an answer that is lost leaves nothing behind', async () => {
    let lost = 0;
    const story = await begin(record, (call) => {
      const isIssue =
        call.method === 'POST' &&
        !/verify|oauth2|sts|renew|revoke|disable/.test(call.host + call.path) &&
        (call.form.get('Action') ?? 'CreateAccessKey') === 'CreateAccessKey';
      if (!isIssue || lost > 0) return undefined;
      lost += 1;
      return 'lose';
    });
    await story.issued();
    const [successor, ...more] = successors(story).filter(({ expires }) => expires !== true);
    expect(more).toEqual([]);
    await story.deliver();
    await story.hurry('done');
    expect(lost).toBe(1);
    expect(successors(story).filter(({ expires }) => expires !== true)).toEqual([successor]);
    expect([story.world.leaked.isDead, story.world.other.isDead]).toEqual([true, undefined]);
    expect(story.world.strays).toEqual([]);
    expect((await story.read()).sealed).toBeNull();
  });
});

it('stores one rotation at a time of what two must not change at once, and the next when it has ended', async () => {
  const ask = (exclusive?: string) => {
    const id = randomUUID();
    const named = { id, client: id, owner: id, credential: 'c', idempotencyKey: id, bodyDigest: 'b' };
    const request = {
      provider: 'mcp',
      type: 'mcp-client-secret',
      overlapSeconds: 0,
      target: { kind: 'vault_kv' as const, path: 'ci/x', field: 'y' },
    };
    const secret = new Secret(id);
    return storeRotation(store.db, keys, Date.now(), {
      ...named,
      valueDigest: id,
      request,
      secret,
      exclusive,
    });
  };
  const asked = await Promise.all(Array.from({ length: 8 }, () => ask('client a')));
  expect(asked.filter(Boolean)).toHaveLength(1);
  expect(await Promise.all([ask('client b'), ask(), ask()])).toEqual([true, true, true]);
  const end = { stage: 'failed' as const, ended_at: new Date(0), run_at: null };
  await store.db.updateTable('broker_rotations').set(end).where('exclusive', '=', 'client a').execute();
  expect(await ask('client a')).toBe(true);
  await store.db.updateTable('broker_rotations').set(end).where('ended_at', 'is', null).execute();
});

it('forgets what ended long ago', async () => {
  await forgetOld(store.db, Date.now() + 91 * 86_400_000);
  const left = await store.db.selectFrom('broker_rotations').select('id').execute();
  expect(left).toEqual([]);
});
