// https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html
import { alnum, byBearer, digits, empty, killById, known, ok, tokenOf, type Fake } from './fake.ts';

const HOST = 'jira.acme.example/rest';
const REFUSED = ok({}, 401);

export const JIRA_FAKE: Fake = {
  record: 'jira-data-center',
  type: 'jira-data-center-pat',
  make: () => tokenOf(alnum(44), { id: digits(6) }),
  operatorOrigin: 'https://jira.acme.example',
  routes: {
    [`GET ${HOST}/api/2/myself`]: known(byBearer, REFUSED, ({ owner }) =>
      ok({ name: owner, displayName: owner }),
    ),
    // Each user sees the own tokens only, and no part of a value.
    [`GET ${HOST}/pat/latest/tokens`]: known(byBearer, REFUSED, ({ id, owner }) =>
      ok([{ id: Number(id), name: owner, createdAt: '2026-01-01', expiringAt: '2027-01-01' }]),
    ),
    [`DELETE ${HOST}/pat/latest/tokens/:id`]: known(byBearer, REFUSED, (_token, call, store) =>
      killById(store, call.part('id'), empty()),
    ),
  },
  acts: [`DELETE ${HOST}/pat/latest/tokens/:id`],
  unknown: 'manual_required',
};
