// https://launchdarkly.com/docs/api/other/get-caller-identity, .../access-tokens/delete-token
import { byHeader, empty, hex, killById, known, ok, tokenOf, uuid, type Fake } from './fake.ts';

const HOST = 'app.launchdarkly.com/api/v2';
const REFUSED = ok({ code: 'unauthorized', message: 'Invalid key' }, 401);
const byToken = byHeader('authorization');

export const LAUNCHDARKLY_FAKE: Fake = {
  record: 'launchdarkly',
  type: 'launchdarkly-access-token',
  make: () => tokenOf(`api-${uuid()}`, { id: hex(24) }),
  routes: {
    // The account is at the first of three instances; the others refuse whatever they are asked.
    'GET app.eu.launchdarkly.com/api/v2/caller-identity': () => REFUSED,
    'GET app.launchdarkly.us/api/v2/caller-identity': () => REFUSED,
    [`GET ${HOST}/caller-identity`]: known(byToken, REFUSED, ({ id, owner }) =>
      ok({ authKind: 'token', tokenKind: 'auth', tokenId: id, tokenName: owner, serviceToken: true }),
    ),
    [`DELETE ${HOST}/tokens/:id`]: known(byToken, REFUSED, (_token, call, store) =>
      killById(store, call.part('id'), empty()),
    ),
  },
  acts: [`DELETE ${HOST}/tokens/:id`],
};
