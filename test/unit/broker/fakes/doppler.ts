// https://docs.doppler.com/reference/auth-revoke, https://docs.doppler.com/reference/auth-me,
// https://docs.doppler.com/reference/service_tokens-create
import { Secret } from '../../../../src/base/secret.ts';
import {
  ADMIN,
  adminOnly,
  alnum,
  byBearer,
  killById,
  known,
  ok,
  tokenOf,
  uuid,
  type Call,
  type Fake,
} from './fake.ts';

export const DOPPLER_FAKE: Fake = {
  record: 'doppler',
  type: 'doppler-token',
  make: () => tokenOf(`dp.pt.${alnum(43)}`),
  routes: {
    'GET api.doppler.com/v3/me': known(
      byBearer,
      ok({ messages: ['Invalid Auth token'], success: false }, 401),
      ({ owner, id }) =>
        ok({
          type: 'personal',
          slug: id,
          name: owner,
          workplace: { name: 'Acme' },
          created_at: '2026-05-06T07:08:09.000Z',
          last_seen_at: '2026-11-06T07:08:09.000Z',
        }),
    ),
    'POST api.doppler.com/v3/auth/revoke': (call, store) => {
      store.kill(store.living(call.json('/token')));
      return ok({ success: true });
    },
  },
  acts: ['POST api.doppler.com/v3/auth/revoke'],
};

const REFUSED = ok({ messages: ['Invalid Auth token'], success: false }, 401);
const TOKENS = 'api.doppler.com/v3/configs/config/tokens';
const isOurs = (project: string | null | undefined, config: string | null | undefined) =>
  project === 'shop' && config === 'prd';
const isAsked = ({ query }: Call) => isOurs(query.get('project'), query.get('config'));

/** The same with service tokens, which are made by somebody who may. */
export const DOPPLER_ROTATION_FAKE: Fake = {
  ...DOPPLER_FAKE,
  type: 'doppler-service-token',
  make: () => tokenOf(`dp.st.prd.${alnum(43)}`),
  admin: () => ({ secret: new Secret(ADMIN) }),
  routes: {
    ...DOPPLER_FAKE.routes,
    'GET api.doppler.com/v3/me': known(byBearer, REFUSED, ({ id }) =>
      ok({ type: 'service_token', slug: id }),
    ),
    'GET api.doppler.com/v3/configs/config/secret': known(byBearer, REFUSED, (_token, { query }) => {
      const name = query.get('name') ?? '';
      const raw = { DOPPLER_PROJECT: 'shop', DOPPLER_CONFIG: 'prd' }[name];
      return raw === undefined ? ok({}, 404) : ok({ name, value: { raw, computed: raw } });
    }),
    [`GET ${TOKENS}`]: adminOnly(byBearer, REFUSED, (call, { tokens }) =>
      isAsked(call)
        ? ok({
            tokens: tokens
              .filter(({ isDead }) => isDead !== true)
              .map(({ id, name = 'ci', facts }) => ({
                slug: id,
                name,
                access: 'read',
                expires_at: null,
                ...facts,
              })),
          })
        : ok({}, 404),
    ),
    [`POST ${TOKENS}`]: adminOnly(byBearer, REFUSED, (call, store) => {
      if (!isOurs(call.json('/project'), call.json('/config')) || call.json('/access') !== 'read')
        return ok({}, 400);
      const made = store.add(
        tokenOf(`dp.st.prd.${alnum(43)}`, { id: uuid(), name: call.json('/name') ?? '' }),
      );
      return ok({ token: { name: made.name, slug: made.id, key: made.value }, success: true });
    }),
    [`DELETE ${TOKENS}/token`]: adminOnly(byBearer, REFUSED, (call, store) =>
      killById(store, call.json('/slug') ?? '', ok({ success: true })),
    ),
  },
};
