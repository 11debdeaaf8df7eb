// https://developers.miro.com/v1.0/reference/revoke-token, https://developers.miro.com/reference/get-access-token-context
import { alnum, byBearer, empty, known, ok, tokenOf, type Fake } from './fake.ts';

export const MIRO_FAKE: Fake = {
  record: 'miro',
  type: 'miro-access-token',
  make: () => tokenOf(`eyJtaXJvLm9yaWdpbiI6${alnum(12)}_${alnum(27)}`),
  routes: {
    'GET api.miro.com/v1/oauth-token': known(
      byBearer,
      ok({ status: 401, code: 'tokenNotProvided', type: 'error' }, 401),
      ({ owner }) =>
        ok({
          type: 'oAuthToken',
          user: { id: '1', name: owner },
          team: { name: 'Acme' },
          scopes: ['boards:read'],
        }),
    ),
    'POST api.miro.com/v1/oauth/revoke': (call, store) => {
      const token = store.living(call.query.get('access_token') ?? '');
      store.kill(token);
      return token ? empty() : ok({ status: 401, type: 'error' }, 401);
    },
  },
  acts: ['POST api.miro.com/v1/oauth/revoke'],
};
