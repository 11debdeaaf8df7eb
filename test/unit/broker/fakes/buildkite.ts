// https://buildkite.com/docs/apis/rest-api/access-token
import { byBearer, dying, empty, known, lower, ok, tokenOf, type Fake } from './fake.ts';

const PATH = 'api.buildkite.com/v2/access-token';
const REFUSED = ok({ message: 'Authentication required' }, 401);

export const BUILDKITE_FAKE: Fake = {
  record: 'buildkite',
  type: 'buildkite-api-token',
  make: () => tokenOf(`bkua_${lower(40)}`),
  routes: {
    [`GET ${PATH}`]: known(byBearer, REFUSED, ({ id, owner }) =>
      ok({
        uuid: id,
        scopes: ['read_builds'],
        description: 'ci',
        created_at: '2026-03-04',
        user: { name: owner },
      }),
    ),
    [`DELETE ${PATH}`]: known(byBearer, REFUSED, dying(empty())),
  },
  acts: [`DELETE ${PATH}`],
};
