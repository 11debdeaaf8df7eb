// https://linear.app/developers/oauth-2-0-authentication, https://linear.app/developers/graphql
import { byBearer, hex, known, ok, tokenOf, type Fake } from './fake.ts';

export const LINEAR_FAKE: Fake = {
  record: 'linear-oauth',
  type: 'linear-oauth-token',
  make: () => tokenOf(`lin_oauth_${hex(64)}`),
  routes: {
    'POST api.linear.app/graphql': known(
      byBearer,
      ok(
        { errors: [{ message: 'Authentication required', extensions: { code: 'AUTHENTICATION_ERROR' } }] },
        400,
      ),
      ({ id, owner }) => ok({ data: { viewer: { id, name: owner } } }),
    ),
    'POST api.linear.app/oauth/revoke': (call, store) => {
      const token = store.living(call.form.get('token') ?? '');
      store.kill(token);
      return token ? ok() : ok({ error: 'invalid_request' }, 400);
    },
  },
  acts: ['POST api.linear.app/oauth/revoke'],
};
