// https://docs.gitlab.com/api/personal_access_tokens/, https://docs.gitlab.com/api/admin/token/
import { Secret } from '../../../../src/base/secret.ts';
import {
  ADMIN,
  adminOnly,
  alnum,
  byHeader,
  digits,
  dying,
  empty,
  known,
  ok,
  tokenOf,
  type Fake,
} from './fake.ts';

const REFUSED = ok({ message: '401 Unauthorized' }, 401);
const SELF = 'gitlab.com/api/v4/personal_access_tokens/self';
const OWN = 'gitlab.acme.example';
const byToken = byHeader('private-token');

export const GITLAB_FAKES: readonly Fake[] = [
  {
    record: 'gitlab-pat',
    type: 'gitlab-pat',
    make: () => tokenOf(`glpat-${alnum(20)}`, { id: digits(8) }),
    routes: {
      [`GET ${SELF}`]: known(byToken, REFUSED, ({ owner, id }) =>
        ok({
          id: Number(id),
          name: owner,
          revoked: false,
          active: true,
          scopes: ['api', 'read_repository'],
          created_at: '2026-01-02T03:04:05.000Z',
          last_used_at: '2026-11-02T03:04:05.000Z',
          expires_at: '2027-01-02',
          user_id: 7,
        }),
      ),
      [`DELETE ${SELF}`]: known(byToken, REFUSED, dying(empty())),
    },
    acts: [`DELETE ${SELF}`],
    // It could belong to a GitLab that nobody has listed.
    unknown: 'manual_required',
  },
  {
    record: 'gitlab-admin',
    type: 'gitlab-deploy-token',
    make: () => tokenOf(`gldt-${alnum(20)}`, { id: digits(8) }),
    admin: () => ({ secret: new Secret(ADMIN) }),
    operatorOrigin: `https://${OWN}`,
    routes: {
      [`POST ${OWN}/api/v4/admin/token`]: adminOnly(byToken, REFUSED, (call, store) => {
        const token = store.tokens.find(({ value }) => value === call.json('/token'));
        return token
          ? ok({ id: Number(token.id), revoked: token.isDead === true })
          : ok({ message: '404 Not found' }, 404);
      }),
      [`DELETE ${OWN}/api/v4/admin/token`]: adminOnly(byToken, REFUSED, (call, store) => {
        const token = store.living(call.json('/token'));
        store.kill(token);
        return token ? empty() : ok({ message: '404 Not found' }, 404);
      }),
    },
    acts: [`DELETE ${OWN}/api/v4/admin/token`],
    unknown: 'manual_required',
  },
];
