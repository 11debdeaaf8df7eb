import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import nock from 'nock';
import { crowdOfWiki, INSIDERS, unknownIn, type Writer } from '../../../src/github/crowd.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import { crowdOf, crowdOfPull } from '../../../src/jobs/judge/crowd-of.ts';
import { crowdsOfHead } from '../../../src/jobs/judge/crowds-of-head.ts';
import { PolicyCache } from '../../../src/jobs/judge/policy-cache.ts';
import { crowdOfRun } from '../../../src/jobs/runs/crowd-of-run.ts';
import { observeAlert } from '../../../src/jobs/texts/observe-alert.ts';
import { scanThread } from '../../../src/jobs/texts/read-thread.ts';
import { Secret } from '../../../src/base/secret.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import { openBreakerDesk, type BreakerDesk } from '../../support/breaker-desk.ts';
import { githubPat } from '../../support/credentials.ts';
import { REPOSITORY } from '../../support/findings.ts';
import { mcpConfig } from '../../support/story.ts';
import { octokitForTests } from '../sources/support/github-from-git.ts';

const octokit = octokitForTests();
const none = () => {};
/** The client of the other tests knows no GraphQL, whose document has a check of its own. */
const plain = new Octokit({ log: { debug: none, info: none, warn: none, error: none } });
const api = () => nock('https://api.github.com');
const APP = '/repos/octo/app';
const UNKNOWN = unknownIn(REPOSITORY);

afterEach(() => nock.cleanAll());
afterAll(() => nock.restore());

const permits = (login: string, permission: string, id: number) =>
  api().get(`${APP}/collaborators/${login}/permission`).reply(200, { permission, user: { id } });
const shows = (number: number, id: number, association: string) =>
  api()
    .get(`${APP}/pulls/${number}`)
    .reply(200, { user: { login: `u${id}`, id }, author_association: association });
const writer = (association?: string): Writer => ({
  id: 7,
  login: 'mona',
  ...(association ? { association } : {}),
});

describe('whoever wrote something', () => {
  it('is of the organisation as its owner, without a request', async () => {
    expect(await crowdOf(octokit, REPOSITORY, writer('OWNER'))).toBe(INSIDERS);
  });

  it.each(['MEMBER', 'COLLABORATOR'])(
    'is nobody of the organisation as a %s who may only read',
    async (association) => {
      permits('mona', 'read', 7);
      expect(await crowdOf(octokit, REPOSITORY, writer(association))).toBe('user:7');
      permits('mona', 'write', 7);
      expect(await crowdOf(octokit, REPOSITORY, writer(association))).toBe(INSIDERS);
    },
  );

  it.each([
    ['write', 7, INSIDERS],
    ['admin', 7, INSIDERS],
    ['read', 7, 'user:7'],
    ['none', 7, 'user:7'],
    // Somebody else has the login by now.
    ['admin', 8, 'user:7'],
  ])('with the permission %s of the account %s is %j', async (permission, id, crowd) => {
    for (const association of ['NONE', 'CONTRIBUTOR', 'FIRST_TIMER', undefined]) {
      permits('mona', permission, id);
      expect(await crowdOf(octokit, REPOSITORY, writer(association))).toBe(crowd);
    }
  });

  it('is an outsider wherever that is not clear', async () => {
    api().get(`${APP}/collaborators/mona/permission`).reply(404, {});
    expect(await crowdOf(octokit, REPOSITORY, writer('NONE'))).toBe('user:7');
    api().get(`${APP}/collaborators/mona/permission`).reply(403, { message: 'Resource not accessible' });
    expect(await crowdOf(octokit, REPOSITORY, writer('NONE'))).toBe('user:7');
    expect(await crowdOf(octokit, REPOSITORY, { ...writer('NONE'), login: '../../x' })).toBe('user:7');
    expect(await crowdOf(octokit, REPOSITORY, { login: 'mona', association: 'NONE' })).toBe(UNKNOWN);
    expect(await crowdOf(octokit, REPOSITORY, undefined)).toBe(UNKNOWN);
  });

  it('may be anybody in a public wiki, and is of the organisation in a private one', () => {
    expect(crowdOfWiki(REPOSITORY)).toBe(INSIDERS);
    expect(crowdOfWiki({ ...REPOSITORY, private: false })).toBe('wiki:11');
  });
});

const range = (number: number, headRef?: string) => ({
  number,
  head: 'h',
  base: 'b',
  ...(headRef === undefined ? {} : { headRef }),
});
const brought = (
  ranges: readonly ReturnType<typeof range>[],
  listings: readonly (readonly string[])[],
  pushed: readonly string[] = [],
) =>
  crowdsOfHead(octokit, {
    repository: REPOSITORY,
    ranges,
    listings: listings.map((commits) => ({ commits })),
    pushed,
  });

describe('the commits of a head', () => {
  it('are those of whoever opened the pull request from a fork, but for what is on a branch here', async () => {
    shows(5, 70, 'NONE');
    permits('u70', 'read', 70);
    const crowd = await brought([range(5), range(6, 'work')], [['a', 'b', 'c'], ['b']], ['c']);
    expect(['a', 'b', 'c', 'x'].map(crowd)).toEqual(['user:70', INSIDERS, INSIDERS, 'user:70']);
  });

  it("are the organisation's where it proposed them from a fork, and ask nothing without one", async () => {
    shows(5, 70, 'NONE');
    permits('u70', 'read', 70);
    shows(6, 71, 'MEMBER');
    permits('u71', 'write', 71);
    const crowd = await brought([range(5), range(6)], [['a', 'b'], ['b']]);
    expect(['a', 'b', 'x'].map(crowd)).toEqual(['user:70', INSIDERS, INSIDERS]);
    expect((await brought([range(6, 'work'), range(0)], [['a'], ['b']], ['c']))('a')).toBe(INSIDERS);
  });

  it("are nobody's that is known where GitHub does not show the pull request", async () => {
    for (const status of [404, 403]) {
      api().get(`${APP}/pulls/5`).reply(status, { message: 'no' });
      expect(await crowdOfPull(octokit, REPOSITORY, 5)).toBe(UNKNOWN);
    }
    api().get(`${APP}/pulls/5`).reply(200, { user: null });
    expect(await crowdOfPull(octokit, REPOSITORY, 5)).toBe(UNKNOWN);
  });
});

describe('what others show', () => {
  let desk: BreakerDesk | undefined;
  afterEach(async () => {
    await desk?.close();
    desk = undefined;
  });
  const github = { forInstallation: () => Promise.resolve(octokit) } as unknown as JobContext['github'];

  it('is in a run that of whoever caused it, where that need not be somebody who may write', async () => {
    const run = { installationId: 1, repository: REPOSITORY, run: 1, attempt: 1, head: 'h' };
    expect(await crowdOfRun({ github } as JobContext, run)).toBe(INSIDERS);
    expect(await crowdOfRun({ github } as JobContext, { ...run, outsider: null })).toBe(UNKNOWN);
    permits('mona', 'none', 7);
    const outsider = { id: 7, login: 'mona' };
    expect(await crowdOfRun({ github } as JobContext, { ...run, outsider })).toBe('user:7');
  });

  it.each([
    [{ login: 'mona', databaseId: 7 }, 'NONE', 'user:7'],
    [{ login: 'mona', databaseId: 7 }, 'OWNER', INSIDERS],
    [null, 'NONE', 'unknown:'],
  ])('is in a comment that of its author (%j, %s)', async (author, authorAssociation, crowd) => {
    desk = await openBreakerDesk(3);
    const { installationId, repository } = await desk.install();
    const node = {
      type: 'IssueComment',
      author,
      authorAssociation,
      body: `\`\`\`json\n${mcpConfig('https://mcp.example.com/mcp', githubPat())}\n\`\`\``,
      issue: { number: 3 },
    };
    api().post('/graphql').reply(200, { data: { node } });
    api()
      .get(`/repos/${repository.owner}/app/collaborators/mona/permission`)
      .reply(200, { permission: 'read', user: { id: 7 } });
    const reader = {
      forInstallation: () => Promise.resolve(plain),
    } as unknown as JobContext['github'];
    const context = { ...desk.context, github: reader, policyCache: new PolicyCache() };
    const task = { kind: 'read-thread', thread: 'issue-comment', id: '9', node: 'IC_9', number: 3 } as const;
    const attempt = { id: 'job', retryCount: 0, signal: new AbortController().signal };
    await scanThread(context, { ...task, installationId, repository }, attempt);
    const rows = await desk.db.selectFrom('exposures').select('crowd').execute();
    expect(rows).toEqual([{ crowd: crowd === 'unknown:' ? unknownIn(repository) : crowd }]);
  });

  it.each([
    ["an outsider's comment", ['issue_comment'], ['user:7', 'user:7']],
    ['a commit as well', ['issue_comment', 'commit'], [INSIDERS, 'user:7', INSIDERS]],
    ['a page of a wiki', ['wiki_commit'], [INSIDERS, INSIDERS]],
    ['a text that is gone', ['discussion_comment'], [UNKNOWN, UNKNOWN]],
    ['nothing', [], [UNKNOWN]],
  ])('is in an alert about %s theirs', async (_, types, crowds) => {
    const file = { path: 'a', commit_sha: 'c'.repeat(40), blob_sha: 'b'.repeat(40) };
    const details: Record<string, object> = {
      commit: file,
      wiki_commit: file,
      issue_comment: { issue_comment_url: `https://api.github.com${APP}/issues/comments/9` },
      discussion_comment: {
        discussion_comment_url: 'https://github.com/octo/app/discussions/4#discussioncomment-5',
      },
    };
    const secret = githubPat();
    const located = types.map((type) => ({ type, details: details[type] }));
    api().get(`${APP}/secret-scanning/alerts/4/locations`).query(true).reply(200, located);
    api().get(`${APP}/git/blobs/${file.blob_sha}`).reply(404, {});
    const comment = {
      node_id: 'IC_9',
      body: secret,
      user: { login: 'mona', id: 7 },
      author_association: 'NONE',
    };
    api().get(`${APP}/issues/comments/9`).reply(200, comment);
    permits('mona', 'read', 7);
    const node = {
      type: 'IssueComment',
      author: { login: 'mona', databaseId: 7 },
      authorAssociation: 'NONE',
      body: secret,
    };
    api().post('/graphql').reply(200, { data: { node } });
    const alert = { open: true, secret: new Secret(secret), secretType: 'github_personal_access_token' };
    const seen = await observeAlert(plain, REPOSITORY, alert, 4, DEFAULT_POLICY, '2026-11-25');
    expect(seen.map(({ crowd }) => crowd)).toEqual(crowds);
  });
});
