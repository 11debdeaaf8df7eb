import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SuccessorState } from '../../../src/broker/successors.ts';
import type { SecretTarget } from '../../../src/inventory/rotation.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { writeSuccessor } from '../../../src/jobs/rotate/write-successor.ts';
import { openTestStore } from '../../support/test-store.ts';
import { makeSecretsKey, type SecretsKey } from '../../support/broker/rotations.ts';
import { answerForGitHub, exactly, gitHub, octokit } from '../respond/github.ts';

answerForGitHub();

const TARGET: SecretTarget = {
  kind: 'secret',
  family: 'actions',
  scope: 'organization',
  owner: 'acme',
  repository: 'app',
  name: 'AWS_SECRET_ACCESS_KEY',
  keyIdName: 'AWS_ACCESS_KEY_ID',
};
const successor = (publicHalf?: string) =>
  ({
    id: randomUUID(),
    state: 'issued',
    sealed: { keyId: '7', value: 'Ym94' },
    evidence: [],
    ...(publicHalf === undefined ? {} : { publicHalf }),
  }) satisfies SuccessorState;

let key: SecretsKey;
let context: JobContext;
let store: Awaited<ReturnType<typeof openTestStore>>;
beforeAll(async () => {
  key = await makeSecretsKey();
  store = await openTestStore();
  context = {
    db: store.db,
    github: { forInstallation: async () => octokit() },
  } as unknown as JobContext;
});
afterAll(() => store.remove());

const secrets = '/orgs/acme/actions/secrets';
const dates = { created_at: '2026-11-25T00:00:00Z', updated_at: '2026-11-25T00:00:00Z' };

describe('a successor of two parts', () => {
  it('is written as two secrets of the organisation, for those who saw them before', async () => {
    const github = gitHub();
    github
      .get(`${secrets}/AWS_SECRET_ACCESS_KEY`)
      .reply(200, { name: 'A', visibility: 'selected', ...dates });
    github
      .get(`${secrets}/AWS_SECRET_ACCESS_KEY/repositories`)
      .query({ per_page: '100', page: '1' })
      .reply(200, { total_count: 2, repositories: [{ id: 5 }, { id: 6 }] });
    const first = {
      key_id: '7',
      encrypted_value: 'Ym94',
      visibility: 'selected',
      selected_repository_ids: [5, 6],
    };
    github.put(`${secrets}/AWS_SECRET_ACCESS_KEY`, exactly(first)).reply(204);
    github.get(`${secrets}/AWS_ACCESS_KEY_ID`).reply(200, { name: 'B', visibility: 'all', ...dates });
    github.get(`${secrets}/public-key`).reply(200, { key_id: key.keyId, key: key.publicKey });
    let half = '';
    github
      .put(`${secrets}/AWS_ACCESS_KEY_ID`, (body: { encrypted_value?: string; visibility?: string }) => {
        half = key.open(body.encrypted_value);
        return body.visibility === 'all';
      })
      .reply(204);
    const one = successor('AKIAQWERTYUIOPASDFGH');
    expect(await writeSuccessor(context, 1, TARGET, one)).toBeUndefined();
    expect(half).toBe('AKIAQWERTYUIOPASDFGH');
  });

  it('is not written where nobody says where the other part stands', async () => {
    gitHub();
    const { keyIdName: _name, ...target } = TARGET;
    expect(await writeSuccessor(context, 1, target, successor('AKIAQWERTYUIOPASDFGH'))).toEqual({
      never: expect.stringContaining('key_id_secret'),
    });
  });
});

describe('a successor that GitHub does not take', () => {
  it.each<[string, number, object, object]>([
    ['a permission', 403, {}, { never: expect.stringContaining('lacks a permission') }],
    ['the right key', 422, {}, { never: expect.stringContaining('did not take') }],
    ['patience', 403, { 'retry-after': '9' }, { waitMs: 9000 }],
    ['a good day', 502, {}, { waitMs: 2000 }],
  ])('for want of %s', async (_name, status, headers, expected) => {
    const { keyIdName: _half, ...plain } = TARGET;
    const target = { ...plain, scope: 'environment', environment: 'production' } as const;
    gitHub()
      .put('/repos/acme/app/environments/production/secrets/AWS_SECRET_ACCESS_KEY')
      .reply(status, { message: 'no' }, { ...headers });
    expect(await writeSuccessor(context, 1, target, successor())).toEqual(expected);
    const gaps = await context.db.selectFrom('gaps').select('permission').execute();
    expect(gaps.map(({ permission }) => permission)).toEqual(['environments:write']);
  });
});
