// https://docs.github.com/rest/credentials/revoke, https://docs.github.com/rest/apps/installations,
// https://docs.github.com/rest/users/users#get-the-authenticated-user
import { alnum, byBearer, dying, empty, known, listOf, ok, tokenOf, type Fake, type Route } from './fake.ts';

const REFUSED = ok({ message: 'Bad credentials' }, 401);

const bulk: Route = (call, store) => {
  if (call.bearer !== undefined) return ok({ message: 'authenticated' }, 403);
  for (const value of listOf(call, '/credentials')) store.kill(store.living(value));
  return ok({}, 202);
};

const user = (record: string, prefix: string): Fake => ({
  record,
  type: record,
  make: () => tokenOf(`${prefix}_${alnum(36)}`),
  routes: {
    'GET api.github.com/user': known(byBearer, REFUSED, ({ owner }) =>
      ok({ login: owner }, 200, { 'x-oauth-scopes': 'repo, read:org' }),
    ),
    'POST api.github.com/credentials/revoke': bulk,
  },
  acts: ['POST api.github.com/credentials/revoke'],
});

export const GITHUB_FAKES: readonly Fake[] = [
  user('github-pat-classic', 'ghp'),
  user('github-pat-fine-grained', 'github_pat'),
  user('github-oauth', 'gho'),
  user('github-user-to-server', 'ghu'),
  {
    record: 'github-refresh',
    type: 'github-refresh',
    make: () => tokenOf(`ghr_${alnum(76)}`),
    routes: { 'POST api.github.com/credentials/revoke': bulk },
    acts: ['POST api.github.com/credentials/revoke'],
    ends: 'accepted_unverified',
    unknown: 'accepted_unverified',
  },
  {
    record: 'github-installation',
    type: 'github-server-to-server',
    make: () => tokenOf(`ghs_${alnum(36)}`),
    routes: {
      'GET api.github.com/installation/repositories': known(byBearer, REFUSED, ({ owner }) =>
        ok({ total_count: 1, repositories: [{ owner: { login: owner } }] }),
      ),
      'DELETE api.github.com/installation/token': known(byBearer, REFUSED, dying(empty())),
    },
    acts: ['DELETE api.github.com/installation/token'],
  },
];
