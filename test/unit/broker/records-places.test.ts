import { describe, expect, it } from '@jest/globals';
import { FAKES, fakeOf } from './fakes/all-fakes.ts';
import { ok, type Reply } from './fakes/fake.ts';
import { NO_TRUST, recordOf } from './fakes/fake-world.ts';
import { expectHarmless, startWorld } from './fakes/worlds.ts';

/** How each provider answers a living credential. */
const LIVES: Readonly<Record<string, Reply>> = {
  'aws-access-key': { status: 200, text: '<R><Account>123456789012</Account></R>' },
  'datadog-api-key': ok({ data: { attributes: { valid: true } } }),
  'datadog-application-key': ok({ status: 'ok' }),
  launchdarkly: ok({ tokenId: '1' }),
  sendgrid: ok({ scopes: [] }),
};

describe('a list in numbered pages', () => {
  it.each([
    ['does not say how much there is', {}],
    ['says more than there is', { meta: { page: { total_filtered_count: 9 } } }],
  ])('that %s ends with a person', async (_name, meta) => {
    const world = await startWorld(fakeOf('datadog-application-key'), {
      bend: ({ path, query, method }) => {
        if (method !== 'GET' || !path.endsWith('/application_keys')) return undefined;
        const entry = { id: world.leaked.id, attributes: { last4: world.leaked.value.slice(-4) } };
        return ok({ data: query.get('page[number]') === '0' ? [entry] : [], ...meta });
      },
    });
    const outcome = await world.revoke();
    expect(outcome.state).toBe('manual_required');
    expect(world.acted()).toBe(0);
    expectHarmless(world, outcome);
  });

  it('that shows too little of another key ends with a person', async () => {
    const world = await startWorld(fakeOf('datadog-application-key'), {
      bend: ({ path, method }) =>
        method === 'GET' && path.endsWith('/application_keys')
          ? ok({
              data: [
                { id: world.leaked.id, attributes: { last4: world.leaked.value.slice(-4) } },
                { id: world.other.id, attributes: { last4: 'zz' } },
              ],
              meta: { page: { total_filtered_count: 2 } },
            })
          : undefined,
    });
    expect((await world.revoke()).state).toBe('manual_required');
    expect(world.acted()).toBe(0);
  });

  it.each([
    ['does not know it', ok({}, 404)],
    ['knows another', ok({ data: { id: '00000000-0000-4000-8000-000000000000' } })],
  ])('is that of the organisation in which the key was seen alive: one that %s', async (_name, reply) => {
    const world = await startWorld(fakeOf('datadog-application-key'), {
      bend: ({ path }) => (/api_keys.[^/]+$/.test(path) ? reply : undefined),
    });
    const outcome = await world.revoke();
    expect(outcome.state).toBe('manual_required');
    expect(world.server.requests.filter(({ path }) => path.includes('/application_keys'))).toEqual([]);
    expectHarmless(world, outcome);
  });
});

const hosts = (requests: readonly { readonly path: string }[]) =>
  new Set(requests.map(({ path }) => path.split('/')[1]));

describe('an address that stands beside the value', () => {
  it.each(FAKES.map((fake) => [fake.record, fake] as const))(
    '%s: chooses who is asked first, and not who is asked, nor what that proves',
    async (_record, fake) => {
      const { operatorOrigin } = fake;
      const places = [...recordOf(fake).origins, ...(operatorOrigin === undefined ? [] : [operatorOrigin])];
      const plain = await startWorld(fake);
      const expected = await plain.revoke(fake.make());
      for (const place of places) {
        const world = await startWorld(fake);
        const credential = { ...world.credential(fake.make()), serverUrl: `${place}/mcp` };
        const outcome = await world.broker.revoke(credential, NO_TRUST);
        expect(outcome.state).toBe(expected.state);
        expect(hosts(world.server.requests)).toEqual(hosts(plain.server.requests));
      }
    },
  );

  it.each([
    ['gitlab-pat', 'https://gitlab.com'],
    ['vault', 'https://vault.acme.example'],
    ['grafana', 'https://grafana.acme.example'],
    ['jira-data-center', 'https://jira.acme.example'],
  ])('%s: is no proof of a value that may belong to a server that nobody listed', async (record, place) => {
    const world = await startWorld(fakeOf(record));
    const value = fakeOf(record).make();
    const credential = { ...world.credential(value), serverUrl: `${place}/mcp` };
    expect((await world.broker.revoke(credential, NO_TRUST)).state).toBe('manual_required');
    const seen = { attemptedBefore: true, seen: ['probe_live'] } as const;
    expect((await world.broker.revoke(credential, NO_TRUST, seen)).state).toBe('revoked_verified');
  });
});

describe('a provider with several places', () => {
  const PLACES = FAKES.filter((fake) => recordOf(fake).origins.length > 1).map(({ record }) => record);

  it('are asked all, since each knows its own credentials alone', () => {
    expect(PLACES.toSorted()).toEqual([
      'aws-access-key',
      'datadog-api-key',
      'datadog-application-key',
      'launchdarkly',
      'sendgrid',
    ]);
  });

  it.each(PLACES)('%s: a credential that lives at the last of them is not called dead', async (record) => {
    const fake = fakeOf(record);
    const host = recordOf(fake).origins.at(-1)?.replace('https://', '');
    // What every other place says to it.
    const world = await startWorld(fake);
    const outcome = await world.revoke(fake.make());
    const asked = world.server.requests.map(({ path }) => path.split('/')[1]);
    expect(asked.at(-1)).toBe(host);
    expect(outcome.state).toBe(fake.unknown ?? 'already_inactive');
    const lives = await startWorld(fake, {
      bend: (call, isAct) => (call.host === host && !isAct ? LIVES[record] : undefined),
    });
    expect((await lives.revoke(fake.make())).state).not.toBe('already_inactive');
  });

  it('one that does not answer leaves it open', async () => {
    const world = await startWorld(fakeOf('sendgrid'), {
      bend: ({ host }) => (host === 'api.sendgrid.com' ? { status: 503, json: {} } : undefined),
    });
    expect(await world.revoke(fakeOf('sendgrid').make())).toMatchObject({ state: 'failed', retryable: true });
  });

  it("OpenAI: a key of another region's project is not called dead", async () => {
    const world = await startWorld(fakeOf('openai'), {
      bend: () => ok({ error: { code: 'incorrect_hostname' } }, 401),
    });
    expect((await world.revoke()).state).toBe('manual_required');
    expect(world.acted()).toBe(0);
  });
});
