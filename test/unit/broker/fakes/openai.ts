// https://platform.openai.com/docs/api-reference/project-api-keys
import { Secret } from '../../../../src/base/secret.ts';
import { ADMIN, adminOnly, alnum, byBearer, killById, known, ok, tokenOf, type Fake } from './fake.ts';

export const OPENAI_PROJECT = `proj_${alnum(24)}`;
const KEYS = `api.openai.com/v1/organization/projects/${OPENAI_PROJECT}/api_keys`;
const REFUSED = ok({ error: { code: 'invalid_api_key', type: 'invalid_request_error' } }, 401);

const redact = (value: string) => `${value.slice(0, 11)}****${value.slice(-4)}`;

export const OPENAI_FAKE: Fake = {
  record: 'openai',
  type: 'openai-project-key',
  make: () => tokenOf(`sk-proj-${alnum(148)}`, { id: `key_${alnum(16)}` }),
  admin: () => ({ secret: new Secret(ADMIN) }),
  routes: {
    'GET api.openai.com/v1/models': known(byBearer, REFUSED, ({ owner }) =>
      ok({ object: 'list', data: [{ id: 'm' }] }, 200, {
        'openai-project': OPENAI_PROJECT,
        'openai-organization': owner,
      }),
    ),
    // One key a page, so that the whole list is more than one answer.
    [`GET ${KEYS}`]: adminOnly(byBearer, REFUSED, (call, { tokens }) => {
      const all = tokens.filter(({ isDead }) => isDead !== true);
      const start = all.findIndex(({ id }) => id === call.query.get('after')) + 1;
      const page = all.slice(start, start + 1);
      return ok({
        data: page.map(({ id, value, owner }) => ({ id, name: owner, redacted_value: redact(value) })),
        last_id: page.at(-1)?.id,
        has_more: start + 1 < all.length,
      });
    }),
    [`DELETE ${KEYS}/:id`]: adminOnly(byBearer, REFUSED, (call, store) =>
      killById(store, call.part('id'), ok({ object: 'organization.project.api_key.deleted', deleted: true })),
    ),
  },
  acts: [`DELETE ${KEYS}/:id`],
};
