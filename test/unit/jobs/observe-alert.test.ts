import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import { observeAlert } from '../../../src/jobs/texts/observe-alert.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import { listAlertLocations, listOpenAlerts, readAlert } from '../../../src/sources/alerts/read-alert.ts';
import { githubPat, hexKey, mcpBearer } from '../../support/credentials.ts';
import { mcpConfig } from '../../support/story.ts';
import { answerForGitHub, gitHub, octokit } from '../respond/github.ts';

answerForGitHub();

const REPOSITORY = { id: 5, owner: 'acme', name: 'app', private: true, defaultBranch: 'main' };
const ALERTS = '/repos/acme/app/secret-scanning/alerts';
const SHA = 'a'.repeat(40);
const RAW = { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' };

const commit = (path: string, blob: string, line = 7) => ({
  type: 'commit',
  details: {
    path,
    commit_sha: SHA,
    blob_sha: blob,
    start_line: line,
    end_line: line,
    start_column: 3,
    end_column: 9,
  },
});

function locations(list: object[]): void {
  gitHub().get(`${ALERTS}/3/locations`).query({ per_page: 100, page: 1 }).reply(200, list);
}

function observe(value: string, secretType: string, policy: Policy = DEFAULT_POLICY) {
  const alert = { open: true, secret: new Secret(value), secretType };
  return observeAlert(octokit(), REPOSITORY, alert, 3, policy, '2026-11-25');
}

describe('the places of an alert', () => {
  it('tell the server of an opaque token, with the columns of an editor', async () => {
    const token = mcpBearer();
    const content = mcpConfig('https://mcp.acme.dev/billing', token);
    locations([commit('.mcp.json', 'b'.repeat(40))]);
    gitHub()
      .get(`/repos/acme/app/git/blobs/${'b'.repeat(40)}`)
      .reply(200, content, RAW);
    const [file, alert, ...more] = await observe(token, 'generic');
    expect(more).toEqual([]);
    expect(file).toMatchObject({ path: '.mcp.json', commit: SHA, startLine: 7, firstState: 'found' });
    expect(file?.finding).toMatchObject({ serverUrl: 'https://mcp.acme.dev/billing', slot: 'header' });
    expect(file?.finding.span.startColumn).toBe((content.split('\n')[6] ?? '').indexOf(token) + 1);
    expect(alert).toMatchObject({ path: 'alert/3', place: { kind: 'alert', number: 3 } });
  });

  it('are all that is left out when the policy ignores them', async () => {
    const rule = { path: 'test/**', reason: 'made up', until: '2027-01-01' };
    locations([commit('test/a.env', 'c'.repeat(40))]);
    gitHub()
      .get(`/repos/acme/app/git/blobs/${'c'.repeat(40)}`)
      .reply(404);
    expect(await observe(githubPat(), 'x', { ...DEFAULT_POLICY, ignore: [rule] })).toEqual([]);
  });

  it('are judged by a policy that only observes', async () => {
    locations([]);
    const [only] = await observe(githubPat(), 'github_personal_access_token', {
      ...DEFAULT_POLICY,
      mode: 'observe',
    });
    expect(only).toMatchObject({ path: 'alert/3', firstState: 'denied_by_policy' });
    expect(only?.finding).toMatchObject({ provider: 'github', type: 'github-pat-classic' });
  });

  it.each([
    ['openai_api_key', 'openai'],
    ['hugging_face_user_access_token', 'huggingface'],
    ['acme_key', 'unknown'],
    ['', 'unknown'],
    ['../../<script>', 'unknown'],
  ])('of a kind that only GitHub knows, %p, have the provider %s', async (secretType, provider) => {
    locations([]);
    const [only] = await observe(hexKey(), secretType);
    expect(only?.finding.provider).toBe(provider);
    expect(only?.finding.type).toMatch(/^[a-z0-9-]+$/);
  });

  it('that are texts are read by number, never by the address in the answer', async () => {
    const token = githubPat();
    locations([
      { type: 'issue_comment', details: { issue_comment_url: 'https://evil.example/x/issues/comments/77' } },
      { type: 'discussion_body', details: { discussion_body_url: 'https://github.com/a/b/discussions/8#d' } },
      { type: 'issue_body', details: { issue_body_url: 'https://api.github.com/nothing' } },
      { type: 'unheard_of', details: { unheard_of_url: 'x' } },
      ['no location'],
    ]);
    gitHub()
      .get('/repos/acme/app/issues/comments/77')
      .reply(200, {
        node_id: 'IC_x',
        body: `a\nb ${token}`,
        user: { login: 'ada' },
        author_association: 'OWNER',
        issue_url: 'https://api.github.com/repos/acme/app/issues/6',
      });
    const [comment, discussion, alert, ...more] = await observe(token, 'x');
    expect(more).toEqual([]);
    expect(comment).toMatchObject({
      startLine: 2,
      place: { thread: 'issue-comment', id: '77', node: 'IC_x', number: 6, author: 'ada', reported: true },
    });
    expect(discussion?.place).toMatchObject({ thread: 'discussion', number: 8 });
    expect(alert?.place).toMatchObject({ kind: 'alert' });
  });
});

const numbersFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ number: first - n }));

describe('alerts', () => {
  it('keep their secret out of every error', async () => {
    const secret = githubPat();
    gitHub().get(`${ALERTS}/3`).reply(200, { state: 7, secret });
    const error = await readAlert(octokit(), REPOSITORY, 3).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'GITHUB_ANSWER' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(secret.slice(8, 20));
  });

  it('are listed without their secrets, page by page', async () => {
    const query = { state: 'open', hide_secret: true, per_page: 100 };
    gitHub()
      .get(ALERTS)
      .query({ ...query, page: 1 })
      .reply(200, numbersFrom(103, 100));
    gitHub()
      .get(ALERTS)
      .query({ ...query, page: 2 })
      .reply(200, numbersFrom(3, 3));
    expect(await listOpenAlerts(octokit(), REPOSITORY)).toHaveLength(103);
  });

  it('with thousands of places are told by the first five hundred', async () => {
    for (let page = 1; page <= 5; page += 1)
      gitHub()
        .get(`${ALERTS}/3/locations`)
        .query({ per_page: 100, page })
        .reply(
          200,
          Array.from({ length: 100 }, (_, n) => commit(`${page}/${n}`, 'd'.repeat(40))),
        );
    expect(await listAlertLocations(octokit(), REPOSITORY, 3)).toHaveLength(500);
  });
});
