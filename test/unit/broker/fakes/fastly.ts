// https://www.fastly.com/documentation/reference/api/auth-tokens/user/
import { alnum, byHeader, dying, empty, known, ok, tokenOf, type Fake } from './fake.ts';

const PATH = 'api.fastly.com/tokens/self';
const REFUSED = ok({ msg: 'Provided credentials are missing or invalid' }, 401);

export const FASTLY_FAKE: Fake = {
  record: 'fastly',
  type: 'fastly-api-token',
  make: () => tokenOf(alnum(32)),
  unknown: 'manual_required',
  routes: {
    [`GET ${PATH}`]: known(byHeader('fastly-key'), REFUSED, ({ id, owner }) =>
      ok({
        id,
        name: owner,
        user_id: '1',
        scope: 'global:read purge_all',
        created_at: '2026-06-07T00:00:00Z',
        expires_at: null,
      }),
    ),
    [`DELETE ${PATH}`]: known(byHeader('fastly-key'), REFUSED, dying(empty())),
  },
  acts: [`DELETE ${PATH}`],
};
