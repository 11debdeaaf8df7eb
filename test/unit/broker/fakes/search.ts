// https://docs.perplexity.ai/getting-started/api-groups, https://docs.tavily.com/documentation/enterprise/deactivate-keys,
// https://docs.exa.ai/reference/team-management/delete-api-key,
// https://docs.pinecone.io/reference/api/latest/admin/delete_api_key
import { Secret } from '../../../../src/base/secret.ts';
import {
  ADMIN,
  adminOnly,
  alnum,
  byBearer,
  byHeader,
  dying,
  empty,
  killById,
  known,
  ok,
  tokenOf,
  uuid,
  type Fake,
} from './fake.ts';

const REFUSED = ok({ error: 'unauthorized' }, 401);
const withId = (value: string, id = uuid()) => tokenOf(value, { id, credentialId: id });

export const SEARCH_FAKES: readonly Fake[] = [
  {
    record: 'perplexity',
    type: 'perplexity-api-key',
    make: () => tokenOf(`pplx-${alnum(48)}`),
    routes: {
      'GET api.perplexity.ai/async/chat/completions': known(byBearer, REFUSED, () => ok({ requests: [] })),
      'POST api.perplexity.ai/revoke_auth_token': known(byBearer, REFUSED, (token, call, store) =>
        call.json('/auth_token') === token.value ? dying(ok())(token, call, store) : ok({}, 400),
      ),
    },
    acts: ['POST api.perplexity.ai/revoke_auth_token'],
  },
  {
    record: 'tavily',
    type: 'tavily-api-key',
    make: () => tokenOf(`tvly-${alnum(32)}`),
    routes: {
      'GET api.tavily.com/usage': known(byBearer, REFUSED, () =>
        ok({ key: { usage: 3, limit: 1000 }, account: {} }),
      ),
      'GET api-key-generator.tavily.com/key-info': known(byBearer, REFUSED, ({ owner }) =>
        ok({
          name: owner,
          created: '2026-02-23T21:48:01Z',
          expires_at: 'never',
          key_type: 'development',
          status: 'active',
        }),
      ),
      'POST api-key-generator.tavily.com/deactivate-keys': known(byBearer, REFUSED, (token, call, store) => {
        // With a request's id in the body every key made by that request would end.
        if (call.body !== '') for (const each of store.tokens) store.kill(each);
        return dying(ok({ message: 'Successfully deactivated 1 key(s)' }))(token, call, store);
      }),
    },
    acts: ['POST api-key-generator.tavily.com/deactivate-keys'],
  },
  {
    record: 'exa',
    type: 'exa-api-key',
    make: () => withId(uuid()),
    unknown: 'manual_required',
    admin: () => ({ secret: new Secret(ADMIN) }),
    routes: {
      'POST api.exa.ai/search': known(byHeader('x-api-key'), REFUSED, () =>
        ok({ error: 'Invalid request body', tag: 'INVALID_REQUEST_BODY' }, 400),
      ),
      'DELETE admin-api.exa.ai/team-management/api-keys/:id': adminOnly(
        byHeader('x-api-key'),
        REFUSED,
        (call, store) => killById(store, call.part('id'), ok({ success: true })),
      ),
    },
    acts: ['DELETE admin-api.exa.ai/team-management/api-keys/:id'],
  },
  {
    record: 'pinecone',
    type: 'pinecone-api-key',
    make: () => withId(`pcsk_${alnum(5)}_${alnum(63)}`),
    admin: () => ({ secret: new Secret(ADMIN) }),
    routes: {
      'GET api.pinecone.io/indexes': known(byHeader('api-key'), REFUSED, () => ok({ indexes: [] })),
      'DELETE api.pinecone.io/admin/api-keys/:id': adminOnly(byBearer, REFUSED, (call, store) =>
        killById(store, call.part('id'), empty(202)),
      ),
    },
    acts: ['DELETE api.pinecone.io/admin/api-keys/:id'],
  },
];
