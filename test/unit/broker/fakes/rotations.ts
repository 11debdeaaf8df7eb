import { z } from 'zod';
import { Secret } from '../../../../src/base/secret.ts';
import { AWS_FAKE } from './aws.ts';
import { CLOUDFLARE_FAKES } from './cloudflare.ts';
import { DOPPLER_ROTATION_FAKE } from './doppler.ts';
import {
  ADMIN,
  adminOnly,
  alnum,
  byBearer,
  byHeader,
  digits,
  empty,
  hex,
  killById,
  known,
  lower,
  ok,
  tokenOf,
  type Call,
  type Fake,
  type FakeToken,
  type Route,
} from './fake.ts';
import { GOOGLE_FAKES } from './google.ts';
import { GRAFANA_FAKE } from './grafana.ts';
import { OPENAI_FAKE, OPENAI_PROJECT } from './openai.ts';
import { NEON_ORGANISATION, SERVICE_FAKES } from './services.ts';
import { VAULT_FAKE } from './vault.ts';

const REFUSED = ok({ message: 'refused' }, 401);
const living = (tokens: readonly FakeToken[]) => tokens.filter(({ isDead }) => isDead !== true);
/** A list of what lives, for the operator only. */
const listed = (
  shown: (call: Call) => string | undefined,
  show: (all: readonly FakeToken[]) => unknown,
): Route => adminOnly(shown, REFUSED, (_call, { tokens }) => ok(show(living(tokens))));

/** A provider that issues as well: what the fake of its record does not know yet. */
function issuing(fake: Fake | undefined, routes: Fake['routes'], more: Partial<Fake> = {}): Fake {
  if (!fake) throw new Error('There is no such fake.');
  return { ...fake, ...more, routes: { ...fake.routes, ...routes } };
}

// https://platform.openai.com/docs/api-reference/project-service-accounts
const ACCOUNTS = `api.openai.com/v1/organization/projects/${OPENAI_PROJECT}/service_accounts`;
const OPENAI = issuing(OPENAI_FAKE, {
  [`POST ${ACCOUNTS}`]: adminOnly(byBearer, REFUSED, (call, store) => {
    const id = `svc_acct_${alnum(16)}`;
    const name = call.json('/name') ?? '';
    const made = store.add(tokenOf(`sk-svcacct-${alnum(120)}`, { id, name }));
    return ok({ id, name, role: 'member', api_key: { id: `key_${alnum(16)}`, value: made.value } });
  }),
  [`GET ${ACCOUNTS}`]: listed(byBearer, (all) => ({
    data: all.flatMap(({ id, name }) => (name === undefined ? [] : [{ id, name }])),
    has_more: false,
  })),
  [`DELETE ${ACCOUNTS}/:id`]: adminOnly(byBearer, REFUSED, (call, store) =>
    killById(store, call.part('id'), ok({ deleted: true })),
  ),
});

// https://neon.com/docs/manage/orgs-api#api-keys
const NEON_KEYS = `console.neon.tech/api/v2/organizations/${NEON_ORGANISATION}/api_keys`;
const NEON = issuing(
  SERVICE_FAKES.find(({ record }) => record === 'neon'),
  {
    [`POST ${NEON_KEYS}`]: adminOnly(byBearer, REFUSED, (call, store) => {
      const id = digits(7);
      const name = call.json('/key_name') ?? '';
      const made = store.add(tokenOf(`napi_${lower(64)}`, { id, credentialId: id, name }));
      return ok({ id: Number(id), key: made.value, name, project_id: call.json('/project_id') ?? null });
    }),
    [`GET ${NEON_KEYS}`]: listed(byBearer, (all) =>
      all.map(({ id, name = 'ci' }) => ({ id: Number(id), name, project_id: 'late-fog-1' })),
    ),
  },
);

// https://grafana.com/docs/grafana/latest/developers/http_api/serviceaccount/
const GRAFANA_TOKENS = 'grafana.acme.example/api/serviceaccounts/:account/tokens';
/** What may be said of a new token, and nothing else. */
const GrafanaCreate = z.strictObject({ name: z.string(), secondsToLive: z.int().positive().optional() });
const GRAFANA = issuing(GRAFANA_FAKE, {
  [`POST ${GRAFANA_TOKENS}`]: adminOnly(byBearer, REFUSED, (call, store) => {
    const id = digits(5);
    const name = call.json('/name') ?? '';
    const made = store.add(
      tokenOf(`glsa_${alnum(32)}_${hex(8)}`, {
        id,
        name,
        credentialId: `${call.part('account')}/${id}`,
        facts: GrafanaCreate.parse(JSON.parse(call.body)),
      }),
    );
    return ok({ id: Number(id), name, key: made.value });
  }),
  [`GET ${GRAFANA_TOKENS}`]: listed(byBearer, (all) =>
    all.map(({ id, name = 'ci', facts }) => ({
      id: Number(id),
      name,
      expiration: null,
      secondsUntilExpiration: 0,
      ...facts,
    })),
  ),
});

// https://developer.hashicorp.com/vault/api-docs/auth/token
const VAULT_HOST = 'vault.acme.example/v1/auth/token';
const byToken = byHeader('x-vault-token');
const VAULT_LOOKUP = {
  policies: ['default', 'ci'],
  creation_ttl: 2_764_800,
  entity_id: '',
  explicit_max_ttl: 0,
  meta: null,
  num_uses: 0,
  orphan: true,
  renewable: true,
};
/** What may be said of a new token, and nothing else. */
const VaultCreate = z.strictObject({
  policies: z.array(z.string()),
  no_default_policy: z.literal(true),
  ttl: z.string(),
  renewable: z.literal(true),
  type: z.literal('service'),
  explicit_max_ttl: z.string().regex(/^\d+s$/),
  num_uses: z.int(),
  period: z.int().optional(),
  meta: z.record(z.string(), z.string()).optional(),
  display_name: z.string(),
});
const VAULT = issuing(
  VAULT_FAKE,
  {
    [`GET ${VAULT_HOST}/lookup-self`]: known(
      byToken,
      ok({ errors: ['permission denied', 'invalid token'] }, 403),
      ({ id, facts }) => ok({ data: { ...VAULT_LOOKUP, accessor: id, ...facts } }),
    ),
    [`POST ${VAULT_HOST}/create-orphan`]: adminOnly(byToken, REFUSED, (call, store) => {
      if (call.json('/policies/1') !== 'ci' || call.json('/ttl') !== '10m') return ok({ errors: ['?'] }, 400);
      const {
        explicit_max_ttl: maxTtl,
        num_uses: uses,
        period,
        meta,
      } = VaultCreate.parse(JSON.parse(call.body));
      const facts = { num_uses: uses, explicit_max_ttl: parseInt(maxTtl, 10), period, meta };
      const name = call.json('/display_name') ?? '';
      const made = store.add(tokenOf(`hvs.${alnum(96)}`, { id: alnum(24), name, facts, expires: true }));
      return ok({ auth: { client_token: made.value, accessor: made.id, policies: ['default', 'ci'] } });
    }),
    [`POST ${VAULT_HOST}/renew`]: adminOnly(byToken, REFUSED, (call, store) => {
      const token = store.living(call.json('/token'));
      if (!token || call.json('/increment') !== '2764800s') return ok({ errors: ['?'] }, 403);
      token.expires = false;
      return ok({ auth: { accessor: token.id, lease_duration: 2_764_800 } });
    }),
    [`POST ${VAULT_HOST}/revoke-accessor`]: adminOnly(byToken, REFUSED, (call, store) =>
      killById(store, call.json('/accessor') ?? '', empty(), ok({ errors: ['invalid accessor'] }, 400)),
    ),
  },
  { admin: () => ({ secret: new Secret(ADMIN) }) },
);

// https://developers.cloudflare.com/api/resources/user/subresources/tokens/
const CLOUDFLARE = CLOUDFLARE_FAKES.map((fake) => {
  const act = fake.acts[0] ?? '';
  const path = act.replace('DELETE ', '').replace('/:id', '');
  return issuing(fake, {
    [`GET ${path}/:id`]: adminOnly(byBearer, REFUSED, (call, store) =>
      ok({
        success: true,
        result: {
          id: store.byId(call.part('id'))?.id,
          policies: [{ effect: 'allow', resources: { 'com.cloudflare.api.account.*': '*' } }],
        },
      }),
    ),
    [`POST ${path}`]: adminOnly(byBearer, REFUSED, (call, store) => {
      const isAsked = call.json('/policies/0/effect') === 'allow' && !call.body.includes('condition');
      if (!isAsked) return ok({ success: false, result: null }, 400);
      const { value, id } = fake.make();
      const made = store.add(tokenOf(value, { id, name: call.json('/name') ?? '' }));
      return ok({ success: true, result: { id: made.id, value: made.value } });
    }),
    [`GET ${path}`]: listed(byBearer, (all) => ({
      success: true,
      result: all.map(({ id, name = 'ci' }) => ({ id, name })),
    })),
  });
});

/** The providers that issue successors, each by the fake of its record. */
export const ROTATION_FAKES: readonly Fake[] = [
  AWS_FAKE,
  ...GOOGLE_FAKES.filter(({ record }) => record === 'google-service-account-key'),
  OPENAI,
  NEON,
  GRAFANA,
  VAULT,
  ...CLOUDFLARE,
  DOPPLER_ROTATION_FAKE,
];
