// https://platform.claude.com/docs/en/api/admin/api_keys, https://platform.claude.com/docs/en/api/overview#response-headers
import { Secret } from '../../../../src/base/secret.ts';
import { ADMIN, adminOnly, alnum, byHeader, known, ok, tokenOf, uuid, type Fake } from './fake.ts';

const ORGANISATION = uuid();
const HOST = 'api.anthropic.com/v1';
const REFUSED = ok(
  { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } },
  401,
);
const byKey = byHeader('x-api-key');

export const ANTHROPIC_FAKE: Fake = {
  record: 'anthropic',
  type: 'anthropic-api-key',
  make: () => tokenOf(`sk-ant-api03-${alnum(93)}AA`, { id: `apikey_${alnum(24)}` }),
  admin: () => ({ secret: new Secret(ADMIN) }),
  routes: {
    [`GET ${HOST}/models`]: known(byKey, REFUSED, () =>
      ok({ data: [{ type: 'model' }], has_more: false }, 200, { 'anthropic-organization-id': ORGANISATION }),
    ),
    [`GET ${HOST}/organizations/me`]: adminOnly(byKey, REFUSED, () => ok({ id: ORGANISATION, name: 'Acme' })),
    [`GET ${HOST}/organizations/api_keys`]: adminOnly(byKey, REFUSED, (_call, { tokens }) =>
      ok({
        data: tokens
          .filter(({ isDead }) => isDead !== true)
          .map(({ id, value }) => ({
            id,
            partial_key_hint: `${value.slice(0, 16)}...${value.slice(-4)}`,
            status: 'active',
          })),
        has_more: false,
        last_id: null,
      }),
    ),
    [`POST ${HOST}/organizations/api_keys/:id`]: adminOnly(byKey, REFUSED, (call, store) => {
      const token = store.tokens.find(({ id }) => id === call.part('id'));
      const status = call.json('/status');
      if (!token || (status !== 'inactive' && status !== 'archived')) return ok({}, 404);
      if (status === 'inactive') store.kill(token);
      else store.remove(token);
      return ok({ id: token.id, status });
    }),
  },
  acts: [`POST ${HOST}/organizations/api_keys/:id`],
  ends: 'disabled_verified',
};
