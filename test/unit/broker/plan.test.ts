import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import { PROVIDER_PAGES } from '../../../src/broker/adapters/manual.ts';
import { PROVIDER_RECORDS } from '../../../src/broker/adapters/records/all-records.ts';
import type { LeakedCredential, Trust } from '../../../src/broker/broker.ts';
import type { Plan } from '../../../src/broker/plan.ts';
import { MCP_TYPES } from '../../../src/broker/adapters/mcp-oauth.ts';
import { createPlanner } from '../../../src/broker/planner.ts';
import { planSentence } from '../../../src/respond/words/plan.ts';
import { jwt, mcpBearer } from '../../support/credentials.ts';
import { FAKES, fakeOf } from './fakes/all-fakes.ts';
import { NO_TRUST } from './fakes/fake-world.ts';
import { startWorld } from './fakes/worlds.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const ISSUER = 'https://auth.example.com';
const SERVER = 'https://mcp.example.com/mcp';
const TRUST: Trust = { issuers: [{ issuer: ISSUER, clientId: 'rekey' }], servers: [{ url: SERVER }] };
const embedded = createPlanner({ acting: 'all', now: () => NOW });
const remote = createPlanner({ acting: 'all', mayHaveAdmin: true, now: () => NOW });

/** A credential in the form of a record's fake. */
function leakOf(record: string): { readonly leaked: LeakedCredential; readonly origins: object } {
  const fake = fakeOf(record);
  const token = fake.make();
  const provider = PROVIDER_RECORDS.find(({ id }) => id === record)?.provider ?? '';
  const { keyId, credentialId } = token;
  return {
    leaked: {
      secret: new Secret(token.value),
      provider,
      type: fake.type,
      ...(keyId === undefined ? {} : { keyId }),
      ...(credentialId === undefined ? {} : { credentialId }),
    },
    origins:
      fake.operatorOrigin === undefined ? {} : { operatorOrigins: { [provider]: [fake.operatorOrigin] } },
  };
}

const make = (type: string, more: Partial<LeakedCredential> = {}): LeakedCredential => ({
  secret: new Secret(mcpBearer()),
  provider: 'mcp',
  type,
  serverUrl: SERVER,
  ...more,
});

const line = (plan: Plan): string => {
  const { adapter: _adapter, ...rest } = plan;
  return planSentence({ ...rest, why: 'observe' });
};
const stable = (text: string): string => text.replace(/\/\/[\da-z-]+\.(?=datadog|supabase)/g, '//*.');

describe('the plan of a credential of MCP', () => {
  it.each(MCP_TYPES)('%s: is the one of its authorization server', (type) => {
    const plan = createPlanner({ acting: 'all', now: () => NOW });
    expect(plan(make(type), TRUST).adapter).toBe('mcp-oauth');
    // What ends there is no other provider's, whatever its type is called.
    expect(plan({ ...make(type), provider: 'acme' }, TRUST).adapter).not.toBe('mcp-oauth');
  });
});

describe('the plan of every record', () => {
  it("without the operator's credentials", () => {
    const lines = FAKES.map(({ record }) => {
      const { leaked, origins } = leakOf(record);
      const plan = createPlanner({ acting: 'all', now: () => NOW, ...origins })(leaked, NO_TRUST);
      return `${record}: ${stable(line(plan))}`;
    });
    expect(lines).toMatchSnapshot();
  });

  it('of a broker of its own', () => {
    const lines = FAKES.map(({ record }) => {
      const { leaked, origins } = leakOf(record);
      const plan = createPlanner({ acting: 'all', mayHaveAdmin: true, now: () => NOW, ...origins });
      return `${record}: ${stable(line({ ...plan(leaked, NO_TRUST), remote: true }))}`;
    });
    expect(lines).toMatchSnapshot();
  });

  it.each(FAKES.map(({ record }) => record))(
    '%s: is what is done, and says where the value goes',
    async (record) => {
      const world = await startWorld(fakeOf(record));
      const { broker } = world;
      const plan = broker.plan?.(world.credential(), NO_TRUST);
      expect(world.server.requests).toEqual([]);
      const outcome = await world.revoke();
      const done: Partial<Record<Plan['action'], readonly string[]>> = {
        disable: ['disabled_verified'],
        revoke: ['revoked_verified', 'accepted_unverified'],
      };
      expect(done[plan?.action ?? 'manual'] ?? ['manual_required']).toContain(outcome.state);
      expect(plan?.adapter).toBe(outcome.adapter);
      expect(plan?.reversible).toBe(plan?.action === 'disable');
      expect(plan?.sentTo.length).toBeGreaterThan(0);
    },
  );

  it.each(FAKES.map(({ record }) => record))(
    '%s: names every place where a value is used',
    async (record) => {
      for (const hasAdmin of [true, false]) {
        const world = await startWorld(fakeOf(record), { hasAdmin });
        const { bases: _bases, ...known } = world.options;
        const plan = createPlanner({ acting: 'all', now: () => NOW, ...known })(world.credential(), NO_TRUST);
        await world.revoke();
        const hosts = plan.sentTo.map((origin) => new URL(origin).host);
        const asked = new Set(world.server.requests.map(({ path }) => path.split('/')[1] ?? ''));
        // As the fakes write the project of the operator's, which is a part of the host.
        const isNamed = (host: string) => hosts.includes(host) || (host.startsWith('_') && hosts.length > 1);
        expect([...asked].filter((host) => !isNamed(host))).toEqual([]);
      }
    },
  );

  it.each(['neon', 'exa', 'pinecone'])('%s: a broker of its own may know which one it is', (record) => {
    const { credentialId: _id, ...leaked } = leakOf(record).leaked;
    expect(embedded(leaked, NO_TRUST).action).toBe('manual');
    expect(remote(leaked, NO_TRUST)).toMatchObject({ action: 'revoke', needs: 'operator' });
  });

  it('never shows the value', () => {
    for (const { record } of FAKES) {
      const { leaked } = leakOf(record);
      for (const planner of [embedded, remote])
        expect(JSON.stringify(planner(leaked, NO_TRUST))).not.toContain(leaked.secret.reveal());
    }
  });
});

describe('the plan where no record acts', () => {
  it('is the page for a person', () => {
    for (const { id, url } of PROVIDER_PAGES) {
      const plan = embedded({ secret: new Secret('x'), provider: id, type: 'no-such-type' }, NO_TRUST);
      expect(plan).toMatchObject({ action: 'manual', sentTo: [], reversible: false, dryRun: false });
      expect(plan.pageUrl).toBe(url);
    }
  });

  it('sends nothing of another form, or by a record that is switched off', () => {
    const odd = { secret: new Secret('x'), provider: 'github', type: 'github-pat-classic' };
    expect(embedded(odd, NO_TRUST)).toMatchObject({ action: 'manual', sentTo: [] });
    const { leaked } = leakOf('slack');
    const off = createPlanner({ acting: ['github'], now: () => NOW });
    expect(off(leaked, NO_TRUST)).toMatchObject({ action: 'manual', sentTo: [] });
  });
});

describe("the plan of MCP's OAuth", () => {
  const at = `${ISSUER}/register/1`;
  const registrationToken = new Secret('r-token');
  const own = new Secret(jwt({ iss: ISSUER, exp: NOW / 1000 + 3600 }));
  const expired = new Secret(jwt({ iss: ISSUER, exp: NOW / 1000 - 3600 }));

  it.each<[string, LeakedCredential, Trust, Partial<Plan>]>([
    [
      'a bearer',
      make('mcp-bearer'),
      TRUST,
      { action: 'revoke', sentTo: ['https://mcp.example.com', ISSUER] },
    ],
    [
      'a bearer of a stranger',
      make('mcp-bearer', { serverUrl: 'https://evil.example/mcp' }),
      TRUST,
      { action: 'untrusted', sentTo: [] },
    ],
    ['a bearer that nobody registered', make('mcp-bearer'), NO_TRUST, { action: 'untrusted', sentTo: [] }],
    [
      'a JWT',
      make('mcp-bearer', { secret: own, serverUrl: 'https://evil.example' }),
      TRUST,
      { action: 'revoke', sentTo: [ISSUER] },
    ],
    [
      'an expired JWT',
      make('mcp-access-token', { secret: expired }),
      TRUST,
      { action: 'nothing', sentTo: [] },
    ],
    [
      'a refresh token',
      make('mcp-refresh-token'),
      TRUST,
      { action: 'revoke', blast: 'grant', sentTo: [ISSUER] },
    ],
    ["a client's secret", make('mcp-client-secret'), TRUST, { action: 'manual', sentTo: [] }],
    [
      "a client's secret with its registration",
      make('mcp-client-secret', { beside: { registrationToken, registrationUri: at } }),
      TRUST,
      { action: 'remove_client', blast: 'client', sentTo: [ISSUER] },
    ],
    [
      'a registration token',
      make('mcp-registration-token', { keyId: at }),
      TRUST,
      { action: 'remove_client', sentTo: [ISSUER] },
    ],
    [
      'no token at all',
      make('mcp-bearer', { secret: new Secret('two words') }),
      TRUST,
      { action: 'manual', sentTo: [] },
    ],
  ])('%s', (_what, leaked, trust, expected) => {
    const plan = embedded(leaked, trust);
    expect(plan).toMatchObject(expected);
    expect(line(plan)).toMatchSnapshot();
  });
});
