// https://docs.doppler.com/reference/auth-revoke, https://docs.doppler.com/reference/auth-me
import { alnum, byBearer, known, ok, tokenOf, type Fake } from './fake.ts';

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
