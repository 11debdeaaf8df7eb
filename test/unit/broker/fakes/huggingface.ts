// https://huggingface.co/docs/hub/security-tokens, https://huggingface.co/docs/hub/api
import { alnum, byBearer, known, listOf, ok, tokenOf, type Fake } from './fake.ts';

export const HUGGINGFACE_FAKE: Fake = {
  record: 'huggingface',
  type: 'huggingface-token',
  make: () => tokenOf(`hf_${alnum(34)}`),
  routes: {
    'GET huggingface.co/api/whoami-v2': known(
      byBearer,
      ok({ error: 'Invalid credentials in Authorization header' }, 401),
      ({ owner }) =>
        ok({
          type: 'user',
          name: owner,
          auth: {
            type: 'access_token',
            accessToken: { role: 'write', createdAt: '2026-02-03T04:05:06.000Z' },
          },
        }),
    ),
    'POST huggingface.co/api/credentials/revoke': (call, store) => {
      for (const value of listOf(call, '/credentials')) store.kill(store.living(value));
      return ok({}, 202);
    },
  },
  acts: ['POST huggingface.co/api/credentials/revoke'],
};
